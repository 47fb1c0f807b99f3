import Glibc
import Support
import Testing

/// The list of candidates on the screen.
@Suite struct MenuTests {
  private func start(columns: Int = 80) throws -> PtySession {
    let session = try probe("lines", columns: columns)
    try session.waitFor("> ")
    return session
  }

  /// The rows that hold something.
  private func shown(_ screen: PtyScreen) -> [String] { screen.lines.filter { !$0.isEmpty } }

  private func first(_ count: Int) -> [String] {
    (1...count).map {
      "row-\($0)" + String(repeating: " ", count: 9 - "row-\($0)".count) + "a row of row-\($0)"
    }
  }

  @Test func `a list opens below the line, keys choose, Return takes and does not run`() throws {
    let session = try start()
    session.send("run row-\t")
    try session.waitForScreen { screen in
      screen.lines == ["Acme> run row-"] + first(12) + ["1-12 of 100"] && screen.row == 0
    }
    session.send("\t")
    try session.waitForScreen { $0.styledLines[1].hasPrefix("‹7›row-1‹›") }
    session.send("\u{1b}[B\u{1b}[B")
    try session.waitForScreen { $0.styledLines[3].hasPrefix("‹7›row-3‹›") }
    session.send("\u{1b}[Z")
    try session.waitForScreen { $0.styledLines[2].hasPrefix("‹7›row-2‹›") }
    session.send("\n")
    try session.waitForScreen { shown($0) == ["Acme> run row-2"] && $0.column == 16 }
    session.send("\n")
    try session.waitFor("got <run row-2 >")
  }

  @Test func `pages turn, and the choice goes around the end`() throws {
    let session = try start()
    session.send("row-\t\u{1b}[6~")
    try session.waitForScreen {
      $0.lines.contains("13-24 of 100") && $0.styledLines[1].hasPrefix("‹7›row-13‹›")
    }
    session.send("\u{1b}[5~\u{1b}[A")
    try session.waitForScreen { $0.lines.contains("97-100 of 100") }
    session.send("\t\n\n")
    try session.waitFor("got <row-1 >")
  }

  @Test func `what is typed narrows the list, and one that is left is put in by Tab`() throws {
    let session = try start()
    session.send("row-\t1")
    try session.waitForScreen { $0.lines.count == 13 && $0.lines[2].hasPrefix("row-10 ") }
    session.send("00")
    try session.waitForScreen { shown($0) == ["Acme> row-100", "row-100  a row of row-100"] }
    session.send("\u{7f}")
    try session.waitForScreen { $0.lines.count == 3 && $0.lines[0] == "Acme> row-10" }
    session.send("0\t!\n")
    try session.waitFor("got <row-100 !>")
  }

  @Test func `a letter that fits nothing closes the list and stays`() throws {
    let session = try start()
    session.send("row-\tx")
    try session.waitForScreen { shown($0) == ["Acme> row-x"] }
    session.send("\n")
    try session.waitFor("got <row-x>")
  }

  @Test func `Esc and Ctrl-G close the list, Ctrl-C drops the line as well`() throws {
    let session = try start()
    session.send("row-\t\t")
    try session.waitForScreen { $0.lines.count == 14 }
    session.send("\u{7}")
    try session.waitForScreen { shown($0) == ["Acme> row-"] }
    session.send("\t")
    try session.waitForScreen { $0.lines.count == 14 }
    session.send("\u{3}")
    try session.waitFor("dropped\n")
    #expect(PtyScreen(session.rawOutput, columns: 80).lines.contains("Acme> row-^C"))
  }

  @Test func `another key takes the choice and does what it always does`() throws {
    let session = try start()
    session.send("row-\t\t\u{1}x\n")
    try session.waitFor("got <xrow-1 >")
  }

  @Test func `a paste into an open list is a paste`() throws {
    let session = try start()
    session.send("row-\t")
    try session.waitForScreen { $0.lines.count == 14 }
    session.send("\u{1b}[200~9 and more\u{1b}[201~\n")
    try session.waitFor("got <row-9 and more>")
  }

  @Test func `a window that changes while a list is open shows line and list anew`() throws {
    let session = try start()
    session.send("row-\t\t")
    try session.waitForScreen { $0.lines.count == 14 }
    session.resize(rows: 8, columns: 20)
    try session.waitForScreen(columns: 20) { screen in
      let last = screen.lines.suffix(8)
      return last.first == "Acme> row-" && last.last == "1-6 of 100"
        && screen.styledLines.contains { $0.hasPrefix("‹7›row-1‹›") }
    }
    session.send("\n\n")
    try session.waitFor("got <row-1 >")
  }

  @Test func `twenty columns hold a list`() throws {
    let session = try start(columns: 20)
    session.send("run account-\t")
    try session.waitForScreen(columns: 20) {
      $0.lines == ["Acme> run account-", "account-list", "account-show"]
    }
    session.send("\t\t\n\n")
    try session.waitFor("got <run account-show >")
  }

  @Test func `a list below a line of two rows leaves both`() throws {
    let session = try start(columns: 30)
    session.send("abcdefghijklmnopqrstuvwxyz account-\t")
    try session.waitForScreen(columns: 30) {
      $0.lines == [
        "Acme> abcdefghijklmnopqrstuvwx", "yz account-", "account-list  account-show",
      ] && $0.row == 1 && $0.column == 11
    }
    session.send("l\t\n")
    try session.waitFor("got <abcdefghijklmnopqrstuvwxyz account-list >")
  }
}
