/// The result of parsing: a tree, with holes where it failed, and diagnostics.
package struct Parsed: Sendable {
  /// The nodes of the whole text, with `none` nodes where parsing failed.
  package let tree: Tree
  /// The errors and warnings, in the order of the text.
  package let diagnostics: [Diagnostic]

  /// Whether there is an error, and not only warnings.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// True iff all that is wrong is that the text ends too early: the prompt asks for more.
  ///
  /// A prompt parses what was typed with the newline that ended it: a word before it is not cut off.
  package var isIncomplete: Bool {
    var errors = false
    for diagnostic in diagnostics where diagnostic.severity == .error {
      guard diagnostic.isIncomplete else { return false }
      errors = true
    }
    return errors
  }
}

/// Parses a source text.
///
/// Never fails: errors are in the result, several in one pass.
///
/// - Parameter nesting: how many brackets and blocks may stand inside each other.
package func parse(_ source: Source, nesting: Int = 200) -> Parsed {
  source.bytes.withUnsafeBufferPointer { bytes in
    ByteClass.table.withUnsafeBufferPointer { classes in
      guard let base = classes.baseAddress else { return Parsed(tree: Tree(source: source), diagnostics: []) }
      var parser = Parser(
        source: source, scanner: Scanner(bytes: bytes, classes: base), nestingLimit: nesting)
      defer { parser.pending.free() }
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
  /// Whether a row is in scope: then `.name` is its field wherever a value or word may stand.
  var overRow = false
  /// Set by what depends on the current row, and by parentheses: they are calculated anew for each row.
  var readsRow = false
  /// Where the name stands of the command whose arguments are read.
  var callee: Span?
  /// Brackets and blocks that are open.
  var depth = 0
  let nestingLimit: Int
  /// The height of the tree of what was parsed last: what walks trees recursively must not meet a taller one.
  var height = 0
  var lookAhead = LookAhead()
  /// Set when nothing that follows makes sense: no more errors are reported.
  var isAbandoned = false
  /// Children of nodes that are not finished yet; each list is above the mark at which it began.
  var pending = NodeStack()

  init(source: Source, scanner: Scanner, nestingLimit: Int) {
    tree = Tree(source: source)
    self.scanner = scanner
    self.nestingLimit = nestingLimit
  }

  mutating func program() {
    if !validText() { return }
    if scanner.isAt("\u{FEFF}") { scanner.textStart = 3 }
    scanner.position = scanner.textStart
    if scanner.isAt("#!") { scanner.skipComment() }
    editionLine()
    tree.root = body(until: nil, start: 0)
    tree.comments = scanner.comments
  }

  /// Text is UTF-8; other bytes are an error at their place.
  private mutating func validText() -> Bool {
    guard let offset = firstInvalidByte(scanner.bytes) else { return true }
    let isCut = scanner.bytes.count - offset < 4 && firstInvalidByte(scanner.bytes, allowCut: true) == nil
    report(
      .notUTF8(offset: offset, byte: scanner.bytes[offset]),
      Span(offset, isCut ? scanner.bytes.count : offset + 1), incomplete: isCut)
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
    if text == "1" {
      do throws(ParseStop) { try endOfStatement(nil) } catch { recover(from: numberStart, close: nil) }
      return
    }
    report(
      .unknownEdition(text), Span(start, scanner.position), incomplete: text.isEmpty && scanner.atEnd)
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

  /// The block of the statements up to a closing byte (not taken) or the end of the text; each error is told and
  /// skipped.
  mutating func body(until close: UInt8?, start: Int) -> NodeID {
    let outer = (newlineIsBlank, flagsEnd)
    newlineIsBlank = false
    flagsEnd = false
    defer { (newlineIsBlank, flagsEnd) = outer }
    let mark = pending.count
    var tallest = 0
    while true {
      height = 0
      skipEnds()
      if isAbandoned { scanner.position = scanner.bytes.count }
      if scanner.atEnd || (close != nil && scanner.peek() == close) { break }
      let start = scanner.position
      var kept = pending.count
      do throws(ParseStop) {
        let statement = try statement()
        pending.append(statement)
        kept += 1
        try endOfStatement(close)
      } catch {
        pending.drop(to: kept)
        recover(from: start, close: close)
      }
      tallest = max(tallest, height)
    }
    height = tallest
    return listNode(.block, from: mark, start: start)
  }

  private mutating func endOfStatement(_ close: UInt8?) throws(ParseStop) {
    scanner.skipBlanks(newlines: false)
    if scanner.atEnd { return }
    let byte = scanner.peek()
    if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") || byte == close { return }
    throw unexpected()
  }

  /// Goes on behind a statement that failed: at the next line outside the brackets that it opened, at the closing
  /// byte of its body, or at a line that begins with a keyword of statements, also if an open bracket swallowed it.
  @inline(never)
  private mutating func recover(from start: Int, close: UInt8?) {
    if isAbandoned { return }
    let failed = max(scanner.position, start + (scanner.atEnd ? 0 : 1))
    scanner.position = start
    var level = 0
    var swallowed: (place: Int, level: Int)?
    while !scanner.atEnd {
      let byte = scanner.peek()
      if scanner.position >= failed {
        if let swallowed {
          scanner.position = swallowed.place
          return
        }
        if byte == UInt8(ascii: "\n"), level <= 0 || isStatementLine { return }
        if byte == UInt8(ascii: ";"), level <= 0 { return }
        if level <= 0, byte == close { return }
      }
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "("), UInt8(ascii: "["): level += 1
      case UInt8(ascii: "}"), UInt8(ascii: ")"), UInt8(ascii: "]"):
        level -= 1
        if let line = swallowed, level < line.level { swallowed = nil }
      case UInt8(ascii: "\n"): swallowed = level > 0 && isStatementLine ? (scanner.position, level) : nil
      case UInt8(ascii: "\""), UInt8(ascii: "'"): skipQuoted(byte)
      case UInt8(ascii: "#") where scanner.mayBeginComment(scanner.position):
        scanner.skipComment()
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
    let at = scanner.afterBlanks(newlines: false, from: scanner.position + 1)
    return scanner.isAtWord("let", at) || scanner.isAtWord("mut", at) || scanner.isAtWord("def", at)
      || scanner.isAtWord("for", at) || scanner.isAtWord("while", at) || scanner.isAtWord("return", at)
      || scanner.isAtWord("use", at)
  }

  // MARK: nodes

  @inline(__always)
  mutating func add(
    _ kind: NodeKind, _ start: Int, op: UInt8 = 0, a: UInt32 = 0, b: UInt32 = 0, c: UInt32 = 0
  ) -> NodeID {
    let node = Node(
      kind: kind, op: op, start: UInt32(truncatingIfNeeded: start),
      end: UInt32(truncatingIfNeeded: scanner.position),
      a: a, b: b, c: c)
    tree.nodes.append(node)
    return NodeID(truncatingIfNeeded: tree.nodes.count - 1)
  }

  /// Makes a list of the pending children above a mark.
  mutating func link(from mark: Int) -> (UInt32, UInt32) {
    let start = UInt32(truncatingIfNeeded: tree.links.count)
    let count = UInt32(truncatingIfNeeded: pending.count - mark)
    if count == 1 {
      tree.links.append(pending[mark])
    } else {
      tree.links.append(contentsOf: pending.above(mark))
    }
    pending.drop(to: mark)
    return (start, count)
  }

  mutating func listNode(
    _ kind: NodeKind, from mark: Int, start: Int, op: UInt8 = 0, c: UInt32 = 0
  ) -> NodeID {
    let (first, count) = link(from: mark)
    return add(kind, start, op: op, a: first, b: count, c: c)
  }

  /// The number of the text between two places.
  mutating func name(_ start: Int, _ end: Int) -> UInt32 {
    tree.symbols.number(of: scanner.slice(start, end))
  }

  mutating func name(_ text: String) -> UInt32 { tree.symbols.number(of: text) }

  mutating func integer(_ value: Int64) -> UInt32 {
    tree.integers.append(value)
    return UInt32(tree.integers.count - 1)
  }

  /// Skips what is blank in the innermost bracket.
  mutating func skip() { scanner.skipBlanks(newlines: newlineIsBlank) }

  // MARK: limits

  /// Enters a bracket or block; too many inside each other are an error, not a crash.
  mutating func nest<Result>(
    _ start: Int, _ body: (inout Parser) throws(ParseStop) -> Result
  ) throws(ParseStop) -> Result {
    guard depth < nestingLimit else {
      throw abandon(.tooManyBrackets(limit: nestingLimit), at: start)
    }
    depth += 1
    let outer = height
    height = 0
    defer {
      depth -= 1
      height = max(outer, height + 1)
    }
    return try body(&self)
  }

  /// Counts one more operator, field or index in a row, above what was parsed before.
  mutating func rise(_ left: Int, _ start: Int) throws(ParseStop) {
    height = max(left, height) + 1
    if height > Parser.heightLimit {
      throw abandon(.tooManyOperators(limit: Parser.heightLimit), at: start)
    }
  }

  private static let heightLimit = 1000

  /// Behind what is too deep nothing makes sense: the rest is not read.
  @inline(never)
  private mutating func abandon(_ cause: SyntaxFault, at start: Int) -> ParseStop {
    report(cause, Span(start, start + 1), incomplete: false)
    isAbandoned = true
    scanner.position = scanner.bytes.count
    return ParseStop()
  }
}
