internal import Base

/// `def` with its parameters and types.
extension Parser {
  @inline(never)
  mutating func definition(_ start: Int) throws(ParseStop) -> NodeID {
    let doc = name(docComment(before: start))
    skip()
    try refuseKeyword()
    let title = try takeName(.commandName)
    skip()
    let mark = pending.count
    pending.append(doc)
    pending.append(0)
    pending.append(0)
    try nest(scanner.position) { (parser) throws(ParseStop) in try parser.parameters() }
    skip()
    if scanner.isAt("->") {
      scanner.position += 2
      skip()
      pending[mark + 2] = try type()
    }
    pending[mark + 1] = try block()
    let (first, count) = link(from: mark)
    return add(.def, start, a: title, b: first, c: count)
  }

  /// A `def` with the name of a keyword could not be called.
  @inline(never)
  private mutating func refuseKeyword() throws(ParseStop) {
    guard let word = scanner.statementWord() ?? scanner.stageWord() else { return }
    throw fail(.keywordAsName("\(word)"), at: scanner.position)
  }

  /// The `#` lines directly above a place.
  private func docComment(before start: Int) -> String {
    var lines: [String] = []
    var lineStart = self.lineStart(start)
    while lineStart > scanner.textStart {
      let end = lineStart - 1
      let previous = self.lineStart(end)
      var at = previous
      while at < end, scanner.bytes[at] == 0x20 || scanner.bytes[at] == 0x09 { at += 1 }
      guard at < end, scanner.bytes[at] == UInt8(ascii: "#"), !isShebang(at) else { break }
      var from = at + 1
      if from < end, scanner.bytes[from] == 0x20 { from += 1 }
      lines.append(scanner.text(from, scanner.bytes[end - 1] == 0x0D && end > from ? end - 1 : end))
      lineStart = previous
    }
    return lines.isEmpty ? "" : joined(lines.reversed(), by: "\n")
  }

  private func lineStart(_ place: Int) -> Int {
    var at = place
    while at > scanner.textStart, scanner.bytes[at - 1] != UInt8(ascii: "\n") { at -= 1 }
    return at
  }

  private func isShebang(_ place: Int) -> Bool { place == scanner.textStart && scanner.isAt("#!", place) }

  /// `[ … ]`; the parameters are pending.
  private mutating func parameters() throws(ParseStop) {
    let opened = scanner.position
    guard scanner.peek() == UInt8(ascii: "["), !scanner.atEnd else {
      throw expected(.parameters)
    }
    scanner.position += 1
    while true {
      let before = scanner.position
      skipSeparators()
      if scanner.atEnd { throw unclosed(UInt8(ascii: "]"), opened) }
      if scanner.peek() == UInt8(ascii: "]") { break }
      if before == scanner.position, before > opened + 1 { throw missingBlank() }
      let parameter = try parameter()
      pending.append(parameter)
    }
    scanner.position += 1
  }

  private mutating func parameter() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var op: UInt8 = 0
    if scanner.isAt("...") {
      op = 1
      scanner.position += 3
    } else if scanner.isAt("--") {
      op = 2
      scanner.position += 2
    }
    let title = try takeName(.parameterName)
    let short = op == 2 ? try shortLetter() : 0
    var type: NodeID = 0
    var value: NodeID = 0
    if takeAhead(UInt8(ascii: ":")) { type = try self.type() }
    if op != 1, takeAhead(UInt8(ascii: "=")) { value = try defaultValue() }
    let mark = pending.count
    pending.append(type)
    pending.append(value)
    pending.append(short)
    let (first, count) = link(from: mark)
    return add(.parameter, start, op: op, a: title, b: first, c: count)
  }

  /// Takes a byte, and what is blank around it, if it stands next.
  private mutating func takeAhead(_ byte: UInt8) -> Bool {
    let at = scanner.afterBlanks(newlines: true)
    guard scanner.byte(at) == byte else { return false }
    scanner.skipBlanks(newlines: true)
    scanner.position += 1
    scanner.skipBlanks(newlines: true)
    return true
  }

  /// A default: an expression, or a word.
  private mutating func defaultValue() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.isClass(0, ByteClass.letter), !startsExpressionWord() {
      scanner.position += scanner.wordLength()
      return add(.text, start, a: name(start, scanner.position))
    }
    let outer = (newlineIsBlank, flagsEnd)
    (newlineIsBlank, flagsEnd) = (true, true)
    defer { (newlineIsBlank, flagsEnd) = outer }
    return try expression()
  }

  private mutating func shortLetter() throws(ParseStop) -> UInt32 {
    let at = scanner.afterBlanks(newlines: true)
    guard scanner.byte(at) == UInt8(ascii: "(") else { return 0 }
    scanner.skipBlanks(newlines: true)
    scanner.position += 1
    guard scanner.peek() == UInt8(ascii: "-"), scanner.isClass(1, ByteClass.letter) else {
      throw expected(.shortFlag)
    }
    let letter = UInt32(scanner.peek(1))
    scanner.position += 2
    try expect(UInt8(ascii: ")"), opened: at)
    return letter
  }

  mutating func type() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let title = try takeName(.type)
    let mark = pending.count
    if scanner.peek() == UInt8(ascii: "<") {
      scanner.position += 1
      try nest(start) { (parser) throws(ParseStop) in
        repeat {
          parser.skipSeparators()
          let argument = try parser.type()
          parser.pending.append(argument)
          parser.scanner.skipBlanks(newlines: true)
        } while parser.scanner.peek() == UInt8(ascii: ",")
      }
      guard scanner.peek() == UInt8(ascii: ">") else { throw expected(.closing(">")) }
      scanner.position += 1
    }
    let optional: UInt8 = scanner.peek() == UInt8(ascii: "?") ? 1 : 0
    if optional == 1 { scanner.position += 1 }
    let (first, count) = link(from: mark)
    return add(.type, start, op: optional, a: title, b: first, c: count)
  }
}
