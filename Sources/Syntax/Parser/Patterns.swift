/// Patterns: what `let`, `for` and closures bind, and what the arms of `match` compare with.
extension Parser {
  /// What `let`, `for` and closures bind.
  mutating func bindingPattern() throws(ParseStop) -> NodeID { try pattern(values: false) }

  /// What an arm of `match` compares with: literals, and `$name` to bind.
  mutating func matchPattern() throws(ParseStop) -> NodeID { try pattern(values: true) }

  private mutating func pattern(values: Bool) throws(ParseStop) -> NodeID {
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "["):
      return try nest(start) { (parser) throws(ParseStop) in try parser.listPattern(start, values: values) }
    case UInt8(ascii: "{"):
      return try nest(start) { (parser) throws(ParseStop) in try parser.recordPattern(start, values: values) }
    default: return values ? try valuePattern(start) : try namePattern(start)
    }
  }

  private mutating func namePattern(_ start: Int) throws(ParseStop) -> NodeID {
    let isAny = scanner.peek() == UInt8(ascii: "_") && scanner.nameLength() == 1
    let title = try takeName(.name)
    return isAny ? add(.bindAny, start) : add(.bindName, start, a: title)
  }

  private mutating func valuePattern(_ start: Int) throws(ParseStop) -> NodeID {
    switch scanner.peek() {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let value = try string()
      guard tree[value].kind == .text else {
        report(.calculated(.pattern), tree[value].span, incomplete: false)
        throw ParseStop()
      }
      return add(.matchValue, start, a: value)
    case UInt8(ascii: "$"):
      scanner.position += 1
      let title = try takeName(.name)
      return add(.bindName, start, a: title)
    default:
      let length = scanner.wordLength()
      guard length > 0, !scanner.isAt("=>") else { throw expected(.pattern) }
      scanner.position += length
      if length == 1, scanner.byte(start) == UInt8(ascii: "_") { return add(.bindAny, start) }
      return try wordPattern(start)
    }
  }

  private mutating func listPattern(_ start: Int, values: Bool) throws(ParseStop) -> NodeID {
    scanner.position += 1
    let mark = pending.count
    var rest: UInt32 = 0
    var anonymous: UInt8 = 0
    while true {
      skipSeparators()
      if scanner.atEnd { throw unclosed(UInt8(ascii: "]"), start) }
      if scanner.peek() == UInt8(ascii: "]") { break }
      if scanner.isAt("...") {
        scanner.position += 3
        if values, scanner.peek() == UInt8(ascii: "$") {
          scanner.position += 1
          rest = try takeName(.name) + 1
        } else if !values, scanner.isClass(0, ByteClass.letter) {
          rest = try takeName(.name) + 1
        } else {
          anonymous = 1
        }
        skipSeparators()
        guard scanner.peek() == UInt8(ascii: "]") else { throw expected(.endOfRest) }
        break
      }
      let item = try pattern(values: values)
      pending.append(item)
    }
    scanner.position += 1
    return listNode(.bindList, from: mark, start: start, op: anonymous, c: rest)
  }

  private mutating func recordPattern(_ start: Int, values: Bool) throws(ParseStop) -> NodeID {
    scanner.position += 1
    let mark = pending.count
    while true {
      skipSeparators()
      if scanner.atEnd { throw unclosed(UInt8(ascii: "}"), start) }
      if scanner.peek() == UInt8(ascii: "}") { break }
      let field = try fieldPattern(values: values)
      pending.append(field)
    }
    scanner.position += 1
    return listNode(.bindRecord, from: mark, start: start)
  }

  private mutating func fieldPattern(values: Bool) throws(ParseStop) -> NodeID {
    let start = scanner.position
    let isName = scanner.isClass(0, ByteClass.letter)
    let key = try self.key()
    let end = scanner.position
    scanner.skipBlanks(newlines: true)
    if scanner.peek() == UInt8(ascii: ":") {
      scanner.position += 1
      scanner.skipBlanks(newlines: true)
      let pattern = try self.pattern(values: values)
      return add(.bindField, start, a: key, b: pattern)
    }
    guard isName else {
      report(.keyAsName(tree.text(key)), Span(start, end), incomplete: scanner.atEnd)
      throw ParseStop()
    }
    return add(.bindField, start, a: key)
  }

  /// Blanks and commas between items of a list, record, pattern or parameters.
  mutating func skipSeparators() {
    while true {
      scanner.skipBlanks(newlines: true)
      guard scanner.peek() == UInt8(ascii: ",") else { return }
      scanner.position += 1
    }
  }
}
