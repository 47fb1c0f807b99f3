/// What parsing gives: a tree (with holes where it failed) and what there is to say.
package struct Parsed: Sendable {
  package let tree: Tree
  package let diagnostics: [Diagnostic]

  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// True iff all that is wrong is that the text ends too early: the prompt asks for more.
  package var isIncomplete: Bool {
    var errors = false
    for diagnostic in diagnostics where diagnostic.severity == .error {
      guard diagnostic.isIncomplete else { return false }
      errors = true
    }
    return errors
  }
}

/// Parses a source text. Never fails: errors are in the result, several in one pass.
package func parse(_ source: Source, nesting: Int = 200) -> Parsed {
  source.bytes.withUnsafeBufferPointer { bytes in
    ByteClass.table.withUnsafeBufferPointer { classes in
      guard let base = classes.baseAddress else { return Parsed(tree: Tree(source: source), diagnostics: []) }
      var parser = Parser(source: source, scanner: Scanner(bytes: bytes, classes: base), nestingLimit: nesting)
      parser.program()
      return Parsed(tree: parser.tree, diagnostics: parser.diagnostics)
    }
  }
}

/// A recursive-descent parser over bytes.
struct Parser {
  var tree: Tree
  var scanner: Scanner
  var diagnostics: [Diagnostic] = []
  /// Whether the innermost bracket makes a newline a blank.
  var newlineIsBlank = false
  /// Whether a blank and `--name` end the expression: so in row arguments.
  var flagsEnd = false
  var depth = 0
  let nestingLimit: Int

  init(source: Source, scanner: Scanner, nestingLimit: Int) {
    tree = Tree(source: source)
    self.scanner = scanner
    self.nestingLimit = nestingLimit
    tree.nodes.reserveCapacity(source.bytes.count / 3 + 16)
  }

  mutating func program() {
    if !validText() { return }
    if scanner.isAt("\u{FEFF}") { scanner.position += 3 }
    if scanner.isAt("#!") { scanner.skipComment() }
    editionLine()
    let statements = body(until: nil)
    tree.root = listNode(.block, statements, start: 0)
    tree.comments = scanner.comments
  }

  /// Text is UTF-8; other bytes are an error at their place.
  private mutating func validText() -> Bool {
    guard let offset = firstInvalidByte(scanner.bytes) else { return true }
    let isCut = scanner.bytes.count - offset < 4 && firstInvalidByte(scanner.bytes, allowCut: true) == nil
    report(
      "E0102", "this is not UTF-8 text: byte \(offset) is 0x\(String(scanner.bytes[offset], radix: 16))",
      Span(offset, isCut ? scanner.bytes.count : offset + 1))
    return false
  }

  private mutating func editionLine() {
    skipEnds()
    guard scanner.isAtWord("edition") else { return }
    let start = scanner.position
    scanner.position += 7
    scanner.skipBlanks(newlines: false)
    let numberStart = scanner.position
    scanner.position += scanner.wordLength()
    let text = scanner.text(numberStart, scanner.position)
    if text != "1" {
      report("E0103", "edition \(text.isEmpty ? "needs a number" : "`\(text)` is not known")",
        Span(start, scanner.position), help: "this program reads edition 1")
    }
  }

  // MARK: bodies

  /// Skips newlines, `;`, blanks and comments between statements.
  mutating func skipEnds() {
    while true {
      scanner.skipBlanks(newlines: true)
      guard scanner.peek() == UInt8(ascii: ";") else { return }
      scanner.position += 1
    }
  }

  /// Statements up to a closing byte (not taken) or the end of the text; each error is told and skipped.
  mutating func body(until close: UInt8?) -> [NodeID] {
    let outerNewline = newlineIsBlank
    let outerFlags = flagsEnd
    newlineIsBlank = false
    flagsEnd = false
    defer {
      newlineIsBlank = outerNewline
      flagsEnd = outerFlags
    }
    var statements: [NodeID] = []
    while true {
      skipEnds()
      if scanner.atEnd || (close != nil && scanner.peek() == close) { return statements }
      let start = scanner.position
      let errors = diagnostics.count
      do throws(ParseStop) {
        statements.append(try statement())
        try endOfStatement(close)
      } catch {
        if diagnostics.count == errors { fail("E0101", "this cannot be read here", at: start) }
        recover(from: start, close: close)
      }
    }
  }

