/// Words that begin statements or stages: no command can have such a name.
extension Scanner {
  /// The word here that begins a statement.
  func statementWord() -> StaticString? {
    switch peek() {
    case UInt8(ascii: "b"): isAtWord("break") ? "break" : nil
    case UInt8(ascii: "c"): isAtWord("continue") ? "continue" : nil
    case UInt8(ascii: "d"): isAtWord("def") ? "def" : nil
    case UInt8(ascii: "f"): isAtWord("for") ? "for" : nil
    case UInt8(ascii: "l"): isAtWord("let") ? "let" : nil
    case UInt8(ascii: "m"): isAtWord("mut") ? "mut" : nil
    case UInt8(ascii: "r"): isAtWord("return") ? "return" : nil
    case UInt8(ascii: "t"): isAtWord("throw") ? "throw" : nil
    case UInt8(ascii: "u"): isAtWord("use") ? "use" : nil
    case UInt8(ascii: "w"): isAtWord("while") ? "while" : nil
    default: nil
    }
  }

  /// The word here that begins a stage, or is a value.
  func stageWord() -> StaticString? {
    switch peek() {
    case UInt8(ascii: "f"): isAtWord("false") ? "false" : nil
    case UInt8(ascii: "i"): isAtWord("if") ? "if" : nil
    case UInt8(ascii: "m"): isAtWord("match") ? "match" : nil
    case UInt8(ascii: "n"): isAtWord("null") ? "null" : isAtWord("not") ? "not" : nil
    case UInt8(ascii: "t"): isAtWord("try") ? "try" : isAtWord("true") ? "true" : nil
    default: nil
    }
  }
}

