internal import Base

/// Text in quotes.
extension Parser {
  /// A text in quotes, with its parts where it has `\( )`.
  @inline(never)
  mutating func string() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let quote = scanner.peek()
    scanner.position += 1
    var at = scanner.position
    while at < scanner.bytes.count {
      let byte = scanner.bytes[at]
      if byte == quote {
        scanner.position = at + 1
        return add(.text, start, a: name(start + 1, at))
      }
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") { return try escapedString(start) }
      at += 1
    }
    throw unterminated(start)
  }

  /// A text in double quotes that holds a backslash; the position is behind the quote.
  @inline(never)
  private mutating func escapedString(_ start: Int) throws(ParseStop) -> NodeID {
    // What escapes make of the part that is being read; where it has none, its bytes in the source are the text.
    var bytes: [UInt8] = []
    let mark = pending.count
    var partStart = scanner.position
    var runStart = partStart
    while true {
      if scanner.atEnd { throw unterminated(start) }
      let byte = scanner.peek()
      if byte == UInt8(ascii: "\"") { break }
      if byte != UInt8(ascii: "\\") {
        scanner.position += 1
      } else if scanner.peek(1) == UInt8(ascii: "(") {
        addPart(&bytes, partStart, runStart)
        scanner.position += 1
        let part = try embeddedPipe()
        pending.append(part)
        partStart = scanner.position
        runStart = partStart
      } else {
        bytes.append(contentsOf: scanner.slice(runStart, scanner.position))
        try escape(into: &bytes, start)
        runStart = scanner.position
      }
    }
    if pending.count == mark {
      let text = number(&bytes, runStart)
      scanner.position += 1
      return add(.text, start, a: text)
    }
    addPart(&bytes, partStart, runStart)
    scanner.position += 1
    return listNode(.template, from: mark, start: start)
  }

  /// The pipe inside `\( )`, from its opening bracket on.
  private mutating func embeddedPipe() throws(ParseStop) -> NodeID {
    readsRow = true
    return try bracketed(scanner.position) { (parser) throws(ParseStop) in
      if parser.scanner.peek() == UInt8(ascii: ")") {
        throw parser.fail(
          .emptyParentheses(opening: "\\("), at: parser.scanner.position, incomplete: false)
      }
      return try parser.pipe()
    }
  }

  /// Makes the text between two `\( )` a part, if there is any.
  private mutating func addPart(_ bytes: inout [UInt8], _ start: Int, _ runStart: Int) {
    if scanner.position == start { return }
    let part = add(.text, start, a: number(&bytes, runStart))
    pending.append(part)
  }

  /// The number of what escapes made and the run of bytes behind it; takes the bytes away.
  private mutating func number(_ bytes: inout [UInt8], _ runStart: Int) -> UInt32 {
    let run = scanner.slice(runStart, scanner.position)
    if bytes.isEmpty { return tree.symbols.number(of: run) }
    bytes.append(contentsOf: run)
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes.withUnsafeBufferPointer { tree.symbols.number(of: $0) }
  }

  @inline(never)
  private mutating func unterminated(_ start: Int) -> ParseStop {
    report(.unclosedText, Span(start, scanner.bytes.count), incomplete: true)
    return ParseStop()
  }

  // MARK: escapes

  @inline(never)
  private mutating func escape(into bytes: inout [UInt8], _ start: Int) throws(ParseStop) {
    let at = scanner.position
    scanner.position += 2
    if at + 1 >= scanner.bytes.count { throw unterminated(start) }
    switch scanner.bytes[at + 1] {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "t"): bytes.append(0x09)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "e"): bytes.append(0x1B)
    case UInt8(ascii: "0"): bytes.append(0x00)
    case UInt8(ascii: "\\"): bytes.append(UInt8(ascii: "\\"))
    case UInt8(ascii: "\""): bytes.append(UInt8(ascii: "\""))
    case UInt8(ascii: "u"): try unicodeEscape(into: &bytes, at)
    default: throw badEscape(at)
    }
  }

  @inline(never)
  private mutating func badEscape(_ at: Int) -> ParseStop {
    var end = at + 2
    while scanner.byte(end) & 0xC0 == 0x80 { end += 1 }
    let text = scanner.byte(at + 1) == UInt8(ascii: "\n") ? "\\ at the end of a line" : scanner.text(at, end)
    report(.unknownEscape(text), Span(at, end), incomplete: false)
    return ParseStop()
  }

  @inline(never)
  private mutating func unicodeEscape(into bytes: inout [UInt8], _ at: Int) throws(ParseStop) {
    var end = scanner.position
    if end < scanner.bytes.count, scanner.bytes[end] != UInt8(ascii: "{") {
      report(.unbracedEscape, Span(at, end), incomplete: false)
      throw ParseStop()
    }
    end += 1
    var value: UInt32 = 0
    let digits = end
    while end - digits < 7, let digit = hexDigitValue(scanner.byte(end)) {
      value = value << 4 | UInt32(digit)
      end += 1
    }
    if end >= scanner.bytes.count {
      report(.cutEscape, Span(at, scanner.bytes.count), incomplete: true)
      throw ParseStop()
    }
    guard scanner.bytes[end] == UInt8(ascii: "}"), end > digits, end - digits < 7,
      let scalar = Unicode.Scalar(value)
    else {
      report(.notAScalar, Span(at, end), incomplete: false)
      throw ParseStop()
    }
    bytes.append(contentsOf: UTF8.encode(scalar) ?? .init())
    scanner.position = end + 1
  }
}
