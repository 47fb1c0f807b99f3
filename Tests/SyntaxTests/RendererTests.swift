import Syntax
import Testing

@Suite("Diagnostics as text") struct RendererTests {
  private func first(_ code: String, _ renderer: DiagnosticRenderer = DiagnosticRenderer()) -> String {
    let parsed = parse(Source(name: "a.sms", text: code))
    return parsed.diagnostics.first.map(renderer.render) ?? ""
  }

  @Test("first line, place, source line, caret, help")
  func plain() {
    #expect(
      first("f 1\nprint $n + 1\n") == """
        error E0116 `+` is an operator, and stands where an argument is read  a.sms:2:10
          | print $n + 1
          |          ^
          help: a calculation needs parentheses: `(command …) + …`, `($a + $b)`

        """)
  }

  @Test("carets cover the span, tabs keep their place, columns count characters")
  func carets() {
    #expect(
      first("\t$é == 1\n").hasPrefix(
        "error E0127 `é` is no name: names are made of a-z, A-Z, digits, `_` and inner `-`  a.sms:1:3\n"
          + "  | \t$é == 1\n  | \t ^\n"))
    #expect(
      first("f \"日本é\" && g") == """
        error E0116 `&&` is an operator, and stands where an argument is read  a.sms:1:9
          | f "日本é" && g
          |         ^^
          help: `and` joins conditions; two statements stand on two lines, or with `;` between them: the second does not run if the first fails

        """)
    #expect(
      first("edition 7\r\n") == """
        error E0103 edition `7` is not known  a.sms:1:1
          | edition 7
          | ^^^^^^^^^
          help: this program reads edition 1

        """)
  }

  @Test("what is missing at the end is shown behind the last token")
  func end() {
    #expect(
      first("if $x {\n  f (g\n\n") == """
        error E0106 `)` is missing at the end  a.sms:2:7
          |   f (g
          |       ^
          help: it closes the `(` in line 2, column 5

        """)
    #expect(first("") == "")
    #expect(
      first("$") == "error E0106 the name of a variable is missing at the end  a.sms:1:2\n  | $\n  |  ^\n")
  }

  @Test("a text that spans lines is underlined on its first line")
  func lines() {
    #expect(
      first("print \"one\ntwo") == """
        error E0122 the text that begins here has no closing quote  a.sms:1:7
          | print "one
          |       ^^^^

        """)
  }

  @Test("a long line is cut around the place")
  func longLine() {
    let text = first("f " + String(repeating: "a", count: 300) + " && " + String(repeating: "b", count: 300))
    let lines = text.split(separator: "\n")
    #expect(lines[0] == "error E0116 `&&` is an operator, and stands where an argument is read  a.sms:1:304")
    #expect(lines[1] == "  | …" + String(repeating: "a", count: 99) + " &&…")
    #expect(lines[2] == "  | " + String(repeating: " ", count: 101) + "^^")
  }

  @Test("on a terminal an excerpt takes one row", arguments: [20, 40, 80])
  func narrow(columns: Int) {
    let code = "f " + String(repeating: "a", count: 100) + " && " + String(repeating: "b", count: 100)
    let lines = first(code, DiagnosticRenderer(columns: columns)).split(separator: "\n")
    #expect(lines[1].count <= columns && lines[1].hasSuffix(" &&…"), "\(lines)")
    // The carets stand under what they mean.
    let caret = lines[2].firstIndex(of: "^").map { lines[2].distance(from: lines[2].startIndex, to: $0) } ?? 0
    #expect(lines[2].hasSuffix("^^") && Array(lines[1]).dropFirst(caret).prefix(2) == ["&", "&"], "\(lines)")
  }

  @Test("names and source lines go through what makes them harmless; colour marks word and caret")
  func neutralised() {
    let harmless = DiagnosticRenderer(colour: true) {
      $0.contains("\u{1b}") ? $0.split(separator: "\u{1b}").joined(separator: "?") : $0
    }
    #expect(
      first("f \"\u{1b}x\" ) ", harmless)
        == "\u{1b}[1;31merror\u{1b}[0m E0104 unexpected `)`  a.sms:1:8\n  | f \"?x\" ) \n  |        \u{1b}[1;31m^\u{1b}[0m\n  help: there is no `(` that this closes\n"
    )
  }

  @Test("a diagnostic without a source is one line and its help")
  func noSource() {
    let diagnostic = Diagnostic(
      code: "W0001", severity: .warning, message: "so", source: nil, span: Span(0, 0), help: "do this")
    #expect(DiagnosticRenderer().render(diagnostic) == "warning W0001 so\n  help: do this\n")
  }

  private func place(_ source: Source, _ offset: UInt32) -> String {
    let place = source.place(of: offset)
    return "\(place.line):\(place.column)"
  }

  @Test("places count lines and characters from 1, and end at the end")
  func places() {
    let source = Source(name: "a", text: "é\nab\r\n日x")
    #expect(place(source, 0) == "1:1")
    #expect(place(source, 2) == "1:2")
    #expect(place(source, 3) == "2:1")
    #expect(place(source, 10) == "3:2")
    #expect(place(source, 999) == "3:3")
    #expect(source.line(at: 4).text == "ab")
    #expect(source.text(Span(7, 10)) == "日")
  }
}