extension Parser {
  /// One statement.
  mutating func statement() throws(ParseStop) -> NodeID {
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "$"): return try assignmentOrPipe(start)
    case UInt8(ascii: "a")...UInt8(ascii: "z"):
      if let statement = try keywordStatement(start) { return statement }
      return try pipe()
    default: return try pipe()
    }
  }

  /// A statement that begins with a keyword of its own; nil where none stands here.
  private mutating func keywordStatement(_ start: Int) throws(ParseStop) -> NodeID? {
    switch scanner.peek() {
    case UInt8(ascii: "l"): return takeKeyword("let") ? try letStatement(start) : nil
    case UInt8(ascii: "m"): return takeKeyword("mut") ? try mutStatement(start) : nil
    case UInt8(ascii: "d"): return takeKeyword("def") ? try definition(start) : nil
    case UInt8(ascii: "u"): return takeKeyword("use") ? try useStatement(start) : nil
    case UInt8(ascii: "f"): return takeKeyword("for") ? try forStatement(start) : nil
    case UInt8(ascii: "w"): return takeKeyword("while") ? try whileStatement(start) : nil
    case UInt8(ascii: "r"): return takeKeyword("return") ? try returnStatement(start) : nil
    case UInt8(ascii: "b"): return takeKeyword("break") ? add(.break, start) : nil
    case UInt8(ascii: "c"): return takeKeyword("continue") ? add(.continue, start) : nil
    case UInt8(ascii: "t"):
      if scanner.isAtWord("test"), isQuoteAhead(4), takeKeyword("test") { return try testStatement(start) }
      return takeKeyword("throw") ? try throwStatement(start) : nil
    default: return nil
    }
  }

  private mutating func takeKeyword(_ word: StaticString) -> Bool {
    guard scanner.isAtWord(word) else { return false }
    scanner.position += word.utf8CodeUnitCount
    return true
  }

  private func isQuoteAhead(_ length: Int) -> Bool {
    let byte = scanner.byte(scanner.afterBlanks(newlines: false, from: scanner.position + length))
    return byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
  }

  @inline(never)
  private mutating func letStatement(_ start: Int) throws(ParseStop) -> NodeID {
    skip()
    let pattern = try bindingPattern()
    try equals("let")
    let value = try pipe()
    return add(.bind, start, a: pattern, b: value)
  }

  @inline(never)
  private mutating func mutStatement(_ start: Int) throws(ParseStop) -> NodeID {
    skip()
    let variable = try takeName(.name)
    try equals("mut")
    let value = try pipe()
    return add(.mutable, start, a: variable, b: value)
  }

  private mutating func equals(_ keyword: String) throws(ParseStop) {
    skip()
    guard scanner.peek() == UInt8(ascii: "="), scanner.peek(1) != UInt8(ascii: "=") else {
      throw expected(
        .equals(keyword: keyword), scanner.isAt(":=") ? .colonEquals(keyword: keyword) : nil)
    }
    scanner.position += 1
    scanner.skipBlanks(newlines: true)
  }

  // MARK: assignments

  /// `PLACE = …` and its kin, or a pipe that begins with a value.
  private mutating func assignmentOrPipe(_ start: Int) throws(ParseStop) -> NodeID {
    let place = try postfix()
    let at = scanner.afterBlanks(newlines: newlineIsBlank)
    guard let (op, length) = assignmentOperator(at) else {
      let value = try operators(behind: place, start, minimum: .or)
      return try pipe(from: value, start)
    }
    scanner.position = at
    try checkPlace(place)
    scanner.position += length
    scanner.skipBlanks(newlines: true)
    let value = try pipe()
    return add(.assign, start, op: op, a: place, b: value)
  }

  private func assignmentOperator(_ at: Int) -> (UInt8, Int)? {
    let next = scanner.byte(at + 1)
    if scanner.byte(at) == UInt8(ascii: "=") {
      return next == UInt8(ascii: "=") || next == UInt8(ascii: "~") || next == UInt8(ascii: ">")
        ? nil : (0, 1)
    }
    guard next == UInt8(ascii: "=") else { return nil }
    switch scanner.byte(at) {
    case UInt8(ascii: "+"): return (BinaryOperator.add.rawValue + 1, 2)
    case UInt8(ascii: "-"): return (BinaryOperator.subtract.rawValue + 1, 2)
    case UInt8(ascii: "*"): return (BinaryOperator.multiply.rawValue + 1, 2)
    case UInt8(ascii: "/"): return (BinaryOperator.divide.rawValue + 1, 2)
    default: return nil
    }
  }

  @inline(never)
  private mutating func checkPlace(_ id: NodeID) throws(ParseStop) {
    var node = tree[id]
    while node.kind == .field || node.kind == .index {
      if node.op == 1 {
        report(.questionInPlace, node.span, incomplete: false)
        throw ParseStop()
      }
      node = tree[node.a]
    }
  }

  // MARK: use, test, flow

  @inline(never)
  private mutating func useStatement(_ start: Int) throws(ParseStop) -> NodeID {
    skip()
    let path = try constantString(.path, missing: .pathUnquoted)
    var alias: UInt32 = 0
    let at = scanner.afterBlanks(newlines: false)
    if scanner.isAtWord("as", at) {
      scanner.position = at + 2
      skip()
      alias = try takeName(.name) + 1
    }
    return add(.use, start, a: path, b: alias)
  }

  @inline(never)
  private mutating func testStatement(_ start: Int) throws(ParseStop) -> NodeID {
    skip()
    let title = try constantString(.title, missing: .titleUnquoted)
    let block = try block()
    return add(.test, start, a: title, b: block)
  }

  /// The number of the text of a string without `\( )`, which must stand here.
  @inline(never)
  private mutating func constantString(_ what: Constant, missing: SyntaxFault) throws(ParseStop) -> UInt32 {
    let start = scanner.position
    guard scanner.peek() == UInt8(ascii: "\"") || scanner.peek() == UInt8(ascii: "'") else {
      throw fail(missing, at: start)
    }
    let text = try string()
    guard tree[text].kind == .text else {
      report(.calculated(what), tree[text].span, incomplete: false)
      throw ParseStop()
    }
    return tree[text].a
  }

  @inline(never)
  private mutating func forStatement(_ start: Int) throws(ParseStop) -> NodeID {
    skip()
    let pattern = try bindingPattern()
    skip()
    guard scanner.isAtWord("in") else { throw expected(.inOfFor) }
    scanner.position += 2
    skip()
    let source = try expression()
    let body = try block()
    return add(.forIn, start, a: pattern, b: source, c: body)
  }

  @inline(never)
  private mutating func whileStatement(_ start: Int) throws(ParseStop) -> NodeID {
    skip()
    let condition = try subject(.condition)
    let body = try block()
    return add(.whileLoop, start, a: condition, b: body)
  }

  @inline(never)
  private mutating func returnStatement(_ start: Int) throws(ParseStop) -> NodeID {
    let at = scanner.afterBlanks(newlines: false)
    let byte = scanner.byte(at)
    if at >= scanner.bytes.count || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";")
      || byte == UInt8(ascii: "}")
    {
      return add(.return, start)
    }
    skip()
    let value = try pipe()
    return add(.return, start, a: value)
  }

  @inline(never)
  private mutating func throwStatement(_ start: Int) throws(ParseStop) -> NodeID {
    skip()
    let value = try pipe()
    return add(.throwing, start, a: value)
  }

  /// The condition of `if` and `while` or the subject of `match`: a bare name there is a habit from elsewhere.
  @inline(never)
  mutating func subject(_ what: Subject) throws(ParseStop) -> NodeID {
    if scanner.isClass(0, ByteClass.letter), !startsExpressionWord() {
      throw fail(.wordAsSubject(token(), what), at: scanner.position)
    }
    return try expression()
  }

  /// True iff a word that may begin an expression stands here.
  func startsExpressionWord() -> Bool {
    scanner.isAtWord("not") || scanner.isAtWord("true") || scanner.isAtWord("false")
      || scanner.isAtWord("null")
  }

  // MARK: names and blocks

  /// The number of a name that must stand here.
  mutating func takeName(_ what: Awaited) throws(ParseStop) -> UInt32 {
    let start = scanner.position
    let length = scanner.nameLength()
    if scanner.byte(start + length) >= 0x80 { throw otherLetters(what == .key) }
    guard length > 0 else {
      throw expected(
        what, scanner.peek() == UInt8(ascii: "$") ? .dollarBeforeNewName : nil)
    }
    scanner.position += length
    return name(start, start + length)
  }

  /// A block: its `{` stands on the line of its keyword.
  mutating func block() throws(ParseStop) -> NodeID {
    scanner.skipBlanks(newlines: false)
    if scanner.peek() == UInt8(ascii: "\n"),
      scanner.byte(scanner.afterBlanks(newlines: true)) == UInt8(ascii: "{")
    {
      fail(.blockOnNextLine, at: scanner.position, incomplete: false)
      scanner.skipBlanks(newlines: true)
    }
    guard scanner.peek() == UInt8(ascii: "{") else { throw expected(.block) }
    let start = scanner.position
    return try nest(start) { (parser) throws(ParseStop) in
      parser.scanner.position += 1
      return try parser.blockRest(start, opened: start)
    }
  }

  /// The statements of a block and its `}`; the `{` is taken.
  mutating func blockRest(_ start: Int, opened: Int) throws(ParseStop) -> NodeID {
    let block = body(until: UInt8(ascii: "}"), start: start)
    guard scanner.peek() == UInt8(ascii: "}"), !scanner.atEnd else {
      throw unclosed(UInt8(ascii: "}"), opened)
    }
    scanner.position += 1
    tree.nodes[Int(block)].end = UInt32(truncatingIfNeeded: scanner.position)
    return block
  }
}
