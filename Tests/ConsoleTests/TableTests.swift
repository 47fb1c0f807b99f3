import Testing

@testable import Console

@Suite struct TableTests {
  private let accounts = TextTable(
    columns: [.init("name"), .init("tokens", alignment: .right), .init("note")],
    rows: [["ci-runner", "12", "builds"], ["日本", "3", ""], ["e\u{301}va", "120", "a\tb\nc"]])

  @Test func `off a terminal a table is aligned, whole and one line a row`() {
    #expect(
      accounts.text(for: .plain) == """
        name       tokens  note
        ci-runner      12  builds
        日本            3
        e\u{301}va           120  a\\tb\\nc

        """)
  }

  @Test func `off a terminal nothing is cut`() {
    let long = String(repeating: "x", count: 500)
    let table = TextTable(columns: [.init("a"), .init("b")], rows: [["y", long]], rowCap: 0)
    #expect(table.text(for: .plain) == "a  b\ny  \(long)\n")
  }

  /// K09: whatever reads a pipe or a timer's mail gets no character that steers a screen.
  @Test func `a table holds no control character, on a terminal or off it`() {
    let controls =
      (Array(0...0x1F) + Array(0x7F...0x9F) + [0x61C, 0x200E, 0x200F, 0x2028, 0x2029]
      + Array(0x202A...0x202E) + Array(0x2066...0x2069) as [UInt32]).compactMap { Unicode.Scalar($0) }
    for control in controls {
      let text = "a\(control)b"
      let table = TextTable(columns: [.init(text), .init("n")], rows: [[text, "1"]])
      for target in [TextTable.Target.plain, .terminal(columns: 80, colour: false)] {
        let shown = table.text(for: target)
        let left = shown.unicodeScalars.filter { controls.contains($0) && $0 != "\n" }
        #expect(left.isEmpty && shown.split(separator: "\n").count <= 3, "\(control.value): \(shown)")
        #expect(shown.contains("\\"), "\(control.value)")
      }
    }
  }

  @Test func `on a terminal it has a rule and neutral cells`() {
    var table = accounts
    table.rows = [["ci\u{1b}[2J", "7", "x"]]
    #expect(
      table.text(for: .terminal(columns: 80, colour: false)) == """
        name         tokens  note
        ───────────  ──────  ────
        ci\\u{1b}[2J       7  x

        """)
  }

  @Test func `colour marks headers, rule and chosen columns, and pads outside of it`() {
    var table = TextTable(columns: [.init("a"), .init("b")], rows: [["x", "1"], ["yyy", "2"]])
    table.styles = [0: .green]
    #expect(
      table.text(for: .terminal(columns: 80, colour: true)) == """
        \u{1b}[1ma\u{1b}[0m    \u{1b}[1mb\u{1b}[0m
        \u{1b}[2m───  ─\u{1b}[0m
        \u{1b}[32mx\u{1b}[0m    1
        \u{1b}[32myyy\u{1b}[0m  2

        """)
  }

  @Test func `a narrow terminal cuts long cells first`() {
    let table = TextTable(
      columns: [.init("id", shrinks: false), .init("name"), .init("note")],
      rows: [["0123456789abcdef", "a name of twenty let", "a note that is much longer than the others"]])
    #expect(
      table.text(for: .terminal(columns: 50, colour: false)) == """
        id                name             note
        ────────────────  ───────────────  ───────────────
        0123456789abcdef  a name of twen…  a note that is…

        """)
  }

  @Test func `a narrower one leaves out trailing columns and says so`() {
    let table = TextTable(
      columns: (1...5).map { .init("column \($0)") },
      rows: [["a", "b", "c", "d", "e"], ["f", "g", "h", "i", "j"]],
      rowCap: 1, rowsBeyond: 120)
    #expect(
      table.text(for: .terminal(columns: 20, colour: false)) == """
        column 1  column 2
        ────────  ────────
        a         b
        … 1 of 122 rows, 2 of 5 columns

        """)
  }

  /// K26.
  @Test func `under a cut table stands how to see the rest`() {
    var table = TextTable(columns: [.init("n")], rows: (1...6).map { ["\($0)"] }, rowCap: 2)
    table.hints = ("`| skip 2` goes on", "`| select n` chooses")
    #expect(
      table.text(for: .terminal(columns: 40, colour: false))
        == "n\n─\n1\n2\n… 2 of 6 rows\n  `| skip 2` goes on\n")
    table.rowCap = nil
    #expect(!table.text(for: .terminal(columns: 40, colour: false)).contains("…"))
  }

  @Test func `the lowest priority goes first`() {
    let table = TextTable(
      columns: [.init("aaaaaaaaaa", priority: 1), .init("bbbbbbbbbb"), .init("cccccccccc", priority: 1)],
      rows: [["1", "2", "3"]])
    #expect(
      table.text(for: .terminal(columns: 24, colour: false)) == """
        aaaaaaaaaa  cccccccccc
        ──────────  ──────────
        1           3
        … 2 of 3 columns

        """)
  }

  @Test func `the last column is cut even where it should not be`() {
    let table = TextTable(columns: [.init("id", shrinks: false)], rows: [["0123456789"]])
    #expect(table.text(for: .terminal(columns: 5, colour: false)) == "id\n─────\n0123…\n")
  }

  @Test(arguments: 1...90) func `no line is wider than the terminal`(width: Int) {
    let table = TextTable(
      columns: [.init("名前", priority: 2), .init("tokens", alignment: .right), .init("description")],
      rows: [["日本語日本語日本語", "12345", "some words of a middling length"], ["x", "1", "👩👩👩👩👩👩"]])
    let lines = table.text(for: .terminal(columns: width, colour: false)).split(separator: "\n")
    for line in lines where !line.hasPrefix("… ") {
      #expect(displayWidth(line) <= width)
      #expect(line.last != " ")
    }
  }

  @Test func `rows may be short, a table without columns is nothing`() {
    let table = TextTable(columns: [.init("a"), .init("b")], rows: [["1"], []])
    #expect(table.text(for: .plain) == "a  b\n1\n\n")
    #expect(TextTable(columns: []).text(for: .plain) == "")
  }
}
