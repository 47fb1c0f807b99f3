/// The commands whose arguments are read over the current row: the only ones that change how text is parsed.
package enum RowCommands {
  /// Take an expression up to the end of the stage.
  package static let conditions: Set<String> = [
    "where", "assert", "any", "all", "take-while", "skip-while", "partition",
  ]
  /// Take postfix expressions and parentheses over the row, beside words.
  package static let values: Set<String> = [
    "sort-by", "group-by", "count-by", "uniq", "update", "insert", "upsert",
  ]

  /// True iff no `def` may take this name.
  package static func isReserved(_ name: String) -> Bool {
    conditions.contains(name) || values.contains(name)
  }

  /// How the parser reads a command's arguments.
  enum Kind { case plain, conditions, values }

}

extension Parser {
  /// How to read the arguments of the present command.
  private mutating func rowCommandKind() -> RowCommands.Kind {
    switch scanner.peek() {
    case UInt8(ascii: "w"): scanner.isAtWord("where") ? .conditions : .plain
    case UInt8(ascii: "a"):
      scanner.isAtWord("assert") || scanner.isAtWord("any") || scanner.isAtWord("all") ? .conditions : .plain
    case UInt8(ascii: "s"):
      scanner.isAtWord("sort-by") ? .values : scanner.isAtWord("skip-while") ? .conditions : .plain
    case UInt8(ascii: "t"): scanner.isAtWord("take-while") ? .conditions : .plain
    case UInt8(ascii: "p"): scanner.isAtWord("partition") ? .conditions : .plain
    case UInt8(ascii: "g"): scanner.isAtWord("group-by") ? .values : .plain
    case UInt8(ascii: "c"): scanner.isAtWord("count-by") ? .values : .plain
    case UInt8(ascii: "u"):
      scanner.isAtWord("uniq") || scanner.isAtWord("update") || scanner.isAtWord("upsert") ? .values : .plain
    case UInt8(ascii: "i"): scanner.isAtWord("insert") ? .values : .plain
    default: .plain
    }
  }

  /// A call: a name and a flat list of words, values and flags; the checker finds what they mean.
  ///
  /// - Parameter hasInput: whether something comes through a pipe: a row command has a row then.
  mutating func call(hasInput: Bool = false) throws(ParseStop) -> NodeID {
    let start = scanner.position
    let length = scanner.nameLength()
    let kind = rowCommandKind()
    if length < scanner.wordLength() { throw badName(start, length) }
    if isValueStart(length) { throw valueBehindName(start, length) }
    scanner.position += length
    let mark = pending.count
    let title = add(.word, start, a: name(start, start + length))
    pending.append(title)
    try refuseAssignment(start, length)
    var afterDashes = false
    let outer = callee
    callee = Span(start, start + length)
    defer { callee = outer }
    while let part = try argument(kind, hasInput, &afterDashes) { pending.append(part) }
    return listNode(.call, from: mark, start: start)
  }

  @inline(never)
  private mutating func badName(_ start: Int, _ length: Int) -> ParseStop {
    let end = start + scanner.wordLength()
    let title = scanner.text(start, start + length)
    let isCut =
      end >= scanner.bytes.count && end == start + length + 1 && scanner.byte(end - 1) == UInt8(ascii: "-")
    return fail(
      .notACommandName(token(), name: title, sign: scanner.peek(length)), at: start, incomplete: isCut)
  }

  @inline(never)
  private mutating func valueBehindName(_ start: Int, _ length: Int) -> ParseStop {
    let title = scanner.text(start, start + length)
    let isCall = scanner.peek(length) == UInt8(ascii: "(")
    scanner.position += length
    return fail(
      .valueBehindName(found: found(), name: title, isCall: isCall), at: start + length, incomplete: false)
  }

  /// `x = 1` is an assignment elsewhere.
  @inline(never)
  private mutating func refuseAssignment(_ start: Int, _ length: Int) throws(ParseStop) {
    var at = scanner.afterBlanks(newlines: false)
    let signs: StaticString = "+-*/"
    let isCompound =
      scanner.byte(at + 1) == UInt8(ascii: "=")
      && (0..<4).contains { signs.utf8Start[$0] == scanner.byte(at) }
    if isCompound { at += 1 }
    guard at > scanner.position, scanner.byte(at) == UInt8(ascii: "=") else { return }
    let end = at + 1
    guard end >= scanner.bytes.count || scanner.isClass(at: end, ByteClass.blank) || scanner.byte(end) == 0x0A
    else { return }
    let title = scanner.text(start, start + length)
    let sign = isCompound ? at - 1 : at
    throw fail(
      .assignmentWithoutLet(sign: scanner.text(sign, end), name: title), at: sign,
      incomplete: end >= scanner.bytes.count)
  }

