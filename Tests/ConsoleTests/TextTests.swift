import Testing

@testable import Console

@Suite struct TextTests {
  @Test(arguments: [
    ("", 0), ("abc", 3), ("grüße", 5), ("e\u{301}", 1), ("日本語", 6), ("ｶﾅ", 2), ("한국어", 6),
    ("\u{1112}\u{1161}\u{11ab}", 2), ("👩", 2), ("👍🏽", 2), ("👩‍👩‍👧", 2), ("🇳🇴", 2), ("🇳🇴🇸🇪", 4), ("❤", 1),
    ("❤\u{fe0f}", 2), ("1\u{fe0f}\u{20e3}", 2), ("✅", 2), ("…", 1), ("─", 1), ("\u{200b}", 0), ("שָׁלוֹם", 4),
    ("สวัสดี", 4), ("Ａ", 2), ("\u{ad}", 0), ("\u{1b}", 0), ("a👩b", 4), ("𠀀", 2), ("🫠", 2), ("→", 1),
  ])
  func `the columns of a text`(text: String, columns: Int) {
    #expect(displayWidth(text) == columns)
  }

  @Test(arguments: [
    ("plain", "plain"), ("grüße 日本 👩 e\u{301} ❤\u{fe0f}", "grüße 日本 👩 e\u{301} ❤\u{fe0f}"),
    ("\u{1b}[31mred", "\\u{1b}[31mred"), ("a\nb\tc\rd", "a\\nb\\tc\\rd"), ("a\r\nb", "a\\r\\nb"),
    ("\0\u{7f}\u{85}\u{9b}", "\\u{0}\\u{7f}\\u{85}\\u{9b}"),
    ("a\u{202e}b\u{2066}c\u{2069}", "a\\u{202e}b\\u{2066}c\\u{2069}"),
    ("\u{200e}\u{200f}\u{61c}", "\\u{200e}\\u{200f}\\u{61c}"),
    ("a\u{200b}\u{200c}\u{200d}", "a\\u{200b}\\u{200c}\\u{200d}"),
    ("\u{2060}\u{feff}\u{ad}", "\\u{2060}\\u{feff}\\u{ad}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
    ("\u{e0041}\u{3164}", "\\u{e0041}\\u{3164}"), ("\u{600}", "\u{600}"), ("back\\slash", "back\\slash"),
  ])
  func `what could steer the terminal is shown`(text: String, shown: String) {
    #expect(Array(neutralise(text).utf8) == Array(shown.utf8))
  }

  @Test func `every scalar of the classes that hide or steer is shown`() {
    let hidden: [ClosedRange<UInt32>] = [
      0...0x1f, 0x7f...0x9f, 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x2069, 0xfeff...0xfeff,
      0x61c...0x61c,
    ]
    for value in hidden.joined() {
      // U+2065 is not assigned.
      guard value != 0x2065, let scalar = Unicode.Scalar(value) else { continue }
      let text = neutralise("x" + String(scalar) + "y")
      #expect(!text.unicodeScalars.contains(scalar), "U+\(String(value, radix: 16))")
      #expect(text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f })
    }
  }

  @Test func `print keeps newlines and tabs, and nothing else`() {
    #expect(neutralise("a\n\tb\r\u{1b}\u{2028}", lines: .kept) == "a\n\tb\\r\\u{1b}\\u{2028}")
    // One grapheme of two scalars: the return is shown, the newline kept.
    #expect(Array(neutralise("a\r\nb", lines: .kept).utf8) == Array("a\\r\nb".utf8))
  }

  @Test(arguments: [
    ("abc", 3, "abc"), ("abcd", 3, "ab…"), ("abc", 1, "…"), ("abc", 0, ""), ("", 0, ""), ("日本語", 5, "日本…"),
    ("日本語", 4, "日…"), ("日本語", 2, "…"), ("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}…"), ("🇳🇴🇸🇪🇩🇰", 4, "🇳🇴…"),
  ])
  func `a text is cut at a whole character`(text: String, columns: Int, cut: String) {
    #expect(truncate(text, to: columns) == cut)
    #expect(displayWidth(truncate(text, to: columns)) <= columns)
  }

  @Test func `padding counts columns`() {
    #expect(pad("日", to: 4) == "日  ")
    #expect(pad("日", to: 4, .right) == "  日")
    #expect(pad("abc", to: 2) == "abc")
  }

  @Test func `lines break at blanks, and inside of words that are too long`() {
    #expect(wrapped("one two three", to: 7) == ["one two", "three"])
    #expect(wrapped("  one two", to: 5) == ["  one", "two"])
    #expect(wrapped("abcdefgh ij", to: 5) == ["abcde", "fgh", "ij"])
    #expect(wrapped("日本語", to: 4) == ["日本", "語"])
    #expect(wrapped("\u{1b}[1mone\u{1b}[0m two", to: 7) == ["\u{1b}[1mone\u{1b}[0m two"])
    #expect(wrapped("one  two", to: 8) == ["one  two"] && wrapped("", to: 3) == [""])
  }

  @Test func `styles combine, and paint only where there is colour and text`() {
    #expect(Style.bold.with(.red).paint("x") == "\u{1b}[1;31mx\u{1b}[0m")
    #expect(Style.plain.with(.red) == .red)
    #expect(Style.red.paint("x", colour: false) == "x")
    #expect(Style.red.paint("") == "")
  }

  @Test func `the wide runs ascend`() {
    #expect(zip(wideRuns, wideRuns.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(wideRuns.count.isMultiple(of: 2))
  }
}
