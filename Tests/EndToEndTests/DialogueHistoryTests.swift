import Support
import Testing

/// What a dialogue remembers of its lines.
@Suite struct DialogueHistoryTests {
  private static let historyFile = ".local/state/sms/history"
  private static let up = "\u{1b}[A"

  @Test func historyAcrossSessions() throws {
    let home = try E2EAcme.home(.created)
    let token =
      "0.ec2c1d46-6a4b-4751-a310-af9601317f2d.C2IgxjjLF7qSshsbwe8JGcbM075YXw:X8vbvA0bduihIDe/qrzIQQ=="
    let first = try home.dialogue()
    try first.line("6 * 7", shows: "42\n")
    try first.line("\"\(token)\" | length", shows: "\n")
    try first.line("\"postgres://app:hunter2@db/web\" | length", shows: "29\n")
    try first.line("\"hunter3\" | secret create HISTORY", shows: "created")
    first.send("def f [] {\n")
    first.send("\"two\" }\n")
    try first.waitFor(E2EHome.prompt)
    try first.leave()
    #expect(home.mode(Self.historyFile) == 0o600)
    #expect(home.mode(".local/state/sms") == 0o700)
    let text = String(decoding: try #require(home.read(Self.historyFile)), as: UTF8.self)
    #expect(text.contains("6 * 7"))
    #expect(text.contains("••••"))
    #expect(!text.contains("C2IgxjjLF7qSshsbwe8JGcbM075YXw") && !text.contains("X8vbvA0bduihIDe"))
    #expect(!text.contains("hunter2") && !text.contains("hunter3") && text.contains("secret create HISTORY"))

    let second = try home.dialogue()
    second.send(Self.up)
    try second.waitFor("\"two\" }")
    second.send("\n")
    try second.waitFor(E2EHome.prompt)
    second.send(Self.up + Self.up + Self.up + Self.up + Self.up)
    try second.waitFor("6 * 7")
    second.send("\n")
    try second.waitFor("42\n")
    // A second dialogue at the same time loses nothing of the first.
    let third = try home.dialogue()
    try third.line("100 + 1", shows: "101\n")
    try second.waitFor(E2EHome.prompt)
    try second.line("100 + 2", shows: "102\n")
    try third.leave()
    try second.leave()
    let both = String(decoding: try #require(home.read(Self.historyFile)), as: UTF8.self)
    #expect(both.contains("100 + 1") && both.contains("100 + 2") && both.contains("6 * 7"))
  }

  @Test func theHistoryIsRowsAndAScript() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    try session.line("let name = \"ci-one\"", shows: "")
    try session.line("account create $name", shows: "ci-one")
    try session.line("1 / 0", shows: "E0317")
    try session.line("accounts", shows: "ci-one")
    try session.line("| account rename ci-two --from nothing", shows: "E0")
    try session.line("accounts | where .name == \"ci-one\" | get name | first", shows: "ci-one")
    try session.line("| account delete --yes", shows: "deleted")
    try session.line("history | where .changes > 0 | get line | length", shows: "2\n")
    try session.line("history | where not .ok | get line | first", shows: "1 / 0\n")
    try session.line("history --script | save \(home.path("changes.sms"))", shows: "")
    try session.line("history --all | length", shows: "10\n")
    try session.leave()
    let script = String(
      decoding: try #require(home.read("changes.sms")), as: UTF8.self)
    #expect(
      script.split(separator: "\n").dropFirst() == [
        "let name = \"ci-one\"", "account create $name",
        "accounts | where .name == \"ci-one\" | get name | first | account delete --yes",
      ])
    #expect(script.hasPrefix("# The changes of a dialogue on 20"))
    let again = try home.run(home.path("changes.sms"))
    #expect(again.status == 0)
    #expect(try home.run("-c", "history").errors.contains("E0607"))
  }

  @Test func lockChangesNothing() throws {
    let home = try E2EAcme.home(.created)
    let session = try home.dialogue()
    try session.line("account create one two three | length", shows: "\n3\n")
    session.send("account create four | get action; lock\n")
    try session.waitFor("created")
    try session.waitFor("> ")
    try session.line(
      "history | each {|x| $x.changes | to-string } | join \" \"", shows: "\n3 1\n", prompt: "> ")
    session.send("\u{4}")
    #expect(try session.waitForExit() == .exit(0))
  }

  /// K29: what becomes a secret goes from the lines that held it.
  @Test func historyForgetsWhatBecameASecret() throws {
    let home = try E2EAcme.home(.created)
    #expect(try home.run("project", "create", "web").status == 0)
    let session = try home.dialogue()
    try session.line("let v = \"hunter2secret\"", shows: "")
    try session.line("let w = ($v + \"more\") # hunter2secret", shows: "")
    try session.line("let password = \"abcd1234efgh\"", shows: "")
    try session.line(" print \"not kept\"", shows: "not kept")
    try session.line("def mk [] { \"functionvalue\" }", shows: "")
    for name in ["db_pass", "dbpass", "db_pw", "userpass"] {
      try session.line("let \(name) = \"namedvalue\"", shows: "")
    }
    try session.line("$w | secret create K --project web | get action", shows: "created")
    try session.line("mk | secret create L --project web | get action", shows: "created")
    // What is known by now is kept in no later line.
    try session.line("print \"functionvalue again\"", shows: "functionvalue again")
    try session.line("\"openedvalue\" | save \(home.path("value"))", shows: "")
    try session.line(
      "secret create M --project web --file \(home.path("value")) | get action", shows: "created")
    try session.line("let o = (reveal M)", shows: "")
    try session.line("print \"openedvalue\"", shows: "openedvalue")
    let text = String(decoding: try #require(home.read(Self.historyFile)), as: UTF8.self)
    for secret in [
      "namedvalue", "print \"opened", "hunter2", "more", "abcd1234", "not kept", "functionvalue",
    ] {
      #expect(!text.contains(secret), "\(text)")
    }
    #expect(text.contains("let v = '••••'") && text.contains("def mk [] { '••••' }"), "\(text)")
    // The arrow keys recall what is kept.
    session.send(String(repeating: Self.up, count: 12))
    try session.waitFor("def mk [] { '••••' }")
    session.send("\u{3}")
    try session.leave()
  }
}
