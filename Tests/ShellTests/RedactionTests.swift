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
    // In what a call is given, too.
    ("print {password: \"x\"}", "print {password: '••••'}"),
    ("$r | merge {a: 1, token: \"x\"}", "$r | merge {a: 1, token: '••••'}"),
    ("def f [r] { $r }; f [{a: {api_key: \"x\"}}]", "def f [r] { $r }; f [{a: {api_key: '••••'}}]"),
    ("[1] | each {|x| let password = \"x\"; 1 }", "[1] | each {|x| let password = '••••'; 1 }"),
    ("plan { print {password: \"x\"} }", "plan { print {password: '••••'} }"),
    // Documents, and what services begin their tokens with.
    ("'{\"password\": \"x\"}' | from json", "'••••' | from json"),
    ("\"user: a\\npassword: x\\n\" | from yaml", "'••••' | from yaml"),
    ("let t = \"ghp_0123456789abcdefghijABCD\"", "let t = '••••'"),
    ("print \"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc\"", "print '••••'"),
    ("print \"sk-learn\" \"a: b\" \"the key: old\"", "print \"sk-learn\" \"a: b\" \"the key: old\""),
    // What a call is given names other things.
    ("let tokens = (tokens --account \"ci web\")", "let tokens = (tokens --account \"ci web\")"),
    ("let name = \"abcd\"", "let name = \"abcd\""), ("print \"password\"", "print \"password\""),
  ]

  @Test(arguments: named) func aNameThatTells(_ line: String, _ kept: String) {
    #expect(Redaction.redacted(line) == kept)
  }

  /// What is bound, compared, given to a parameter, a field or a program.
  private static let given: [(String, String)] = [
    ("$r | insert password \"x\"", "$r | insert password '••••'"),
    ("$r | upsert a.password hunter2", "$r | upsert a.password '••••'"),
    ("$r | update .password (\"a\" + \"b\")", "$r | update .password ('••••' + '••••')"),
    ("$r | default password \"x\"", "$r | default password '••••'"),
    ("$r | get password --or \"x\"", "$r | get password --or '••••'"),
    ("$r | select name password", "$r | select name password"), ("$r | get password", "$r | get password"),
    ("$r | insert note \"password\"", "$r | insert note \"password\""),
    ("[{user: ada, password: \"x\"}]", "[{user: ada, password: '••••'}]"),
    ("{\"db password\": \"x\"}", "{\"db password\": '••••'}"),
    ("{(\"password\"): \"x\"}", "{(\"password\"): '••••'}"),
    ("def f [password=\"x\"] { $password }", "def f [password='••••'] { $password }"),
    ("def f [--api-token: string = \"x\"] { 1 }", "def f [--api-token: string = '••••'] { 1 }"),
    ("def f [password] { 1 }; f \"x\"", "def f [password] { 1 }; f '••••'"),
    ("def f [password] { 1 }; \"x\" | f y", "def f [password] { 1 }; '••••' | f '••••'"),
    ("let [password] = [\"x\"]", "let [password] = ['••••']"),
    ("let [user, ...tokens] = [a \"x\"]", "let [user, ...tokens] = ['••••' '••••']"),
    (
      "let {user: u, key: password} = {user: a, key: b}",
      "let {user: u, key: password} = {user: '••••', key: '••••'}"
    ),
    ("mut r = {}; $r.db.password = \"x\"", "mut r = {}; $r.db.password = '••••'"),
    ("mut r = {}; $r[\"password\"] = \"x\"", "mut r = {}; $r[\"password\"] = '••••'"),
    ("do {|password| 1 } \"x\"", "do {|password| 1 } '••••'"),
    ("[x y] | each {|password| $password }", "['••••' '••••'] | each {|password| $password }"),
    ("let f = {|pw| 1 }; do $f \"x\"", "let f = {|pw| 1 }; do $f '••••'"),
    ("match \"x\" { $password => 1 }", "match '••••' { $password => 1 }"),
    ("$r | where .password == \"x\"", "$r | where .password == '••••'"),
    ("$env.DB_PASSWORD? ?? \"x\"", "$env.DB_PASSWORD? ?? '••••'"),
    ("events | where .secret == \"web/DB\"", "events | where .secret == \"web/DB\""),
    ("exec curl -H \"Authorization: Bearer x\" http://h", "exec curl -H '••••' http://h"),
    ("exec [curl -H \"X-Api-Key: x\" http://h]", "exec [curl -H '••••' http://h]"),
    ("exec [curl -H \"Accept: text/plain\" http://h]", "exec [curl -H \"Accept: text/plain\" http://h]"),
    ("exec curl -u user:pw http://h", "exec curl -u '••••' http://h"),
    ("exec [curl -uuser:pw http://h]", "exec [curl '••••' http://h]"),
    ("run -- curl --proxy-user a:b http://h", "run -- curl --proxy-user '••••' http://h"),
    ("exec [curl http://user:pw@host/x]", "exec [curl '••••']"),
    ("exec [curl \"http://user:p/w@host/x\"]", "exec [curl '••••']"),
    ("exec [git clone https://ghp_x@github.com/a]", "exec [git clone '••••']"),
    ("exec [git clone ssh://git@github.com/a]", "exec [git clone ssh://git@github.com/a]"),
    ("exec [curl \"http://\\($u):pw@host\"]", "exec [curl '••••']"),
    ("exec [prog --password=x]", "exec [prog '••••']"),
    ("exec [prog --password x]", "exec [prog --password '••••']"),
    ("exec prog --password=x", "exec prog --password='••••'"),
    ("run -- prog --password=x", "run -- prog '••••'"),
    ("exec [mysql -px db]", "exec [mysql '••••' db]"),
    ("exec [sshpass -p x ssh h]", "exec [sshpass -p '••••' ssh h]"),
    ("exec [openssl -passin pass:x]", "exec [openssl -passin '••••']"),
    ("exec [sh -c \"curl -u user:pw h\"]", "exec [sh -c '••••']"),
    ("exec [curl -d '{\"password\": \"x\"}' h]", "exec [curl -d '••••' h]"),
    ("exec [curl -d 'user=a&password=x' h]", "exec [curl -d '••••' h]"),
    // What does not parse is read word by word.
    ("curl -H \"Authorization: Bearer x\" (", "curl -H •••• ("), ("curl -u user:pw h (", "curl -u •••• h ("),
    ("let password = \"x\" + (", "let password = •••• + ("),
    ("$r | insert password x (", "$r | insert password •••• ("),
    ("secret create DB --project web (", "secret create DB --project web ("),
  ]

  @Test(arguments: given) func whatIsGivenToAName(_ line: String, _ kept: String) {
    #expect(Redaction.redacted(line) == kept)
  }

  /// What takes a secret takes it in later lines, too.
  @Test func takersAreKnownLater() {
    #expect(
      Redaction.takers(in: "def f [password] { 1 }; let g = {|a pin| 1 }; def h [x] { 1 }") == ["f", "$g"])
    #expect(Redaction.redacted("f \"x\"; h \"y\"", takers: ["f"]) == "f '••••'; h \"y\"")
    #expect(Redaction.redacted("do $g 1 2", takers: ["$g"]) == "do $g '••••' '••••'")
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
