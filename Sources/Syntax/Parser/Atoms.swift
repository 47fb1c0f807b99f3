/// Values with their fields and indices.
extension Parser {
  /// An atom with its fields and indices, which follow without a blank.
  mutating func postfix() throws(ParseStop) -> NodeID {
    let outer = height
    height = 0
    defer { height = max(outer, height) }
    let start = scanner.position
    var base = try atom()
    while true {
      switch scanner.peek() {
      case UInt8(ascii: ".") where scanner.peek(1) != UInt8(ascii: "."):
        scanner.position += 1
        let key = try self.key()
        try rise(height, start)
        let optional = takeQuestion()
        // `$it` is the row, so that `$it.name` is `.name`.
        base =
          isRow(base)
          ? add(.rowField, start, op: optional, a: key) : add(.field, start, op: optional, a: base, b: key)
        if scanner.peek() == UInt8(ascii: "(") {
          throw fail(.method(tree.text(key)), at: scanner.position, incomplete: false)
        }
      case UInt8(ascii: "["):
        let open = scanner.position
        let left = height
        height = 0
        let inner = try bracketed(open) { (parser) throws(ParseStop) in try parser.expression() }
        try rise(left, start)
        let optional = takeQuestion()
        base = add(.index, start, op: optional, a: base, b: inner)
      default: return base
      }
    }
  }

  /// True iff a node is `$it` where that is the row.
  @inline(__always)
  private func isRow(_ id: NodeID) -> Bool {
    overRow && tree[id].kind == .variable && isName(tree[id].span, "$it")
  }

  private func isName(_ span: Span, _ text: StaticString) -> Bool {
    Int(span.end - span.start) == text.utf8CodeUnitCount && scanner.isAt(text, Int(span.start))
  }

  /// `?` behind a field or index; `??` is always the operator, `???` is `?` and `??`.
  mutating func takeQuestion() -> UInt8 {
    guard scanner.peek() == UInt8(ascii: "?") else { return 0 }
    if scanner.peek(1) == UInt8(ascii: "?"), scanner.peek(2) != UInt8(ascii: "?") { return 0 }
    scanner.position += 1
    return 1
  }

  /// Something in `[ ]` or `( )`: newlines are blanks inside.
  mutating func bracketed(
    _ open: Int, _ body: (inout Parser) throws(ParseStop) -> NodeID
  ) throws(ParseStop) -> NodeID {
    let isSquare = scanner.byte(open) == UInt8(ascii: "[")
    return try nest(open) { (parser) throws(ParseStop) in
      let outer = (parser.newlineIsBlank, parser.flagsEnd)
      defer { (parser.newlineIsBlank, parser.flagsEnd) = outer }
      parser.newlineIsBlank = true
      parser.flagsEnd = false
      parser.scanner.position += 1
      parser.skip()
      let value = try body(&parser)
      try parser.expect(UInt8(ascii: isSquare ? "]" : ")"), opened: open)
      return value
    }
  }

  /// The number of a key: a name, a text or a number.
  @inline(never)
  mutating func key() throws(ParseStop) -> UInt32 {
    let start = scanner.position
    if scanner.peek() == UInt8(ascii: "\"") || scanner.peek() == UInt8(ascii: "'") {
      let text = try string()
      guard tree[text].kind == .text else {
        report(.calculated(.key), tree[text].span, incomplete: false)
        throw ParseStop()
      }
      return tree[text].a
    }
    if scanner.isClass(0, ByteClass.digit) {
      while scanner.isClass(0, ByteClass.digit) { scanner.position += 1 }
      return name(start, scanner.position)
    }
    return try takeName(.key)
  }

