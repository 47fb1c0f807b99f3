import Interpreter
import Support
import Testing

/// Text in a format and what it is read as; errors with their place.
@Suite("formats: reading") struct FormatReadingTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let format: String
    let text: String
    let result: String

    init(_ format: String, _ text: String, _ result: String) {
      self.format = format
      self.text = text
      self.result = result
    }

    var testDescription: String { "\(format): \(text)" }
  }

  private static func check(_ item: Case) {
    #expect(IORun().text("\(Display.quoted(item.text)) | from \(item.format)") == item.result)
  }

  @Test(arguments: [
    Case("json", "{\"a\": [1, -2.5, 1e3], \"b\": {}, \"c\": null}", "{a: [1, -2.5, 1000.0], b: {}, c: null}"),
    Case("json", " \"\\u00e9\\ud83d\\ude00\\n\" ", "\"é😀\\n\""),
    Case("json", "9223372036854775807", "9223372036854775807"), Case("json", "[]", "[]"),
    Case("json", "true", "true"),
    Case(
      "json", "[{\"a\": 1, \"b\": 2}, {\"a\": 3}, {\"a\": 4, \"c\": 5}, {\"a\": 6, \"c\": 7, \"d\": 8}, {}]",
      "[{a: 1, b: 2}, {a: 3}, {a: 4, c: 5}, {a: 6, c: 7, d: 8}, {}]"),
    Case("json", "[{\"e\u{301}\": 1}, {\"\u{e9}\": 2}]", "[{\"e\u{301}\": 1}, {\"\u{e9}\": 2}]"),
    Case("json", "", "E0621 no json: the text is empty, line 1, column 1"),
    Case(
      "json", "{\n  \"a\": 1,\n  \"b\": x\n}",
      "E0621 no json: this is no JSON value, line 3, column 8, at `b`"),
    Case(
      "json", "{\"a\": 1, \"a\": 2}",
      "E0621 no json: the object has this name twice, line 1, column 10, at `a`"),
    Case(
      "json", "{\"l\": [1, 9223372036854775808]}",
      "E0621 no json: the integer does not fit 64 bits, line 1, column 11, at `l[1]`"),
    Case("jsonl", "{\"a\": 1}\n\n  \r\n{\"a\": 2}\r\n[3]\n\"x\"", "[{a: 1}, {a: 2}, [3], \"x\"]"),
    Case("jsonl", "", "[]"),
    Case(
      "jsonl", "{\"a\": 1}\n\n{\"a\": }\n", "E0621 no json: this is no JSON value, line 3, column 7, at `a`"),
    Case("jsonl", "1 2\n", "E0621 no json: something follows the end of the value, line 1, column 3"),
  ]) func json(_ item: Case) { Self.check(item) }

  @Test(arguments: [
    Case("csv", "a,b\r\n1,\"x, \"\"y\"\"\nz\"\r\n", "[{a: \"1\", b: \"x, \\\"y\\\"\\nz\"}]"),
    Case("csv", "\u{FEFF}a,b\n 1 ,\n", "[{a: \" 1 \", b: \"\"}]"), Case("csv", "", "[]"),
    Case("csv", "a,b\n", "[]"),
    Case("csv", "a,b\n1,2\n3\n", "E0624 the record of line 3 has 1 cell, the header 2"),
    Case(
      "csv", "a,b\n1,2,3\n",
      "E0623 no csv: the record has more cells than the header, which has 2, line 2, column 6"),
    Case("csv", "a,b\n\"1\n,2\n", "E0623 no csv: the quote is never closed, line 2, column 1"),
    Case("csv", "a,b,a\n", "E0624 the csv has two columns of the name `a`, line 1"),
    Case(
      "csv --types", "a,b,c,d,e,f,g,h\n1,-2.50,true,2026-01-31,,007,+1,1e5\n",
      "[{a: 1, b: \"-2.50\", c: true, d: \"2026-01-31\", e: null, f: \"007\", g: \"+1\", h: \"1e5\"}]"),
    Case(
      "csv --types", "a,b,c,d\n-0,9223372036854775808,-,0.5.1\n",
      "[{a: \"-0\", b: \"9223372036854775808\", c: \"-\", d: \"0.5.1\"}]"),
    Case("csv --separator ';'", "a;b\n1,5;2\n", "[{a: \"1,5\", b: \"2\"}]"),
    Case(
      "csv --separator xx", "a", "E0340 --separator takes one character of ASCII, no quote and no line end"),
    Case("tsv", "a\tb\n1,2\t\"x\ty\"\n", "[{a: \"1,2\", b: \"x\\ty\"}]"),
    Case("tsv --types", "a\tb\n1\t2\n", "[{a: 1, b: 2}]"),
  ]) func cells(_ item: Case) { Self.check(item) }

  @Test(arguments: [
    Case(
      "yaml", "a: 1\nb: [x, no, ~, 0x1F, 1.5]\nc:\n  - {d: \"1\"}\n",
      "{a: 1, b: [\"x\", \"no\", null, 31, 1.5], c: [{d: \"1\"}]}"),
    Case("yaml", "", "null"), Case("yaml", "x: &a {k: 1}\ny: *a\n", "{x: {k: 1}, y: {k: 1}}"),
    Case("yaml", "a: |\n  x\n  y\n", "{a: \"x\\ny\\n\"}"),
    Case("yaml", "a: 1\na: 2\n", "E0625 no yaml: the record has the name \"a\" twice, line 2, column 1"),
    Case(
      "yaml", "n: .inf\n",
      "E0625 no yaml: infinity and NaN are no numbers of the language, line 1, column 4"),
    Case(
      "yaml", "n: 9223372036854775808\n", "E0625 no yaml: the integer does not fit 64 bits, line 1, column 4"),
    Case("yaml", "--- 1\n--- 2\n", "E0625 no yaml: the text holds several documents, line 2, column 1"),
    Case("env", "# c\nexport A=1\nB='x y'\nC=\"a\\nb\"\n", "{A: \"1\", B: \"x y\", C: \"a\\nb\"}"),
    Case("env", "", "{}"),
    Case("env", "A=1\nB=2\nA=3\n", "E0626 the variable `A` stands twice: lines 1 and 3"),
    Case(
      "env", "A=1\nB C=2\n",
      "E0626 no env file: after the name of a variable stands =, line 2, column 3"),
    Case("env --last", "A=1\nB=2\nA=3\n", "{A: \"3\", B: \"2\"}"),
    Case("yaml --all", "--- 1\n--- 2\n", "[1, 2]"), Case("yaml --all", "", "[]"),
    Case(
      "yaml --all", "a: &x 1\n---\nb: *x\n",
      "E0625 no yaml: there is no anchor \"x\" before this, line 3, column 4"),
  ]) func trees(_ item: Case) { Self.check(item) }

  @Test(arguments: [
    Case(
      "md", "text\n\n| a | b |\n|---|:-:|\n| 1 | x \\| y |\n|  | p<br>q &lt;&#9;&amp; |\n\nafter | this\n",
      "[{a: \"1\", b: \"x | y\"}, {a: \"\", b: \"p\\nq <\\t&\"}]"),
    Case("md", "a | b\n--- | ---\n1 | 2\n", "[{a: \"1\", b: \"2\"}]"), Case("md", "| a |\n| - |\n", "[]"),
    Case("md", "| a |\r\n| - |\r\n| 1 |\r\n", "[{a: \"1\"}]"),
    Case("md", "| a |\n| - |\n|\\|", "[{a: \"|\"}]"),
    Case("md --types", "| a |\n| - |\n| 12 |\n", "[{a: 12}]"),
    Case("md", "| a | b |\n| - | - |\n| 1 |\n", "E0627 the row of line 3 has 1 cell, the table 2"),
    Case("md", "| a | a |\n| - | - |\n", "E0627 the md has two columns of the name `a`, line 1"),
    Case("md", "no table\n", "E0627 there is no table: a line of names and a line of `---` begin one"),
    Case("md", "", "E0627 there is no table: a line of names and a line of `---` begin one"),
    Case("md", "\\", "E0627 there is no table: a line of names and a line of `---` begin one"),
  ]) func markdown(_ item: Case) { Self.check(item) }

  @Test func deepTextIsRefused() {
    let deep = String(repeating: "[", count: 201) + String(repeating: "]", count: 201)
    #expect(
      IORun().text("'\(deep)' | from json").hasPrefix("E0621 no json: arrays and objects are nested too deep")
    )
    #expect(IORun().text("'\(deep)' | from yaml").hasPrefix("E0625"))
  }

  @Test func aliasesAreLimited() {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    for level in 1...6 {
      bomb +=
        "a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", "))]\n"
    }
    #expect(
      IORun().text("\(Display.quoted(bomb)) | from yaml").hasPrefix(
        "E0625 no yaml: the aliases stand for too much"))
  }

  /// Only so much of a stream is read as is asked for: the mistake behind it is not seen.
  @Test func rowsAreReadOneByOne() {
    #expect(IORun().text("\"a,b\\n1,2\\n3\\n\" | from csv | first") == "{a: \"1\", b: \"2\"}")
    #expect(IORun().text("\"1\\n2\\nx\" | from jsonl | first 2") == "[1, 2]")
    #expect(IORun().fault("\"1\\n2\\nx\" | from jsonl | skip 1")?.code == "E0621")
  }
}