  // MARK: arguments

  /// The next argument of a call; nil at the end of the stage.
  private mutating func argument(
    _ kind: RowCommands.Kind, _ hasInput: Bool, _ afterDashes: inout Bool
  ) throws(ParseStop) -> NodeID? {
    let start = scanner.afterBlanks(newlines: newlineIsBlank)
    if start >= scanner.bytes.count { return nil }
    let byte = scanner.bytes[start]
    if Parser.endsStage(byte) { return nil }
    skip()
    if byte == UInt8(ascii: "-"), !afterDashes, let flag = try flag(start, &afterDashes) { return flag }
    switch kind {
    case .conditions: return try rowCondition(start, hasInput)
    case .values where isRowValueStart: return try rowValue(start, hasInput)
    default: return try plainArgument(start)
    }
  }

  private static func endsStage(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ")"), UInt8(ascii: "]"),
      UInt8(ascii: "}"), UInt8(ascii: ","):
      true
    default: false
    }
  }

  @inline(never)
  private mutating func rowCondition(_ start: Int, _ hasInput: Bool) throws(ParseStop) -> NodeID {
    let outer = (flagsEnd, overRow)
    flagsEnd = true
    overRow = overRow || hasInput
    defer { (flagsEnd, overRow) = outer }
    let value = try expression()
    if scanner.peek() == UInt8(ascii: "(") || scanner.peek() == UInt8(ascii: "{") { try endOfValue() }
    return add(.condition, start, a: value)
  }

  /// True iff what stands here may be calculated over the row: all but words, flags, `...` and closures.
  private var isRowValueStart: Bool {
    switch scanner.peek() {
    case UInt8(ascii: "{"): scanner.peek(1) != UInt8(ascii: "|")
    case UInt8(ascii: "."): isFieldStart(0)
    case UInt8(ascii: "-"): isValueStart(1) || isFieldStart(1)
    default: isValueStart(0)
    }
  }

  /// A value over the row; one that neither mentions the row nor holds parentheses is the same for all rows.
  @inline(never)
  private mutating func rowValue(_ start: Int, _ hasInput: Bool) throws(ParseStop) -> NodeID {
    let outer = (overRow, readsRow)
    defer { (overRow, readsRow) = outer }
    overRow = true
    readsRow = false
    let value = try plainArgument(start)
    return readsRow ? add(.rowValue, start, a: value) : value
  }

  // MARK: flags

  /// `--name`, `--name=value`, `-l`, and `--` alone, behind which everything is text; nil where a word or number stands.
  @inline(never)
  private mutating func flag(_ start: Int, _ afterDashes: inout Bool) throws(ParseStop) -> NodeID? {
    if scanner.peek(1) == UInt8(ascii: "-") { return try longFlag(start, &afterDashes) }
    guard scanner.isClass(1, ByteClass.letter), scanner.wordLength() == 2 else { return nil }
    scanner.position += 2
    let letter = name(start + 1, start + 2)
    try endOfValue()
    return add(.flag, start, op: 1, a: letter)
  }

  @inline(never)
  private mutating func longFlag(_ start: Int, _ afterDashes: inout Bool) throws(ParseStop) -> NodeID {
    scanner.position += 2
    let length = scanner.nameLength()
    if length == 0 {
      guard scanner.atEnd || scanner.isClass(0, ByteClass.wordEnd) else {
        throw fail(.notAFlag(scanner.text(start, start + scanner.wordLength(start))), at: start)
      }
      afterDashes = true
      return add(.flag, start, a: name(start, start + 2))
    }
    let title = name(scanner.position, scanner.position + length)
    scanner.position += length
    var value: NodeID = 0
    if scanner.peek() == UInt8(ascii: "=") {
      scanner.position += 1
      value = try flagValue()
    } else {
      try endOfValue()
    }
    return add(.flag, start, a: title, b: value)
  }

  @inline(never)
  private mutating func flagValue() throws(ParseStop) -> NodeID {
    if scanner.atEnd || scanner.isClass(0, ByteClass.blank) || Parser.endsStage(scanner.peek()) {
      throw fail(.flagWithoutValue, at: scanner.position, incomplete: scanner.atEnd)
    }
    return try plainArgument(scanner.position)
  }

  // MARK: words and values

  /// A word, or a value that begins with `$ ( [ {` or a quote, or `...` before one.
  mutating func plainArgument(_ start: Int) throws(ParseStop) -> NodeID {
    if let value = try argumentThatIsNoWord(start) { return value }
    try takeWord(start)
    return add(.word, start, a: name(start, scanner.position))
  }

  /// Nil where a word stands.
  @inline(__always)
  mutating func argumentThatIsNoWord(_ start: Int) throws(ParseStop) -> NodeID? {
    switch scanner.peek() {
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      return try argumentValue()
    case UInt8(ascii: ".") where scanner.isAt("...") && (isValueStart(3) || overRow && isFieldStart(3)):
      scanner.position += 3
      let value = try argumentValue()
      return add(.spread, start, a: value)
    case UInt8(ascii: ".") where overRow && isFieldStart(0): return try argumentValue()
    case UInt8(ascii: "-")
    where isValueStart(1) && scanner.peek(1) != UInt8(ascii: "\"") && scanner.peek(1) != UInt8(ascii: "'")
      || overRow && isFieldStart(1):
      scanner.position += 1
      let value = try argumentValue()
      return add(.negate, start, a: value)
    default: return nil
    }
  }

  @inline(__always)
  func isValueStart(_ offset: Int) -> Bool {
    switch scanner.peek(offset) {
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""),
      UInt8(ascii: "'"):
      true
    default: false
    }
  }

  /// True iff a row's field stands here: `.` and a name, a number or a text in quotes.
  @inline(__always)
  func isFieldStart(_ offset: Int) -> Bool {
    guard scanner.peek(offset) == UInt8(ascii: ".") else { return false }
    let next = scanner.peek(offset + 1)
    return scanner.isClass(offset + 1, ByteClass.letter | ByteClass.digit) || next == UInt8(ascii: "\"")
      || next == UInt8(ascii: "'")
  }

  /// A value of a call: a postfix, or a range of two.
  private mutating func argumentValue() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let left = try postfix()
    guard scanner.isAt("..") else {
      try endOfValue()
      return left
    }
    let below = scanner.isAt("..<")
    scanner.position += below ? 3 : 2
    let right = try postfix()
    try endOfValue()
    let op: BinaryOperator = below ? .rangeBelow : .range
    return add(.binary, start, op: op.rawValue, a: left, b: right)
  }

  /// Behind a value a blank or the end of the stage must follow: `/run/$x.json` is not what it looks like.
  @inline(never)
  private mutating func endOfValue() throws(ParseStop) {
    if scanner.atEnd || scanner.isClass(0, ByteClass.blank) || Parser.endsStage(scanner.peek()) { return }
    throw fail(.textBehindValue(found: found()), at: scanner.position, incomplete: isCutHyphen)
  }

  /// Takes a word of a call or list.
  @inline(never)
  mutating func takeWord(_ start: Int) throws(ParseStop) {
    let length = scanner.wordLength()
    if length == 0 { throw unexpected() }
    try refuseOperator(start, length)
    scanner.position += length
    switch scanner.peek() {
    case UInt8(ascii: "$"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: "["),
      UInt8(ascii: "{"), UInt8(ascii: "`"):
      throw fail(
        .signInWord(found: found(), word: scanner.text(start, start + length)), at: scanner.position,
        incomplete: false)
    default: break
    }
  }

  /// A word of operator signs alone is a calculation without parentheses, and one that begins with `>` or `<` a
  /// redirection from elsewhere.
  @inline(never)
  private mutating func refuseOperator(_ start: Int, _ length: Int) throws(ParseStop) {
    let isRedirection = Habits.isRedirection(scanner.slice(start, start + length))
    if !isRedirection {
      guard Parser.isSign(scanner.bytes[start]) else { return }
      if length == 1, scanner.bytes[start] == UInt8(ascii: "-") || scanner.bytes[start] == UInt8(ascii: "/") {
        return
      }
      for at in start..<(start + length) where !Parser.isSign(scanner.bytes[at]) { return }
    }
    let text = scanner.text(start, start + length)
    throw fail(
      .operatorAsArgument(text), at: start,
      incomplete: !isRedirection && start + length >= scanner.bytes.count)
  }

  private static func isSign(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"),
      UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: "~"),
      UInt8(ascii: "?"), UInt8(ascii: "&"):
      true
    default: false
    }
  }
}
