/// The parser's error messages.
extension Parser {
  /// How many errors of one file are reported; after these the rest of the file is not read.
  private static let errorLimit = 100

  /// Tells an error that covers what stands at `start`.
  ///
  /// - Parameter incomplete: whether more text could cure it; nil: iff what stands there was cut off by the end.
  @inline(never)
  @discardableResult
  mutating func fail(
    _ cause: SyntaxFault, at start: Int, incomplete: Bool? = nil
  ) -> ParseStop {
    let count = scanner.bytes.count
    if start >= count {
      report(cause, Span(endOfLastToken, count), incomplete: incomplete ?? true)
      return ParseStop()
    }
    let end = min(start + max(1, scanner.wordLength(start)), count)
    report(cause, Span(start, end), incomplete: incomplete)
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
  mutating func report(_ cause: SyntaxFault, _ span: Span, incomplete: Bool? = nil) {
    if isAbandoned { return }
    var diagnostic = Diagnostic(
      cause, source: tree.source, span: span, isIncomplete: incomplete ?? isCutOff(span))
    diagnostic.callee = callee
    diagnostics.append(diagnostic)
    if diagnostics.count >= Parser.errorLimit { isAbandoned = true }
  }

  /// Reports a token that cannot follow the one before it.
  @inline(never)
  mutating func unexpected(_ hint: SyntaxHint? = nil) -> ParseStop {
    fail(.unexpected(found: found(), hint: hint ?? .stray(token())), at: scanner.position)
  }

  /// Something else must stand here.
  @inline(never)
  mutating func expected(_ what: Awaited, _ hint: SyntaxHint? = nil) -> ParseStop {
    fail(.missing(what, found: scanner.atEnd ? nil : found(), hint: hint), at: scanner.position)
  }

  /// A name that holds other letters than those of ASCII, or begins with one, stands here.
  @inline(never)
  mutating func otherLetters(_ isKey: Bool) -> ParseStop {
    let start = scanner.position
    let word = wordOfOtherLetters(start) ?? token()
    scanner.position = start + word.utf8.count
    report(.otherLetters(word, isKey: isKey), Span(start, scanner.position), incomplete: false)
    return ParseStop()
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
  mutating func expect(_ byte: UInt8, opened: Int) throws(ParseStop) {
    skip()
    guard scanner.peek() == byte, !scanner.atEnd else { throw unclosed(byte, opened) }
    scanner.position += 1
  }

  /// The bracket that closes the one at a place must stand here.
  @inline(never)
  mutating func unclosed(_ bracket: UInt8, _ opened: Int) -> ParseStop {
    let at = tree.source.place(of: UInt32(clamping: opened))
    return expected(
      .closing(Character(Unicode.Scalar(bracket))),
      .opened(bracket: scanner.text(opened, opened + 1), line: at.line, column: at.column))
  }

  // MARK: tokens

  /// The present token, for messages.
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
