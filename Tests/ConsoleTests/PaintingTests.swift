import Glibc
import Support
import Testing

/// Colours and hints on the screen while a line is typed, and pastes.
@Suite struct PaintingTests {
  private func start(columns: Int = 80, rows: Int = 24, terminal: String = "xterm") throws -> PtySession {
    let session = try probe("lines", columns: columns, terminal: terminal)
    try session.waitFor("> ")
    return session
  }

  /// Waits until the last line of the screen, with its colours, is this one.
  private func expect(_ line: String, _ session: PtySession, columns: Int = 80) throws {
    try session.waitForScreen(columns: columns) { $0.styledLines.last { !$0.isEmpty } == line }
  }

  private static let prompt = "‹36›Acme‹1›>‹› "

  @Test func `a word gets its colour as soon as it is known, and a hint stands dim behind it`() throws {
    let session = try start()
    session.send("ru")
    try expect("\(Self.prompt)‹31›ru‹›", session)
    session.send("n")
    try expect("\(Self.prompt)‹32›run‹2› account-list --all  starts a program‹›", session)
    session.send(" x")
    try expect("\(Self.prompt)‹32›run‹› x", session)
  }

  @Test func `the right arrow takes the hint, and Return leaves no hint behind`() throws {
    let session = try start()
    session.send("run acc")
    try expect("\(Self.prompt)‹32›run‹› acc‹2›ount-list --all‹›", session)
    session.send("\n")
    try session.waitFor("got <run acc>")
    #expect(PtyScreen(session.rawOutput, columns: 80).lines.first == "Acme> run acc")
    try session.waitFor("Acme> ")
    session.send("run a")
    try expect("\(Self.prompt)‹32›run‹› a‹2›ccount-list --all‹›", session)
    session.send("\u{1b}[C\n")
    try session.waitFor("got <run account-list --all>")
  }

  @Test func `Alt-F takes one word of the hint, and End the rest`() throws {
    let session = try start()
    session.send("run")
    session.send("\u{1b}f")
    try expect("\(Self.prompt)‹32›run‹› account‹2›-list --all‹›", session)
    session.send("\u{1b}[F\n")
    try session.waitFor("got <run account-list --all>")
  }

  @Test func `keys that move inside the line still move`() throws {
    let session = try start()
    session.send("one two")
    session.send("\u{1}\u{1b}[CX\u{1b}fY\u{5}Z\n")
    try session.waitFor("got <oXneY twoZ>")
  }

  @Test func `a line of three rows is painted where it stands, whatever the cursor`() throws {
    let session = try start(columns: 20)
    session.send("abcdefghijklmnopqrstuvwxyz0123456789012345")
    let whole = ["\(Self.prompt)‹31›abcdefghijklmn‹›", "‹31›opqrstuvwxyz01234567‹›", "‹31›89012345‹›"]
    try session.waitForScreen(columns: 20) { $0.styledLines == whole }
    session.send("\u{1}")
    try session.waitForScreen(columns: 20) { $0.row == 0 && $0.column == 6 && $0.styledLines == whole }
    session.send("run \n")
    try session.waitFor("got <run abcdefghijklmnopqrstuvwxyz0123456789012345>")
  }

  @Test func `a row that is just full, a wide character at the margin and a tab keep their places`() throws {
    let session = try start(columns: 20)
    session.send("abcdefghijklmn")
    try session.waitForScreen(columns: 20) { $0.row == 1 && $0.column == 0 }
    session.send("\u{3}")
    try session.waitFor("dropped\n")
    try session.waitFor("> ")
    session.send("abcdefghijklm日本")
    try session.waitForScreen(columns: 20) {
      $0.styledLines.suffix(2) == ["\(Self.prompt)‹31›abcdefghijklm‹›", "‹31›日本‹›"] && $0.column == 4
    }
    session.send("\n")
    try session.waitFor("got <abcdefghijklm日本>")
  }

  @Test func `a line with a combining mark is left as libedit draws it`() throws {
    let session = try start()
    session.send("e\u{301}x\n")
    try session.waitFor("got <e\u{301}x>")
    let raw = String(decoding: session.rawOutput, as: UTF8.self)
    let typed = try #require(raw.lastIndex(of: "x"))
    #expect(!raw[..<typed].contains("\u{1b}[31m\u{301}"))
  }

  @Test func `a hint is cut at the margin and goes when the window is resized`() throws {
    let session = try start(columns: 24)
    session.send("run")
    try expect("\(Self.prompt)‹32›run‹2› account-list…‹›", session, columns: 24)
    session.resize(rows: 24, columns: 40)
    try session.waitForScreen(columns: 40) {
      $0.lines.last?.hasPrefix("Acme> run account-list --all") == true
    }
    session.send("\n")
    try session.waitFor("got <run>")
  }

  @Test func `a dumb terminal gets neither colours nor marks of pastes`() throws {
    let session = try probe("lines", terminal: "dumb")
    try session.waitFor("> ")
    session.send("run\n")
    try session.waitFor("got <run>")
    #expect(!String(decoding: session.rawOutput, as: UTF8.self).contains("\u{1b}[?2004h"))
  }

  // MARK: pastes

  @Test func `a paste of several lines is one edit that waits for Return`() throws {
    let session = try start()
    session.send(bytes: Array("\u{1b}[200~one {\r\ttwo\r}\r\u{1b}[201~".utf8))
    try session.waitForScreen { $0.lines.suffix(3) == ["Acme> one {", "    two", "}"] }
    session.send("!\n")
    try session.waitFor("got <one {\\n    two\\n}!>")
  }

  @Test func `control characters of a paste do nothing`() throws {
    let session = try start()
    session.send("\u{1b}[200~a\u{1b}[31m\u{4}\u{7}\u{0}b\u{1b}[201~\n")
    try session.waitFor("got <a[31mb>")
  }

  @Test func `a long paste comes whole`() throws {
    let session = try start()
    let text = String(repeating: "0123456789", count: 10_000)
    session.send("\u{1b}[200~\(text)\u{1b}[201~\n")
    try session.waitFor("got <\(text)>", timeout: .seconds(60))
  }

  @Test func `Ctrl-C as a signal in the middle of a paste drops it`() throws {
    let session = try start()
    session.send("\u{1b}[200~abc")
    usleep(100_000)
    session.signal(SIGINT)
    try session.waitFor("dropped\n")
    try session.waitFor("Acme> ")
    session.send("x\n")
    try session.waitFor("got <x>")
  }

  @Test func `marks of pastes are off while a command runs and after the end`() throws {
    let session = try start()
    session.send("a\n")
    try session.waitFor("got <a>")
    try session.waitFor("Acme> ")
    session.send("\u{4}")
    try session.waitFor("end 0")
    _ = try session.waitForExit()
    let raw = String(decoding: session.rawOutput, as: UTF8.self)
    #expect(raw.ranges(of: "\u{1b}[?2004h").count == raw.ranges(of: "\u{1b}[?2004l").count)
    let off = try #require(raw.ranges(of: "\u{1b}[?2004l").first)
    let shown = try #require(raw.ranges(of: "got <a>").first)
    #expect(off.lowerBound < shown.lowerBound)
  }

  // MARK: history

  @Test func `Up recalls the lines that begin like this one`() throws {
    let session = try start()
    for line in ["run one", "show two", "run three"] {
      session.send(line + "\n")
      try session.waitFor("got <\(line)>")
      try session.waitFor("Acme> ")
    }
    session.send("sh\u{1b}[A\n")
    try session.waitFor("got <show two>")
  }
}
