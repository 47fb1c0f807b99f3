import Support
import Testing

/// Names that would drive a terminal are neutralised on one, and exact bytes everywhere else.
@Suite struct NeutralTests {
  /// Colour, a title, a bidi override, a zero-width blank, C1, a newline, NUL, a tab and a carriage return.
  private static let evil = "ci-\u{1b}[31mred\u{1b}]0;title\u{7}\u{202e}\u{200b}\u{9b}2J\n\u{0}\t\r!"
  private static let written = #"ci-\u{1b}[31mred\u{1b}]0;title\u{7}\u{202e}\u{200b}\u{9b}2J\n\0\t\r!"#
  /// What of a name would do something if it came to a terminal as it is.
  private static let canaries = [
    "\u{1b}[31mred", "\u{1b}]0;", "\u{7}", "\u{202e}", "\u{200b}", "\u{9b}", "\u{0}",
  ]

  private func expectNeutral(_ session: PtySession, _ what: String) {
    for canary in Self.canaries {
      // Bells of the line editor's completion are not the name's.
      if canary == "\u{7}", what == "completion" { continue }
      #expect(
        !contains(session.rawOutput, canary), "\(what): \(Array(canary.unicodeScalars)) reached the terminal")
    }
  }

  private func home() throws -> E2EHome {
    let home = try E2EAcme.home(.created)
    let made = try home.run("-c", "account create \"\(Self.written)\"; project create \"\(Self.written)\"")
    #expect(made.status == 0, "\(made)")
    return home
  }

  @Test func exactBytesInPipes() throws {
    let home = try home()
    let name = Array(Self.evil.utf8)
    #expect(try home.run("-c", "accounts | get name | first").outputBytes == name + [0x0a])
    #expect(try home.run("-c", "print (accounts | first).name").outputBytes == name + [0x0a])
    #expect(
      try home.run("--format", "json", "-c", "accounts | first | get name").decoded(String.self) == Self.evil)
    #expect(try home.run("-c", "(accounts | first).name | save \(home.path("out"))").status == 0)
    #expect(home.read("out") == name)
  }

  private static let lines = [
    "accounts", "accounts | select name", "accounts | first", "(accounts | first).name",
    "print (accounts | first).name",
    "log (accounts | first).name", "throw (accounts | first).name", "account show (accounts | first)",
    "grants",
    "events --all", "\"\\((accounts | first).name)\"", "[(accounts | first).name]",
    "{a: (accounts | first).name}",
    "account rename (accounts | first) (accounts | first).name", "account show \"\(written)x\"",
    "accounts | inspect",
    "accounts | to json", "accounts | to csv", "accounts | table", "accounts | to yaml",
    "accounts | get name | join SEP",
    "let bad\u{1b}[31mred\u{202e} = 1", "print \"\u{1b}[31mred\u{202e}\" + 1",
    "nosuch\u{1b}[31mred\u{202e}\u{200b}",
    "account delete (accounts | first)", "{\"\u{1b}[31mred\": 1}", "1 | from \u{1b}[31mred",
  ]

  @Test func nothingReachesATerminal() throws {
    let home = try home()
    for line in Self.lines {
      let session = try home.terminal("--color", "never", "-c", line)
      if line.hasPrefix("account delete") {
        try session.waitFor("?")
        session.send("n\n")
      }
      _ = try session.waitForExit()
      expectNeutral(session, line)
      #expect(!session.screenText.isEmpty, "\(line)")
      // A colour of our own is asked for with --color; without it no escape at all is right.
      #expect(!session.rawOutput.contains(0x1b), "\(line): \(session.screenText)")
    }
  }

  @Test func filesAndFormatsOnATerminal() throws {
    let home = try home()
    try home.write("print \"\u{1b}[31mred\" + $nope\n", to: "s.sms")
    for format in ["json", "jsonl", "csv", "yaml", "md"] {
      let session = try home.terminal("--color", "never", "--format", format, "-c", "accounts | select name")
      _ = try session.waitForExit()
      expectNeutral(session, format)
    }
    let session = try home.terminal("--color", "never", home.path("s.sms"))
    #expect(try session.waitForExit() == .exit(2))
    expectNeutral(session, "a source line")
  }

  @Test func theDialogueShowsNoneOfIt() throws {
    let home = try E2EHome()
    let made = try home.run(
      "vault", "create", "--organization", "Ac\u{1b}[31mred\u{202e}me", "--email", E2EHome.email)
    #expect(made.status == 0, "\(made)")
    #expect(try home.run("-c", "account create \"\(Self.written)\" \"ci-plain\"").status == 0)
    let session = try home.terminal()
    try session.waitFor("\(E2EHome.email)> ")
    expectNeutral(session, "prompt")
    session.send("account show ci-\t\t")
    try session.waitFor("ci-plain")
    session.send("\u{3}")
    try session.waitFor("> ")
    session.send("account show ci-p\t\n")
    try session.waitFor("created")
    try session.waitFor("> ")
    expectNeutral(session, "completion")
  }
}
