import Glibc
import Support
import Testing

@testable import Console

/// Lines of several rows, the history's list, and the editor that the user chose.
@Suite struct RowsTests {
  private func start(columns: Int = 80, history: String? = nil) throws -> PtySession {
    let session = try PtySession(
      executable: probePath(), arguments: ["lines"] + (history.map { [$0] } ?? []),
      environment: ["TERM": "xterm", "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "PROBE_ROWS": "1"],
      columns: columns)
    try session.waitFor("> ")
    return session
  }

  private func lines(_ screen: PtyScreen) -> [String] { screen.lines.filter { !$0.isEmpty } }

  @Test func `Return goes on while the line is open, indented, and ends it when it is closed`() throws {
    let session = try start()
    session.send("one {\ntwo {\nx\n")
    try session.waitForScreen { $0.lines == ["Acme> one {", "  two {", "    x", ""] && $0.column == 4 }
    session.send("}}\n")
    try session.waitFor("got <one {\\n  two {\\n    x\\n    }}>")
  }

  @Test func `an empty row ends an open line`() throws {
    let session = try start()
    session.send("one {\n\n")
    try session.waitFor("got <one {\\n  >")
  }

  @Test func `Alt-Return begins a row in any line`() throws {
    let session = try start()
    session.send("one\u{1b}\ntwo\n")
    try session.waitFor("got <one\\ntwo>")
  }

  @Test func `Up and Down move between rows, Home and End inside one`() throws {
    let session = try start()
    session.send("{ab\ncdef\nghi\u{1b}[A\u{1b}[AX\u{1b}[BY\u{1b}[HZ\u{1b}[FW\u{1b}[B}\n")
    // X behind `{ab` (the column of `ghi`'s end), Y a row below, Z at its beginning, W at its end.
    try session.waitFor("got <{abX\\nZ  cdYefW\\n  ghi}>")
  }

  @Test func `Up in the first row recalls a line, Down comes back to what was typed`() throws {
    let session = try start()
    for line in ["run one", "run two", "show x"] {
      session.send(line + "\n")
      try session.waitFor("got <\(line)>")
      try session.waitFor("Acme> ")
    }
    session.send("run\u{1b}[A\u{1b}[A")
    try session.waitForScreen { $0.lines.last?.hasPrefix("Acme> run one") == true }
    session.send("\u{1b}[B")
    try session.waitForScreen { $0.lines.last?.hasPrefix("Acme> run two") == true }
    session.send("\u{1b}[B!\n")
    try session.waitFor("got <run!>")
  }

  @Test func `an entry of two rows is recalled whole and its rows are moved through`() throws {
    let session = try start()
    session.send("{a\nb}\n")
    try session.waitFor("got <{a\\n  b}>")
    try session.waitFor("Acme> ")
    session.send("\u{1b}[A\u{1b}[AX\n")
    try session.waitFor("got <{a")
    try session.waitFor("X")
  }

  @Test func `Ctrl-R lists the newest first, letters narrow it, Return takes a line and does not run it`()
    throws
  {
    let session = try start()
    for line in ["alpha one", "beta", "alpha two"] {
      session.send(line + "\n")
      try session.waitFor("got <\(line)>")
      try session.waitFor("Acme> ")
    }
    session.send("\u{12}")
    try session.waitForScreen {
      lines($0).suffix(4) == ["Acme>", "alpha two", "beta", "alpha one"]
        && $0.styledLines.contains("‹7›alpha two‹›")
    }
    session.send("alpha")
    try session.waitForScreen { lines($0).suffix(3) == ["Acme> alpha", "alpha two", "alpha one"] }
    session.send("\u{12}\n")
    try session.waitForScreen { lines($0).last == "Acme> alpha one" }
    session.send("!\n")
    try session.waitFor("got <alpha one!>")
  }

  @Test func `Ctrl-X Ctrl-E edits the line elsewhere and draws it below`() throws {
    let session = try start()
    session.send("abc\u{18}\u{5}")
    try session.waitForScreen { lines($0) == ["Acme> abc", "Acme> edited <abc>"] }
    session.send("\n")
    try session.waitFor("got <edited <abc>>")
    try session.waitFor("Acme> ")
    session.send("keep\u{18}\u{5}")
    session.send("\n")
    try session.waitFor("got <keep>")
  }

  @Test(
    arguments: [
      ("ab\ncde\nf", 5, 2, 8), ("ab\ncde\nf", 1, nil, 4), ("ab\ncde\nf", 8, 4, nil), ("é\nxyz", 6, 2, nil),
    ] as [(String, Int, Int?, Int?)])
  func `places above and below`(line: String, cursor: Int, above: Int?, below: Int?) {
    #expect(Rows(line, cursor).above == above)
    #expect(Rows(line, cursor).below == below)
  }

  // MARK: bad input

  @Test func `a terminal that nobody knows still reads lines, without lists`() throws {
    let session = try probe("lines", terminal: "no-such-terminal")
    try session.waitFor("Acme> ")
    session.send("run acc\t\t")
    try session.waitFor("account-list  account-show\n")
    session.send("\n")
    try session.waitFor("got <run account->")
  }

  @Test func `an editrc with errors changes nothing else`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      "bind\nbind -q -q\nbind ^J nonsense\nprobe:bind ^T em-nothing\n\u{1}\u{ff}x\n", to: ".editrc")
    let session = try probe("lines", home: folder.path)
    try session.waitFor("> ")
    session.send("ab\u{2}c\n")
    try session.waitFor("got <acb>")
  }

  @Test func `SIGHUP ends the input and leaves the terminal in its usual modes`() throws {
    let session = try start()
    session.send("row-\t")
    usleep(200_000)
    session.signal(SIGHUP)
    try session.waitFor("end 1")
  }
}
