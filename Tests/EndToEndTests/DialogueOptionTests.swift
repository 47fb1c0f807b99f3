import Glibc
import Support
import Testing

/// What a dialogue begins with (`config.sms`), what `set` changes, and its lock.
@Suite struct DialogueOptionTests {
  private static let locked = "Acme ada@acme.example (locked)> "

  /// A home with a file of settings.
  private func home(_ config: String, _ stage: E2EAcme.Stage = .created, mode: UInt32 = 0o600) throws
    -> E2EHome
  {
    let home = try E2EAcme.home(stage)
    home.makeFolder(".config")
    home.makeFolder(".config/sms")
    try home.write(config, to: ".config/sms/config.sms", mode: mode)
    return home
  }

  @Test func aFileOfSettings() throws {
    let home = try home(
      "# mine\ndef twice [x: int] { $x * 2 }\nlet half = 21\nset rows 2\nset zone Europe/Berlin\n")
    let session = try home.terminal()
    try session.waitFor(E2EHome.prompt)
    try session.line("twice $half", shows: "42\n")
    try session.line("set | where .option in [\"rows\" \"zone\"] | get value", shows: "2\nEurope/Berlin\n")
    try session.line("\"2026-01-31T08:00:00\" | to-date", shows: "+01:00")
    // A script has no dialogue and no such file.
    let script = try home.run("-c", "twice 3")
    #expect(script.status == 2 && script.errors.contains("E0201"), "\(script)")
    let none = try home.run("-c", "set rows 3")
    #expect(none.status == 2 && none.errors.contains("E0860"), "\(none)")
  }

