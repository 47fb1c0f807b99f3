import Syntax
import Testing

/// A text that is refused: the place, code and message of its first error, its help, and whether more text could cure it.
struct Refusal: CustomTestStringConvertible, Sendable {
  let code: String
  let error: String
  let isIncomplete: Bool
  let help: String?

  init(_ code: String, _ error: String, isIncomplete: Bool = false, help: String? = nil) {
    self.code = code
    self.error = error
    self.isIncomplete = isIncomplete
    self.help = help
  }

  var testDescription: String { code }
}

@Suite("Refusals") struct RefusalTests {
  static let all = amendment + values + strings + statements

  @Test("is refused with its error and help, and no other error", arguments: all)
  func refuses(_ test: Refusal) throws {
    let source = Source(name: "test", text: test.code)
    let parsed = parse(source)
    let first = try #require(parsed.diagnostics.first)
    let place = source.place(of: first.span.start)
    #expect("\(place.line):\(place.column) \(first.code) \(first.message)" == test.error)
    #expect(first.help == test.help)
    #expect(parsed.isIncomplete == test.isIncomplete)
    #expect(parsed.diagnostics.count == 1)
  }

  @Test("behind a newline nothing is cut off: only what is still open, or needs more, is incomplete")
  func newlineEndsWords() {
    let cut = [
      "1h30", "$x a", "let x", "f +", "use \"a\" a", "$x.", "99999999999999999999", "2026-01-31T08:0",
    ]
    for code in cut {
      #expect(parse(Source(name: "test", text: code)).isIncomplete, "\(code)")
      #expect(!parse(Source(name: "test", text: code + "\n")).isIncomplete, "\(code)")
    }
    let open = [
      "(f", "[1", "{a: 1", "{|x|", "\"a", "f |", "let x =", "1 +", "$x and", "if $x {", "try { 1 }", "\"\\(1",
    ]
    for code in open {
      #expect(parse(Source(name: "test", text: code)).isIncomplete, "\(code)")
      #expect(parse(Source(name: "test", text: code + "\n")).isIncomplete, "\(code)")
      #expect(parse(Source(name: "test", text: code + " # comment\n\n")).isIncomplete, "\(code)")
    }
  }

  @Test("a row of errors is told in one pass, each statement by itself")
  func recovery() {
    let code = """
      let = 1
      f $x + 1
      g 1
      if a { 2 }
      def f [a { 1 }
      for x in [1 {
      let y = 2
      def g [] {
        x = 1
        print "fine"
        $z &&
        { $it }
      }
      $y.
      h )
      """
    let parsed = parse(Source(name: "test", text: code))
    let source = parsed.tree.source
    let told = parsed.diagnostics.map { "\(source.place(of: $0.span.start).line) \($0.code)" }
    #expect(
      told == [
        "1 E0106", "2 E0116", "4 E0109", "5 E0106", "7 E0121", "9 E0111", "11 E0104", "12 E0121", "14 E0106",
        "15 E0104",
      ])
    #expect(TreeDump.program(parsed.tree) == "(g :1) (let $y 2) (def g [] (do (print \"fine\") $z)) (h)")
  }

  @Test("a used-up number of errors ends reading")
  func errorLimit() {
    let parsed = parse(Source(name: "test", text: String(repeating: "f )\n", count: 10_000)))
    #expect(parsed.diagnostics.count == 100)
    #expect(parsed.hasErrors && !parsed.isIncomplete)
  }

  @Test(
    "bytes that are no UTF-8 are an error at their offset",
    arguments: [
      ([0x66, 0xFF, 0x67], 1, "this is not UTF-8 text: byte 1 is 0xff", false),
      ([0x80], 0, "this is not UTF-8 text: byte 0 is 0x80", false),
      ([0x66, 0x20, 0xC3], 2, "this is not UTF-8 text: byte 2 is 0xc3", true),
      ([0x22, 0xE2, 0x82], 1, "this is not UTF-8 text: byte 1 is 0xe2", true),
      ([0xF0, 0x9F, 0x98], 0, "this is not UTF-8 text: byte 0 is 0xf0", true),
      ([0xC0, 0x80], 0, "this is not UTF-8 text: byte 0 is 0xc0", false),
      ([0xED, 0xA0, 0x80], 0, "this is not UTF-8 text: byte 0 is 0xed", false),
      ([0xF4, 0x90, 0x80, 0x80], 0, "this is not UTF-8 text: byte 0 is 0xf4", false),
      (
        [0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0x61, 0xE9, 0x61], 9,
        "this is not UTF-8 text: byte 9 is 0xe9", false
      ),
    ] as [([UInt8], UInt32, String, Bool)])
  func invalidText(bytes: [UInt8], offset: UInt32, message: String, isIncomplete: Bool) {
    let parsed = parse(Source(name: "test", bytes: bytes))
    #expect(parsed.diagnostics.map(\.code) == ["E0102"])
    #expect(parsed.diagnostics.map(\.message) == [message])
    #expect(parsed.diagnostics.map(\.span.start) == [offset])
    #expect(parsed.isIncomplete == isIncomplete)
  }
}
