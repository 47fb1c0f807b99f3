/// Numbers, durations and dates in expressions, and words that are literals as a whole.
extension Parser {
  @inline(never)
  mutating func number(_ start: Int) throws(ParseStop) -> NodeID {
    let negative = scanner.peek() == UInt8(ascii: "-")
    let from = negative ? start + 1 : start
    if let value = digits(from) { return add(.int, start, a: integer(negative ? -value : value)) }
    var end = from
    while end < scanner.bytes.count, isNumberByte(end, from) { end += 1 }
    let rest = scanner.slice(from, end)
    if !negative, let length = dateLength(rest) { return try date(start, length) }
    guard !rest.isEmpty, let (literal, length) = NumberReader.number(rest, negative: negative) else {
      let end = max(end, start + 1)
      throw badNumber(.numberTooLarge(scanner.text(start, end)), start, end)
    }
    scanner.position = from + length
    if scanner.isClass(0, ByteClass.letter | ByteClass.digit) {
      let end = scanner.position + scanner.wordLength()
      throw badNumber(.notANumber(scanner.text(start, end)), start, end)
    }
    return literalNode(literal, start)
  }

  /// Takes an integer of nothing but digits that surely fits; nil where something else may stand here.
  private mutating func digits(_ from: Int) -> Int64? {
    var at = from
    var value: Int64 = 0
    while scanner.isClass(at: at, ByteClass.digit) {
      value = value &* 10 &+ Int64(scanner.bytes[at] &- 0x30)
      at += 1
    }
    guard at > from, at - from <= 18, !scanner.isClass(at: at, ByteClass.numberPart) else { return nil }
    scanner.position = at
    return value
  }

  @inline(never)
  private mutating func date(_ start: Int, _ length: Int) throws(ParseStop) -> NodeID {
    guard let date = NumberReader.date(scanner.slice(start, start + length)) else {
      let isDay = NumberReader.date(scanner.slice(start, start + 10)) != nil
      let end = start + length
      throw badNumber(.notADate(scanner.text(start, end)), start, end, mayGrow: isDay)
    }
    scanner.position = start + length
    return literalNode(date, start)
  }

  @inline(never)
  private mutating func badNumber(
    _ cause: SyntaxFault, _ start: Int, _ end: Int, mayGrow: Bool = true
  ) -> ParseStop {
    report(
      cause, Span(start, end), incomplete: mayGrow && end >= scanner.bytes.count && self.mayGrow(start, end))
    return ParseStop()
  }

  /// True iff digits, signs or an exponent end what was cut off: units and zones are one letter, or `ms`.
  private func mayGrow(_ start: Int, _ end: Int) -> Bool {
    guard scanner.isClass(at: end - 1, ByteClass.letter), scanner.byte(end - 1) != UInt8(ascii: "_") else {
      return true
    }
    let last = scanner.byte(end - 1) | 0x20
    return (last == UInt8(ascii: "e") || last == UInt8(ascii: "t"))
      && scanner.isClass(at: end - 2, ByteClass.digit)
  }

  /// Bytes that may belong to a number, duration or date; `..` ends it.
  private func isNumberByte(_ at: Int, _ from: Int) -> Bool {
    let byte = scanner.bytes[at]
    if scanner.classes[Int(byte)] & (ByteClass.letter | ByteClass.digit) != 0 { return true }
    switch byte {
    case UInt8(ascii: "."): return scanner.isClass(at: at + 1, ByteClass.digit)
    case UInt8(ascii: "-"), UInt8(ascii: "+"):
      return isDate(from) ? at - from < 32 : at > from && scanner.bytes[at - 1] | 0x20 == UInt8(ascii: "e")
    case UInt8(ascii: ":"): return isDate(from) && at - from > 12
    default: return false
    }
  }

  /// True iff four digits, two and two stand at a place, with `-` between them.
  private func isDate(_ at: Int) -> Bool {
    guard scanner.byte(at + 4) == UInt8(ascii: "-"), scanner.byte(at + 7) == UInt8(ascii: "-") else {
      return false
    }
    for offset in [0, 1, 2, 3, 5, 6, 8, 9] where !scanner.isClass(at: at + offset, ByteClass.digit) {
      return false
    }
    return !scanner.isClass(at: at + 10, ByteClass.digit)
  }

  /// The length of a date or instant at the beginning; nil where none is.
  private func dateLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    guard bytes.count > 10, bytes[10] | 0x20 == UInt8(ascii: "t") else { return 10 }
    return bytes.count
  }

  mutating func literalNode(_ literal: Literal, _ start: Int) -> NodeID {
    switch literal {
    case .null: return add(.null, start)
    case .bool(let value): return add(value ? .true : .false, start)
    case .int(let value): return add(.int, start, a: integer(value))
    case .float(let value):
      tree.floats.append(value)
      return add(.float, start, a: UInt32(tree.floats.count - 1))
    case .duration(let value): return add(.duration, start, a: integer(value))
    case .date(let value, let offset, let bare):
      let number = integer(value)
      return add(.date, start, op: bare ? 1 : 0, a: number, b: offset.map { UInt32(Int($0) + 1440) } ?? 0)
    case .range(let low, let high, let inclusive): return range(.int(low), .int(high), inclusive, start)
    case .dates(let low, let high, let inclusive):
      return range(Literal(low), Literal(high), inclusive, start)
    }
  }

  private mutating func range(_ low: Literal, _ high: Literal, _ inclusive: Bool, _ start: Int) -> NodeID {
    let left = literalNode(low, start)
    let right = literalNode(high, start)
    let op: BinaryOperator = inclusive ? .range : .rangeBelow
    return add(.binary, start, op: op.rawValue, a: left, b: right)
  }

  /// The word from `start` to the position: a literal if it is one as a whole, else text.
  mutating func wordLiteral(_ start: Int) -> NodeID {
    if let literal = Literal.read(scanner.slice(start, scanner.position)) {
      return literalNode(literal, start)
    }
    return add(.text, start, a: name(start, scanner.position))
  }
}
