/// What the parser says about what it cannot read.
extension Parser {
  /// Errors of one file that are told; behind them the file is not read on.
  private static let errorLimit = 100

  /// Tells an error that covers what stands at `start`.
  ///
  /// - Parameter incomplete: whether more text could cure it; nil: iff what stands there was cut off by the end.
  @inline(never)
  @discardableResult
  mutating func fail(
    _ code: String, _ message: String, at start: Int, help: String? = nil, incomplete: Bool? = nil
  ) -> ParseStop {
    let count = scanner.bytes.count
    if start >= count {
      report(code, message, Span(endOfLastToken, count), help: help, incomplete: incomplete ?? true)
      return ParseStop()
    }
    let end = min(start + max(1, scanner.wordLength(start)), count)
    report(code, message, Span(start, end), help: help, incomplete: incomplete)
    return ParseStop()
  }

  /// Where the last thing that is not blank ends: what is missing at the end is shown there.
  private var endOfLastToken: Int {
    var end = scanner.bytes.count
    while end > 0,
      scanner.classes[Int(scanner.bytes[end - 1])] & ByteClass.blank != 0 || scanner.bytes[end - 1] == 0x0A
    {
      end -= 1
    }
    return end
  }

  @inline(never)
  mutating func report(
    _ code: String, _ message: String, _ span: Span, help: String? = nil, incomplete: Bool? = nil
  ) {
    if isAbandoned { return }
    var diagnostic = Diagnostic(
      code: code, message: message, source: tree.source, span: span, help: help,
      isIncomplete: incomplete ?? isCutOff(span))
    diagnostic.callee = callee
    diagnostics.append(diagnostic)
    if diagnostics.count >= Parser.errorLimit { isAbandoned = true }
  }

  /// What stands here cannot follow what stands before it.
  @inline(never)
  mutating func unexpected(_ help: String? = nil) -> ParseStop {
    fail("E0104", "unexpected \(found())", at: scanner.position, help: help ?? Habits.helpForStray(token()))
  }

  /// Something else must stand here.
  @inline(never)
  mutating func expected(_ what: String, help: String? = nil) -> ParseStop {
    let message = scanner.atEnd ? "\(what) is missing at the end" : "expected \(what), not \(found())"
    return fail("E0106", message, at: scanner.position, help: help)
  }

  /// A name that holds other letters than those of ASCII, or begins with one, stands here.
  @inline(never)
  mutating func otherLetters(_ isKey: Bool) -> ParseStop {
    let start = scanner.position
    let word = wordOfOtherLetters(start) ?? token()
    scanner.position = start + word.utf8.count
    report(
      "E0127", "`\(word)` is no name: names are made of a-z, A-Z, digits, `_` and inner `-`",
      Span(start, scanner.position), help: helpForLetters(word, isKey: isKey), incomplete: false)
    return ParseStop()
  }

  func helpForLetters(_ word: String, isKey: Bool) -> String {
    isKey
      ? "a key with other letters stands in quotes: `\"\(word)\"`"
      : "fields may have other letters, in quotes: `.\"\(word)\"`, `{\"\(word)\": 1}`"
  }

  /// The name at a place, if it has letters beyond ASCII.
  func wordOfOtherLetters(_ place: Int) -> String? {
    var end = place
    var isOther = false
    while end < scanner.bytes.count, end - place < 60 || scanner.bytes[end] & 0xC0 == 0x80 {
      let byte = scanner.bytes[end]
      guard byte >= 0x80 || scanner.isClass(at: end, ByteClass.letter | ByteClass.digit) else { break }
      isOther = isOther || byte >= 0x80
      end += 1
    }
    return isOther ? scanner.text(place, end) : nil
  }

  /// Takes a byte that must stand here; `opened` is where the bracket stands that it closes.
  mutating func expect(_ byte: UInt8, _ what: String, opened: Int? = nil) throws(ParseStop) {
    skip()
    guard scanner.peek() == byte, !scanner.atEnd else { throw expected(what, help: opened.map(opening)) }
    scanner.position += 1
  }

  /// Help that says where an unclosed bracket stands.
  @inline(never)
  func opening(_ place: Int) -> String {
    let at = tree.source.place(of: UInt32(clamping: place))
    return "it closes the `\(scanner.text(place, place + 1))` in line \(at.line), column \(at.column)"
  }

  // MARK: tokens

  /// What stands here, for messages.
  @inline(never)
  func found() -> String {
    if scanner.atEnd { return "the end of the text" }
    switch scanner.peek() {
    case UInt8(ascii: "\n"), 0x0D: return "the end of the line"
    case 0x20, 0x09: return "a blank"
    case UInt8(ascii: "`"): return "a backquote"
    default: return "`\(token())`"
    }
  }

  /// A word, a bar or two, or one character.
  @inline(never)
  func token() -> String {
    let start = scanner.position
    var length = scanner.wordLength()
    if length == 0 { length = scanner.isAt("||") ? 2 : scanner.atEnd ? 0 : 1 }
    guard length > 40 else { return scanner.text(start, start + length) }
    length = 40
    while scanner.byte(start + length) & 0xC0 == 0x80 { length -= 1 }
    return scanner.text(start, start + length) + "…"
  }

  /// True iff the text ends in a hyphen here: more text could make a longer name of what stands before it.
  var isCutHyphen: Bool { scanner.peek() == UInt8(ascii: "-") && scanner.position + 1 == scanner.bytes.count }

  /// True iff a span is at the end of the text, or holds the beginning of an operator or keyword that the end cut off.
  private func isCutOff(_ span: Span) -> Bool {
    if Int(span.start) >= scanner.bytes.count { return true }
    return Int(span.end) >= scanner.bytes.count
      && Parser.mayGrow(scanner.slice(Int(span.start), scanner.bytes.count))
  }

  /// The operators of signs, and the words that may stand behind a value or where one is expected.
  private static let tokens: [StaticString] = [
    "==", "=~", "=>", "!=", "!~", "??", "..<", "...", "->", "or", "and", "in", "not-in", "has", "else",
    "catch",
    "finally", "if", "as", "true", "false", "null", "not",
  ]

  /// True iff more text could make an operator or keyword of this.
  private static func mayGrow(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    tokens.contains { token in
      guard text.count < token.utf8CodeUnitCount else { return false }
      for offset in 0..<text.count where text[offset] != token.utf8Start[offset] { return false }
      return true
    }
  }
}