  /// The settings that the manual shows are run as they stand there, with tokens of which none was ever used.
  @Test func theSettingsOfTheManual() throws {
    let manual = String(decoding: try #require(readBytes(repositoryRoot() + "/REPL.md")), as: UTF8.self)
    let section = try #require(manual.firstRange(of: "\n## Settings of the dialogue\n"))
    let rest = manual[section.upperBound...]
    let begin = try #require(rest.firstRange(of: "```text\n"))
    let shown = rest[begin.upperBound...]
    let end = try #require(shown.firstRange(of: "```"))
    let home = try home(String(shown[..<end.lowerBound]), .provisioned)
    #expect(try home.run("-c", "token create ci-payments --name idle | get id").status == 0)
    let session = try home.terminal()
    try session.waitFor(E2EHome.prompt)
    try session.line("stale 0 | get name", shows: "idle\n")
    try session.line("stale | length", shows: "0\n")
    try session.line("$prod | length", shows: "2\n")
    try session.line("help stale", shows: "stale: Tokens that")
    try session.line("accounts | where .last_used == null | length", shows: "60\n")
    try session.leave()
  }

  @Test(arguments: [
    ("let a = (", "error E"), ("print hello", "E0707"), ("let a = 1\nif true { }", "E0707"),
    ("use \"other.sms\"", "E0"), ("set nosuch 1", "E0860"), ("set rows many", "E0860"),
    ("set rows 0", "E0860"),
    ("let a = (watch 100ms {|| 1 })", "E0505"), ("let a = (input \"Passphrase: \")", "E0505"),
    ("let a = (account create sneaky)", "E0501"), ("let a = (1 / 0)", "E0317"), ("\u{0}\u{1}", "error E"),
  ])
  func aBrokenFile(config: String, words: String) throws {
    let home = try home(config)
    let session = try home.terminal()
    try session.waitFor(words)
    try session.waitFor("the dialogue goes on without")
    try session.waitFor(E2EHome.prompt)
    try session.line("accounts | length", shows: "0\n")
    try session.line("40 + 2", shows: "42\n")
  }

  @Test func aPipeInItsPlace() throws {
    let home = try home("")
    unlink(home.path(".config/sms/config.sms"))
    mkfifo(home.path(".config/sms/config.sms"), 0o600)
    let session = try home.dialogue()
    #expect(session.screenText.contains("no regular file"))
    try session.line("40 + 2", shows: "42\n")
  }

  @Test func aFileThatOthersMayWrite() throws {
    let home = try home("let a = 1\n", mode: 0o666)
    let session = try home.terminal()
    try session.waitFor("E0708")
    try session.waitFor(E2EHome.prompt)
    try session.line("$a", shows: "E02")
  }

  @Test func optionsAreChecked() throws {
    let home = try home("")
    let session = try home.terminal()
    try session.waitFor(E2EHome.prompt)
    try session.line("set auto-lok 5m", shows: "did you mean auto-lock?")
    try session.line("set auto-lock 5", shows: "takes 1s to 1d, or `off`")
    try session.line("set auto-lock 2d", shows: "takes 1s to 1d, or `off`")
    try session.line("set zone Nowhere/Land", shows: "takes a name such as")
    try session.line("set hints maybe", shows: "takes `on` or `off`")
    try session.line("set rows", shows: "needs value")
    try session.line("set auto-lock off", shows: "")
    try session.line("set | where .option == \"auto-lock\" | get value", shows: "off\n")
  }

  // MARK: the lock

  @Test func aDialogueLocksItself() throws {
    let home = try home("set auto-lock 1s\n", .imported)
    let session = try home.terminal(variables: ["SMS_PASSPHRASE_FILE": nil])
    try session.waitFor("Passphrase of")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor("> ")
    // Without a sign-in and an open vault there is nothing to lock; here all of it in one line.
    session.send(
      "let n = 5; let rows = (projects | first 2); let s = (reveal (secrets | first)); "
        + "let url = \"db://\\($s)@x\"; let deep = [{a: [{b: $url}]}]; let f = {|| $s}; let kept = ($s | length)\n"
    )
    try session.waitFor(
      "locked after 1s without a key; gone, because `reveal` opened what they held: $deep, $f, $s, $url\n")
    try session.waitFor(Self.locked)
    try session.line("$n + 1", shows: "6\n", prompt: Self.locked)
    try session.line("$url", shows: "error E0", prompt: Self.locked)
    try session.line("$kept > 0", shows: "true\n", prompt: Self.locked)
    session.send("$rows | length\n")
    try session.waitFor("2\n")
    session.send("accounts | length\n")
    try session.waitFor("Passphrase of")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor(E2EHome.prompt)
  }

  @Test func theLineThatWasBegunStays() throws {
    let home = try home("set auto-lock 1s\n")
    let session = try home.terminal()
    try session.waitFor(E2EHome.prompt)
    session.send("40 + ")
    try session.waitFor("locked after 1s")
    try session.waitFor(Self.locked + "40 + ")
    session.send("2\n")
    try session.waitFor("42\n")
    try session.waitFor(Self.locked)
    // The credential is in a file here: no question is needed.
    try session.line("accounts | length", shows: "0\n")
  }

  @Test func whatWasReadBeforeAsksAgain() throws {
    let home = try home("", .imported)
    let session = try home.terminal(variables: ["SMS_PASSPHRASE_FILE": nil])
    try session.waitFor("Passphrase of")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor(E2EHome.prompt)
    try session.line("let one = (secrets | first); let sealed = (secret show $one).value", shows: "")
    try session.line("lock", shows: "locked", prompt: Self.locked)
    try session.line("$sealed", shows: "••••", prompt: Self.locked)
    for code in ["$sealed | reveal", "$sealed | save \(home.path("out"))", "reveal $one"] {
      session.send(code + "\n")
      try session.waitFor("Passphrase of")
      session.send("\u{3}")
      try session.waitFor(Self.locked)
    }
    #expect(!home.files.contains("out"))
    session.send("(reveal $one | length) > 0\n")
    try session.waitFor("Passphrase of")
    session.send(E2EHome.passphrase + "\n")
    try session.waitFor("true\n")
    try session.waitFor(E2EHome.prompt)
  }
}
