import Testing

@testable import Shell

/// What is left of a line in the history.
@Suite struct RedactionTests {
  private static let token =
    "0.ec2c1d46-6a4b-4751-a310-af9601317f2d.C2IgxjjLF7qSshsbwe8JGcbM075YXw:X8vbvA0bduihIDe/qrzIQQ=="

  private static let lines: [(String, String)] = [
    // Nothing secret: nothing changes.
    ("accounts | where .name =~ \"^ci-\" # all of them", "accounts | where .name =~ \"^ci-\" # all of them"),
    ("let x = \"a b\"; print 'c'", "let x = \"a b\"; print 'c'"),
    ("open https://example.com/a:b@c", "open https://example.com/a:b@c"),
    ("date \"2026-01-31T08:00:00Z\"", "date \"2026-01-31T08:00:00Z\""),
    ("1 + (", "1 + ("),
    // What looks like a secret, wherever it stands.
    ("\"\(token)\" | length", "'••••' | length"),
    ("print \(token)", "print '••••'"),
    (token, "••••"),
    ("x = \(token) (", "x = •••• ("),
    ("null # \(token)", "null # ••••"),
    ("let k = \"sms-key.1.abc.def\"", "let k = '••••'"),
    ("\"postgres://app:hunter2@db/web\" | print", "'••••' | print"),
    ("exec [psql postgres://app:hunter2@db/web]", "exec [psql '••••']"),
    ("'-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----' | length", "'••••' | length"),
    // What is made a secret.
    ("\"hunter2\" | secret create DB --project web", "'••••' | secret create DB --project web"),
    (
      "'a' + \"b\" | secret create \"my key\" --project \"the web\"",
      "'••••' + '••••' | secret create \"my key\" --project \"the web\""
    ),
    ("\"x\\(1 + 2)y\" | secret create DB", "'••••' | secret create DB"),
    ("\"hunter2\" | trim | secret create DB | get action", "'••••' | trim | secret create DB | get action"),
    ("let v = \"hunter2\"; $v | secret create DB", "let v = '••••'; $v | secret create DB"),
    (
      "[hunter2 \"b\"] | each {|v| $v | secret create DB }",
      "['••••' '••••'] | each {|v| $v | secret create DB }"
    ),
    (
      "let r = (\"hunter2\" | secret create DB --project \"p q\")",
      "let r = ('••••' | secret create DB --project \"p q\")"
    ),
    ("open \"value.txt\" | secret create DB", "open \"value.txt\" | secret create DB"),
    ("reveal web/OLD | secret create NEW --project web", "reveal web/OLD | secret create NEW --project web"),
    ("12345 | to-string | secret create PIN", "'••••' | to-string | secret create PIN"),
    ("\"hunter2\" | secret create DB --project (", "'••••' | secret create DB --project ("),
  ]

  @Test(arguments: lines) func aLine(_ line: String, _ kept: String) {
    #expect(Redaction.redacted(line) == kept)
  }
}