  private mutating func endOfStatement(_ close: UInt8?) throws(ParseStop) {
    scanner.skipBlanks(newlines: false)
    if scanner.atEnd { return }
    let byte = scanner.peek()
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") || byte == close { return }
    let token = tokenText()
    throw fail("E0104", "unexpected `\(token)`", at: scanner.position, help: Habits.helpForStray(token))
  }

  /// Goes on behind a statement that failed: at the next line outside the brackets that it opened, at the closing
  /// byte of its body, or at a line that begins with a keyword of statements.
  private mutating func recover(from start: Int, close: UInt8?) {
    let failed = max(scanner.position, start + (scanner.atEnd ? 0 : 1))
    scanner.position = start
    var level = 0
    while !scanner.atEnd {
      let byte = scanner.peek()
      if scanner.position >= failed {
        if byte == UInt8(ascii: "\n"), level <= 0 || isStatementLine { return }
        if byte == UInt8(ascii: ";"), level <= 0 { return }
        if level <= 0, byte == close { return }
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): level += 1
      case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"): level -= 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipQuoted(byte)
      case UInt8(ascii: "#") where scanner.mayBeginComment:
        while scanner.peek() != UInt8(ascii: "\n"), !scanner.atEnd { scanner.position += 1 }
        continue
      default: break
      }
      scanner.position += 1
    }
  }

  /// Moves to the end of a quoted text that closes on this line; stays where it does not.
  private mutating func skipQuoted(_ quote: UInt8) {
    var at = scanner.position + 1
    while at < scanner.bytes.count, scanner.bytes[at] != UInt8(ascii: "\n") {
      if scanner.bytes[at] == quote {
        scanner.position = at
        return
      }
      at += scanner.bytes[at] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
    }
  }

  /// True iff the line behind the newline here begins with a word that only statements begin with.
  private var isStatementLine: Bool {
    var ahead = scanner
    ahead.position += 1
    ahead.skipBlanks(newlines: false)
    return ahead.isAtWord("let") || ahead.isAtWord("mut") || ahead.isAtWord("def") || ahead.isAtWord("for")
      || ahead.isAtWord("while") || ahead.isAtWord("return") || ahead.isAtWord("use")
  }

  // MARK: nodes

  mutating func add(
    _ kind: NodeKind, _ start: Int, op: UInt8 = 0, a: UInt32 = 0, b: UInt32 = 0, c: UInt32 = 0, end: Int? = nil
  ) -> NodeID {
    tree.nodes.append(
      Node(
        kind: kind, op: op, start: UInt32(clamping: start), end: UInt32(clamping: end ?? scanner.position), a: a, b: b,
        c: c))
    return NodeID(tree.nodes.count - 1)
  }

  mutating func link(_ children: [NodeID]) -> (UInt32, UInt32) {
    let start = UInt32(tree.links.count)
    tree.links.append(contentsOf: children)
    return (start, UInt32(children.count))
  }

  mutating func listNode(_ kind: NodeKind, _ children: [NodeID], start: Int, op: UInt8 = 0, c: UInt32 = 0) -> NodeID {
    let (first, count) = link(children)
    return add(kind, start, op: op, a: first, b: count, c: c)
  }

  mutating func name(_ text: String) -> UInt32 { tree.symbols.number(of: text) }

  mutating func integer(_ value: Int64) -> UInt32 {
    tree.integers.append(value)
    return UInt32(tree.integers.count - 1)
  }

  // MARK: errors

  /// Tells an error that covers what stands at `start`; it is incomplete iff that reaches the end of the text.
  @discardableResult
  mutating func fail(_ code: String, _ message: String, at start: Int, help: String? = nil) -> ParseStop {
    if start >= scanner.bytes.count {
      report(code, message, Span(endOfLastToken, scanner.bytes.count), help: help)
      return ParseStop()
    }
    let length = max(1, tokenLength(at: start))
    report(code, message, Span(start, min(start + length, max(scanner.bytes.count, start))), help: help)
    return ParseStop()
  }

  mutating func report(_ code: String, _ message: String, _ span: Span, help: String? = nil) {
    let touchesEnd = Int(span.end) >= scanner.bytes.count
    let text = touchesEnd && Int(span.start) >= scanner.bytes.count ? message.replacingUnexpected() : message
    diagnostics.append(
      Diagnostic(
        code: code, message: text, source: tree.source, span: span, help: help, isIncomplete: touchesEnd))
  }

  /// Where the last thing that is not blank ends: what is missing at the end is shown there.
  private var endOfLastToken: Int {
    var end = scanner.bytes.count
    while end > 0, scanner.bytes[end - 1] == 0x20 || (scanner.bytes[end - 1] >= 0x09 && scanner.bytes[end - 1] <= 0x0D) { end -= 1 }
    return end
  }

  private func tokenLength(at start: Int) -> Int {
    var copy = scanner
    copy.position = min(start, scanner.bytes.count)
    return copy.wordLength()
  }

  /// What stands here, for messages: a word or one character.
  func tokenText() -> String {
    let length = scanner.wordLength()
    if length > 0 { return scanner.text(scanner.position, scanner.position + min(length, 40)) }
    return scanner.atEnd ? "end of the text" : scanner.text(scanner.position, scanner.position + 1)
  }

  /// Enters a bracket or block; too many inside each other are an error, not a crash.
  mutating func nest<Result>(
    _ start: Int, _ body: (inout Parser) throws(ParseStop) -> Result
  ) throws(ParseStop) -> Result {
    guard depth < nestingLimit else {
      report("E0105", "more than \(nestingLimit) brackets and blocks inside each other", Span(start, start + 1))
      skipRest()
      throw ParseStop()
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }

  /// After too deep nesting nothing that follows makes sense.
  private mutating func skipRest() { scanner.position = scanner.bytes.count }

  /// Takes a byte that must stand here.
  mutating func expect(_ byte: UInt8, _ what: String, opened: Int? = nil) throws(ParseStop) {
    skip()
    guard scanner.peek() == byte, !scanner.atEnd else {
      throw fail(
        "E0106", scanner.atEnd ? "\(what) is missing at the end" : "expected \(what), not `\(tokenText())`",
        at: scanner.position)
    }
    scanner.position += 1
  }

  /// Skips what is blank in the innermost bracket.
  mutating func skip() { scanner.skipBlanks(newlines: newlineIsBlank) }
}