  private mutating func atom() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.atEnd { throw expected(.value) }
    switch scanner.peek() {
    case UInt8(ascii: "$"): return try variable(start)
    case UInt8(ascii: "("): return try parenthesis(start)
    case UInt8(ascii: "["): return try nest(start) { (parser) throws(ParseStop) in try parser.list(start) }
    case UInt8(ascii: "{"):
      return try nest(start) { (parser) throws(ParseStop) in
        parser.scanner.peek(1) == UInt8(ascii: "|") ? try parser.closure(start) : try parser.record(start)
      }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string()
    case UInt8(ascii: "."): return try rowField(start)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return try number(start)
    default: return try wordAtom(start)
    }
  }

  private mutating func parenthesis(_ start: Int) throws(ParseStop) -> NodeID {
    readsRow = true
    return try bracketed(start) { (parser) throws(ParseStop) in
      if parser.scanner.peek() == UInt8(ascii: ")") {
        throw parser.fail(.emptyParentheses(opening: "("), at: start, incomplete: false)
      }
      return try parser.pipe()
    }
  }

  @inline(never)
  private mutating func rowField(_ start: Int) throws(ParseStop) -> NodeID {
    guard isFieldStart(0), overRow || !scanner.isClass(1, ByteClass.digit) else {
      throw expected(.value, hintForDot())
    }
    readsRow = true
    scanner.position += 1
    let key = try self.key()
    let optional = takeQuestion()
    return add(.rowField, start, op: optional, a: key)
  }

  /// `.5` is a number elsewhere, `.größe` lacks its quotes.
  private func hintForDot() -> SyntaxHint {
    if scanner.isClass(1, ByteClass.digit) { return .digitMissing(token: token()) }
    if let word = wordOfOtherLetters(scanner.position + 1) { return .otherLetters(word) }
    return .stray(token())
  }

  @inline(never)
  private mutating func wordAtom(_ start: Int) throws(ParseStop) -> NodeID {
    if scanner.isAtWord("true") { return constant(.true, 4) }
    if scanner.isAtWord("false") { return constant(.false, 5) }
    if scanner.isAtWord("null") { return constant(.null, 4) }
    let token = token()
    guard scanner.nameLength() > 0 else {
      // `where .name = "x"`: the operator before took nothing, so a `=` here is half of `==`.
      throw expected(.value, hintForSigns() ?? (token == "=" ? .equalsCompares : .stray(token)))
    }
    if scanner.isAtWord("not") {
      throw fail(.notAsValue, at: start)
    }
    throw fail(.wordAsValue(token, overRow: flagsEnd), at: start)
  }

  /// The hint for an operator that other languages have; its first sign may be read already.
  private func hintForSigns() -> SyntaxHint? {
    func isSign(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"),
        UInt8(ascii: "!"), UInt8(ascii: "~"), UInt8(ascii: "&"), UInt8(ascii: "^"), UInt8(ascii: ":"):
        true
      default: false
      }
    }
    var start = scanner.position
    while start > scanner.textStart, isSign(scanner.byte(start - 1)) { start -= 1 }
    var end = scanner.position
    while isSign(scanner.byte(end)) { end += 1 }
    guard end - start > 1 || end == start + 1 && scanner.peek() == UInt8(ascii: "!") else { return nil }
    let sign = scanner.text(start, end)
    return Habits.helpForOperator(sign) == nil ? nil : .sign(sign)
  }

  private mutating func constant(_ kind: NodeKind, _ length: Int) -> NodeID {
    let start = scanner.position
    scanner.position += length
    return add(kind, start)
  }

  @inline(never)
  private mutating func variable(_ start: Int) throws(ParseStop) -> NodeID {
    switch scanner.peek(1) {
    case UInt8(ascii: "("):
      throw fail(.dollarBeforeParenthesis, at: start, incomplete: false)
    case UInt8(ascii: "{"):
      throw fail(.bracedVariable, at: start, incomplete: false)
    default: break
    }
    scanner.position += 1
    if !scanner.isClass(0, ByteClass.letter), Habits.helpForDollar(token()) != nil {
      throw expected(.variableName, .dollar(token()))
    }
    let title = try takeName(.variableName)
    let variable = add(.variable, start, a: title)
    if isName(tree[variable].span, "$it") { readsRow = true }
    return variable
  }
}
