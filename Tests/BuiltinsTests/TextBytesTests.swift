import Builtins
import Interpreter
import Support
import Testing

/// Commands that work on the bytes of texts give what the library's scalars give.
@Suite struct TextBytesTests {
  private static let pieces: [Unicode.Scalar] = [
    "a", "B", " ", "\t", "\n", "\r", "\u{B}", "\u{1C}", "\u{85}", "\u{A0}", "\u{A9}", "\u{1680}", "\u{169F}",
    "\u{2000}", "\u{200A}", "\u{200B}", "\u{2028}", "\u{2029}", "\u{202F}", "\u{205F}", "\u{2060}",
    "\u{3000}",
    "\u{3001}", "\u{FEFF}", "é", "ß", "ŉ", "ΐ", "ﬃ", "Σ", "İ", "ı", "😀", "𐐨", "ż", "\u{301}",
  ]

  /// The text that a program gives for a text.
  private func run(_ text: String, _ code: String) throws -> String {
    let run = TestCases.run()
    run.host.variables["TEXT"] = text
    return try #require(try run.evaluate("$env.TEXT | \(code)").string)
  }

  private func texts() -> [String] {
    var source = Numbers(state: 7)
    return (0..<300).map { number in
      var text = String.UnicodeScalarView()
      for _ in 0..<(number % 23) { text.append(Self.pieces[source.below(Self.pieces.count)]) }
      return String(text)
    }
  }

  /// Numbers that are the same in every run.
  private struct Numbers {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
  }

  @Test func cutsAtWhiteSpace() throws {
    for text in texts() {
      let isBlank = { (scalar: Unicode.Scalar) in scalar.properties.isWhitespace }
      let parts = text.unicodeScalars.split(whereSeparator: isBlank).map { String($0) }
      #expect(try run(text, "split | join \"|\"") == parts.joined(separator: "|"))
      var left = text.unicodeScalars[...].drop(while: isBlank)
      #expect(try run(text, "trim --left") == String(left))
      while let last = left.last, isBlank(last) { left.removeLast() }
      #expect(try run(text, "trim") == String(left))
    }
  }

  @Test func changesCaseAsScalarsSay() throws {
    for text in texts() {
      #expect(try run(text, "upper") == text.unicodeScalars.map(\.properties.uppercaseMapping).joined())
      if !text.unicodeScalars.contains("Σ") {
        #expect(try run(text, "lower") == text.unicodeScalars.map(\.properties.lowercaseMapping).joined())
      }
    }
    // No letter becomes more than there is room for.
    for number in UInt32(0x80)...0x1FFFF {
      guard let properties = Unicode.Scalar(number)?.properties else { continue }
      #expect(properties.uppercaseMapping.utf8.count <= 7 && properties.lowercaseMapping.utf8.count <= 7)
    }
  }

  /// A call keeps its arguments for the next one, and a stream that is kept keeps its own.
  @Test(arguments: [
    TestCase(
      "let f = {|n| [a b] | each {|x| \"\\($x)\\($n)\"}}; let x = (do $f 1); let y = (do $f 2); [$x $y]",
      "[[\"a1\", \"b1\"], [\"a2\", \"b2\"]]"),
    TestCase(
      "mut all = []; for n in 1..3 { $all += [([1 2] | each {|x| $x * $n} | join \",\")] }; $all",
      "[\"1,2\", \"2,4\", \"3,6\"]"),
    TestCase(
      "def f [n] { if $n == 0 { \"\" } else { (\"a-b\" | split \"-\" | join (f ($n - 1))) } }; f 3",
      "\"aaabbb\""),
  ]) func callsKeepTheirOwn(_ test: TestCase) { test.check() }
}
