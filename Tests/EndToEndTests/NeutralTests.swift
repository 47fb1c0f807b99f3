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

  /// A vault with a project of that name, which only an import brings: people's new names hold no control characters.
  private func home() throws -> E2EHome {
    let home = try E2EAcme.home(.created)
    let name = Self.evil.unicodeScalars.map { $0.value < 0x20 ? "\\u00" + hex($0.value) : String($0) }
      .joined()
    try home.write(
      "{\"projects\": [{\"id\": \"6e259761-8d90-4832-8bd8-a207cbb2c077\", \"name\": \"\(name)\"}], \"secrets\": []}",
      to: "evil.json")
    let made = try home.run("vault", "import", home.path("evil.json"))
    #expect(made.status == 0, "\(made)")
    return home
  }

  private func hex(_ value: UInt32) -> String { (value < 16 ? "0" : "") + String(value, radix: 16) }

  @Test func exactBytesInPipes() throws {
    let home = try home()
    let name = Array(Self.evil.utf8)
    #expect(try home.run("-c", "projects | get name | first").outputBytes == name + [0x0a])
    #expect(try home.run("-c", "print (projects | first).name").outputBytes == name + [0x0a])
    #expect(
      try home.run("--format", "json", "-c", "projects | first | get name").decoded(String.self) == Self.evil)
    #expect(try home.run("-c", "(projects | first).name | save \(home.path("out"))").status == 0)
    #expect(home.read("out") == name)
  }

  private static let lines = [
    "projects", "projects | select name", "projects | first", "(projects | first).name",
    "print (projects | first).name",
    "log (projects | first).name", "throw (projects | first).name", "project show (projects | first)",
    "grants",
    "events --all", "\"\\((projects | first).name)\"", "[(projects | first).name]",
    "{a: (projects | first).name}",
    "project rename (projects | first) (projects | first).name", "project show \"\(written)x\"",
    "projects | inspect",
    "projects | to json", "projects | to csv", "projects | table", "projects | to yaml",
    "projects | get name | join SEP",
    "let bad\u{1b}[31mred\u{202e} = 1", "print \"\u{1b}[31mred\u{202e}\" + 1",
    "nosuch\u{1b}[31mred\u{202e}\u{200b}",
    "project delete (projects | first)", "{\"\u{1b}[31mred\": 1}", "1 | from \u{1b}[31mred",
  ]

  @Test func nothingReachesATerminal() throws {
    let home = try home()
    for line in Self.lines {
      let session = try home.terminal("--color", "never", "-c", line)
      if line.hasPrefix("project delete") {
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
      let session = try home.terminal("--color", "never", "--format", format, "-c", "projects | select name")
      _ = try session.waitForExit()
      expectNeutral(session, format)
    }
    let session = try home.terminal("--color", "never", home.path("s.sms"))
    #expect(try session.waitForExit() == .exit(2))
    expectNeutral(session, "a source line")
  }

  @Test func aNewNameIsRefusedInNeutralWords() throws {
    let home = try E2EAcme.home(.created)
    for noun in ["account", "project"] {
      let session = try home.terminal("--color", "never", "-c", "\(noun) create \"\(Self.written)\"")
      #expect(try session.waitForExit() == .exit(1))
      expectNeutral(session, noun)
      #expect(session.screenText.contains("V0304"))
    }
  }

  @Test func theDialogueShowsNoneOfIt() throws {
    let home = try home()
    #expect(try home.run("-c", "project create \"ci-plain\"").status == 0)
    let session = try home.terminal()
    try session.waitFor("\(E2EHome.email)> ")
    expectNeutral(session, "prompt")
    session.send("project show ci-\t\t")
    try session.waitFor("ci-plain")
    session.send("\u{3}")
    try session.waitFor("> ")
    session.send("project show ci-p\t\n")
    try session.waitFor("created")
    try session.waitFor("> ")
    expectNeutral(session, "completion")
  }
}
