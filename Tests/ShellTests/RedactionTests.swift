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

  /// K29: what a name says, and what a program is given.
  private static let named: [(String, String)] = [
    ("let password = \"abcd1234efgh\"", "let password = '••••'"),
    ("mut db_passwd = 'x' + \"y\"", "mut db_passwd = '••••' + '••••'"),
    ("let r = {user: \"ada\", api-key: \"abc\"}", "let r = {user: \"ada\", api-key: '••••'}"),
    ("let pin = 1234", "let pin = '••••'"),
    ("print x --passphrase \"a b\"", "print x --passphrase '••••'"),
    ("exec [env DB_PASSWORD=hunter2 true]", "exec [env '••••' true]"),
    ("for token in [\"a\" \"b\"] { print $token }", "for token in ['••••' '••••'] { print $token }"),
    // What a call is given names other things.
    ("let tokens = (tokens --account \"ci web\")", "let tokens = (tokens --account \"ci web\")"),
    ("let name = \"abcd\"", "let name = \"abcd\""), ("print \"password\"", "print \"password\""),
  ]

  @Test(arguments: named) func aNameThatTells(_ line: String, _ kept: String) {
    #expect(Redaction.redacted(line) == kept)
  }

  @Test func whatBecameASecretGoesFromEarlierLines() {
    for (line, secret, kept) in [
      ("let v = \"hunter2\"", "hunter2", "let v = '••••'"), ("let n = 7", "7", "let n = '••••'"),
      ("let n = 77", "7", "let n = 77"), ("print a", "a", "print '••••'"),
      ("print \"x\\nhunter2\\ny\"", "hunter2", "print '••••'"),
      ("null # it is hunter2!", "hunter2", "null # it is ••••!"),
      ("let a = \"postgres://app\"", "postgres://app:pw@db", "let a = '••••'"),
      ("let v = \"a\\u{62}cd\"", "abcd", "let v = '••••'"), ("1 + (", "hunter2", "1 + ("),
    ] {
      #expect(Redaction.redacted(line, secrets: [secret]) == kept, "\(line)")
    }
  }

  @Test func whatAVariableHeldGoesFromEarlierLines() {
    #expect(Redaction.namesMadeSecret(in: "$v | trim | secret create K --project $p") == ["v"])
    #expect(Redaction.namesMadeSecret(in: "$v | save x") == [])
    #expect(Redaction.namesBehind(["v"], in: "let v = $a + $b") == ["a", "b"])
    #expect(
      Redaction.redacted("let a = \"x\"; let c = \"y\"", names: ["a"]) == "let a = '••••'; let c = \"y\"")
  }

  /// Whatever a line is, no secret of some length is left in it.
  @Test func nothingOfASecretIsLeft() {
    var random = SplitMix(state: 29)
    let pieces = [
      "let v = \"S\"", "print 'S'", "# S", "{a: \"S\"}", "[\"S\" 1]", "\"x S y\" | print", "S", "f --g \"S\"",
      "\"\\(S)\"",
      "open \"S.txt\"", "if true { print \"S\" }", "(", "\"", "S=S", "`S`",
    ]
    for _ in 0..<2000 {
      let secret = (0..<Int(4 + random.next() % 12)).map { _ in
        String("abcdefgh0123456789-_".randomElement(using: &random) ?? "x")
      }
      .joined()
      let line = (0..<Int(1 + random.next() % 4)).map { _ in
        (pieces.randomElement(using: &random) ?? "").replacing("S", with: secret)
      }.joined(separator: random.next() % 2 == 0 ? "; " : "\n")
      let kept = Redaction.redacted(line, secrets: [secret])
      #expect(!kept.contains(secret), "\(line) → \(kept)")
    }
  }

  private struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }
}