extension String {
  /// "unexpected `end of the text`" reads better without the quotes.
  fileprivate func replacingUnexpected() -> String {
    self == "unexpected `end of the text`" ? "the text ends too early" : self
  }
}

/// The offset of the first byte that is not part of valid UTF-8; `allowCut` accepts a sequence cut off by the end.
func firstInvalidByte(_ bytes: UnsafeBufferPointer<UInt8>, allowCut: Bool = false) -> Int? {
  var at = 0
  while at < bytes.count {
    let byte = bytes[at]
    if byte < 0x80 {
      at += 1
      continue
    }
    guard let (length, low, high) = sequence(of: byte) else { return at }
    for offset in 1..<length {
      guard at + offset < bytes.count else { return allowCut ? nil : at }
      let next = bytes[at + offset]
      let lowest = offset == 1 ? low : 0x80
      let highest = offset == 1 ? high : 0xBF
      if next < lowest || next > highest { return at }
    }
    at += length
  }
  return nil
}

/// The length of a sequence that begins with a byte, and the bounds of its second byte.
private func sequence(of byte: UInt8) -> (Int, UInt8, UInt8)? {
  switch byte {
  case 0xC2...0xDF: (2, 0x80, 0xBF)
  case 0xE0: (3, 0xA0, 0xBF)
  case 0xE1...0xEC, 0xEE...0xEF: (3, 0x80, 0xBF)
  case 0xED: (3, 0x80, 0x9F)
  case 0xF0: (4, 0x90, 0xBF)
  case 0xF1...0xF3: (4, 0x80, 0xBF)
  case 0xF4: (4, 0x80, 0x8F)
  default: nil
  }
}
