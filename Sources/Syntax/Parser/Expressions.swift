extension Parser {
  /// An expression: everything from `or` down to a postfix.
  mutating func expression() throws(ParseStop) -> NodeID {
    let start = scanner.position
    return try nest(start) { (parser) throws(ParseStop) in try parser.disjunction() }
  }

  private mutating func disjunction() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var left = try conjunction()
    while takeLogical("or") {
      let right = try conjunction()
      left = add(.binary, start, op: BinaryOperator.or.rawValue, a: left, b: right)
    }
    return left
  }

  private mutating func conjunction() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var left = try negation()
    while takeLogical("and") {
      let right = try negation()
      left = add(.binary, start, op: BinaryOperator.and.rawValue, a: left, b: right)
    }
    return left
  }

  /// `and` and `or` may begin the next line.
  private mutating func takeLogical(_ word: StaticString) -> Bool {
    let saved = scanner
    scanner.skipBlanks(newlines: true)
    guard scanner.isAtWord(word) else {
      scanner = saved
      return false
    }
    scanner.position += word.utf8CodeUnitCount
    scanner.skipBlanks(newlines: true)
    return true
  }

  private mutating func negation() throws(ParseStop) -> NodeID {
    let start = scanner.position
    guard scanner.isAtWord("not") else { return try comparison() }
    scanner.position += 3
    scanner.skipBlanks(newlines: true)
    let operand = try nest(start) { (parser) throws(ParseStop) in try parser.negation() }
    return add(.not, start, a: operand)
  }

  private mutating func comparison() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let left = try coalescing()
    guard let (op, length) = comparisonOperator() else { return left }
    take(length)
    let right = try coalescing()
    if let (second, _) = comparisonOperator() {
      throw fail(
        "E0117", "comparisons do not chain: `\(second.text)` needs `and` or parentheses", at: scanner.position,
        help: "`a < b and b < c`")
    }
    return add(.binary, start, op: op.rawValue, a: left, b: right)
  }

  /// Skips blanks to an operator of this length, takes it, and skips newlines behind it.
  private mutating func take(_ length: Int) {
    skip()
    scanner.position += length
    scanner.skipBlanks(newlines: true)
  }

  private func comparisonOperator() -> (BinaryOperator, Int)? {
    var ahead = scanner
    ahead.skipBlanks(newlines: newlineIsBlank)
    let next = ahead.peek(1)
    switch ahead.peek() {
    case UInt8(ascii: "="):
      if next == UInt8(ascii: "=") { return (.equal, 2) }
      if next == UInt8(ascii: "~") { return (.matches, 2) }
      return nil
    case UInt8(ascii: "!"):
      if next == UInt8(ascii: "=") { return (.notEqual, 2) }
      if next == UInt8(ascii: "~") { return (.notMatches, 2) }
      return nil
    case UInt8(ascii: "<"): return next == UInt8(ascii: "=") ? (.lessEqual, 2) : (.less, 1)
    case UInt8(ascii: ">"): return next == UInt8(ascii: "=") ? (.greaterEqual, 2) : (.greater, 1)
    case UInt8(ascii: "i"): return ahead.isAtWord("in") ? (.within, 2) : nil
    case UInt8(ascii: "n"): return ahead.isAtWord("not-in") ? (.notWithin, 6) : nil
    case UInt8(ascii: "h"): return ahead.isAtWord("has") ? (.has, 3) : nil
    default: return nil
    }
  }

  private mutating func coalescing() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var left = try ranging()
    while isAtAfterBlanks("??") {
      take(2)
      let right = try ranging()
      left = add(.binary, start, op: BinaryOperator.coalesce.rawValue, a: left, b: right)
    }
    return left
  }

  private func isAtAfterBlanks(_ text: StaticString) -> Bool {
    var ahead = scanner
    ahead.skipBlanks(newlines: newlineIsBlank)
    return ahead.isAt(text)
  }

  private mutating func ranging() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let left = try addition()
    guard isAtAfterBlanks(".."), !isAtAfterBlanks("...") else { return left }
    let below = isAtAfterBlanks("..<")
    take(below ? 3 : 2)
    let right = try addition()
    let op: BinaryOperator = below ? .rangeBelow : .range
    return add(.binary, start, op: op.rawValue, a: left, b: right)
  }

  private mutating func addition() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var left = try multiplication()
    while let op = additionOperator() {
      take(1)
      let right = try multiplication()
      left = add(.binary, start, op: op.rawValue, a: left, b: right)
    }
    return left
  }

  private func additionOperator() -> BinaryOperator? {
    var ahead = scanner
    ahead.skipBlanks(newlines: newlineIsBlank)
    switch ahead.peek() {
    case UInt8(ascii: "+"): return ahead.peek(1) == UInt8(ascii: "=") ? nil : .add
    case UInt8(ascii: "-"):
      if ahead.peek(1) == UInt8(ascii: "=") { return nil }
      if flagsEnd, ahead.peek(1) == UInt8(ascii: "-"), ahead.isClass(2, ByteClass.letter), ahead.isAfterBlank { return nil }
      return .subtract
    default: return nil
    }
  }

  private mutating func multiplication() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var left = try unary()
    while let (op, length) = multiplicationOperator() {
      take(length)
      let right = try unary()
      left = add(.binary, start, op: op.rawValue, a: left, b: right)
    }
    return left
  }

  private func multiplicationOperator() -> (BinaryOperator, Int)? {
    var ahead = scanner
    ahead.skipBlanks(newlines: newlineIsBlank)
    if ahead.peek(1) == UInt8(ascii: "=") { return nil }
    switch ahead.peek() {
    case UInt8(ascii: "*"): return (.multiply, 1)
    case UInt8(ascii: "%"): return (.modulo, 1)
    case UInt8(ascii: "/"): return ahead.peek(1) == UInt8(ascii: "/") ? (.floorDivide, 2) : (.divide, 1)
    default: return nil
    }
  }

  private mutating func unary() throws(ParseStop) -> NodeID {
    let start = scanner.position
    guard scanner.peek() == UInt8(ascii: "-"), !scanner.isClass(1, ByteClass.digit) else { return try postfix() }
    scanner.position += 1
    let operand = try nest(start) { (parser) throws(ParseStop) in try parser.unary() }
    return add(.negate, start, a: operand)
  }

  // MARK: postfix and atoms

  /// An atom with its fields and indices, which follow without a blank.
  mutating func postfix() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var base = try atom()
    var links = 0
    while true {
      if scanner.peek() == UInt8(ascii: "."), scanner.peek(1) != UInt8(ascii: "."), !scanner.atEnd {
        scanner.position += 1
        let key = try self.key()
        base = add(.field, start, op: takeQuestion(), a: base, b: key)
        if scanner.peek() == UInt8(ascii: "("), !scanner.atEnd {
          throw fail("E0118", "values have no methods", at: scanner.position,
            help: "a command takes the value from the pipe: `$x | \(tree.text(key))`")
        }
      } else if scanner.peek() == UInt8(ascii: "["), !scanner.atEnd {
        let open = scanner.position
        let inner = try bracketed(open) { (parser) throws(ParseStop) in try parser.expression() }
        base = add(.index, start, op: takeQuestion(), a: base, b: inner)
      } else {
        return base
      }
      links += 1
      if links > 1000 { throw fail("E0105", "too many fields and indices in a row", at: start) }
    }
  }

  /// `?` behind a field or index; `??` is always the operator, `???` is `?` and `??`.
  private mutating func takeQuestion() -> UInt8 {
    guard scanner.peek() == UInt8(ascii: "?") else { return 0 }
    if scanner.peek(1) == UInt8(ascii: "?"), scanner.peek(2) != UInt8(ascii: "?") { return 0 }
    scanner.position += 1
    return 1
  }

  /// Something in `[ ]` or `( )`: newlines are blanks inside.
  private mutating func bracketed(
    _ open: Int, _ body: (inout Parser) throws(ParseStop) -> NodeID
  ) throws(ParseStop) -> NodeID {
    let close = scanner.peek() == UInt8(ascii: "[") ? UInt8(ascii: "]") : UInt8(ascii: ")")
    return try nest(open) { (parser) throws(ParseStop) in
      let outer = (parser.newlineIsBlank, parser.flagsEnd)
      defer { (parser.newlineIsBlank, parser.flagsEnd) = outer }
      parser.newlineIsBlank = true
      parser.flagsEnd = false
      parser.scanner.position += 1
      parser.skip()
      let value = try body(&parser)
      try parser.expect(close, close == UInt8(ascii: "]") ? "`]`" : "`)`")
      return value
    }
  }

  /// A key behind a dot: a name, a text or a number.
  mutating func key() throws(ParseStop) -> UInt32 {
    let start = scanner.position
    if scanner.peek() == UInt8(ascii: "\"") || scanner.peek() == UInt8(ascii: "'") {
      let text = try string()
      guard tree[text].kind == .text else {
        report("E0108", "a key is a constant: no `\\( )` in it", tree[text].span,
          help: "`$x[$key]` takes the key from a value")
        throw ParseStop()
      }
      return tree[text].a
    }
    if scanner.isClass(0, ByteClass.digit) {
      while scanner.isClass(0, ByteClass.digit) { scanner.position += 1 }
      return name(scanner.text(start, scanner.position))
    }
    return name(try takeName("a key"))
  }

  private mutating func atom() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.atEnd { throw fail("E0106", "a value is missing at the end", at: start) }
    switch scanner.peek() {
    case UInt8(ascii: "$"): return try variable(start)
    case UInt8(ascii: "("): return try bracketed(start) { (parser) throws(ParseStop) in
      if parser.scanner.peek() == UInt8(ascii: ")") { throw parser.fail("E0106", "nothing stands between `(` and `)`", at: start) }
      return try parser.pipe()
    }
    case UInt8(ascii: "["): return try nest(start) { (parser) throws(ParseStop) in try parser.list(start) }
    case UInt8(ascii: "{"):
      return try nest(start) { (parser) throws(ParseStop) in
        parser.scanner.peek(1) == UInt8(ascii: "|") ? try parser.closure(start) : try parser.record(start)
      }
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return try string()
    case UInt8(ascii: "."):
      guard scanner.isClass(1, ByteClass.letter) || scanner.peek(1) == UInt8(ascii: "\"") || scanner.peek(1) == UInt8(ascii: "'")
      else { throw fail("E0106", "expected a value, not `\(tokenText())`", at: start) }
      scanner.position += 1
      let key = try self.key()
      return add(.rowField, start, op: takeQuestion(), a: key)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return try number(start)
    default: return try wordAtom(start)
    }
  }

  private mutating func wordAtom(_ start: Int) throws(ParseStop) -> NodeID {
    for (word, kind) in [("true", NodeKind.yes), ("false", .no), ("null", .null)] {
      if scanner.nameLength() == word.utf8.count, scanner.text(start, start + word.utf8.count) == word {
        scanner.position += word.utf8.count
        return add(kind, start)
      }
    }
    let token = tokenText()
    let isName = scanner.nameLength() > 0
    throw fail(
      isName ? "E0109" : "E0106", isName ? "`\(token)` is not a value" : "expected a value, not `\(token)`", at: start,
      help: isName
        ? "a variable is written `$\(token)`; the value of a command is `(\(token) …)`; text is in quotes"
        : Habits.helpForStray(token))
  }

  private mutating func variable(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 1
    if scanner.peek() == UInt8(ascii: "("), !scanner.atEnd {
      throw fail("E0119", "the value of a command is written `(command …)`, without `$`", at: start)
    }
    if scanner.peek() == UInt8(ascii: "{"), !scanner.atEnd {
      throw fail("E0119", "a variable is written `$name`, without braces", at: start,
        help: "inside quotes it is `\"\\($name)\"`")
    }
    let title = try takeName("the name of a variable")
    return add(.variable, start, a: name(title))
  }

  private mutating func number(_ start: Int) throws(ParseStop) -> NodeID {
    let negative = scanner.peek() == UInt8(ascii: "-")
    let from = negative ? start + 1 : start
    var end = from
    while end < scanner.bytes.count, isNumberByte(end, from) { end += 1 }
    let rest = UnsafeBufferPointer(rebasing: scanner.bytes[from..<end])
    if !negative, let length = dateLength(rest),
      let date = NumberReader.date(UnsafeBufferPointer(rebasing: rest[..<length]))
    {
      scanner.position = from + length
      return literalNode(date, start)
    }
    guard !rest.isEmpty, NumberReader.isDigit(rest[0]), let (literal, length) = NumberReader.number(rest, negative: negative)
    else {
      throw fail("E0120", "`\(scanner.text(start, max(end, start + 1)))` is no number that fits", at: start)
    }
    scanner.position = from + length
    if scanner.isClass(0, ByteClass.letter | ByteClass.digit) {
      let isUnit = scanner.isClass(0, ByteClass.letter)
      throw fail("E0120", "`\(scanner.text(start, from + length + scanner.wordLength()))` is no number", at: start,
        help: isUnit ? "durations end in ms, s, m, h, d or w; an id or a version is text in quotes" : nil)
    }
    return literalNode(literal, start)
  }

  /// Bytes that may belong to a number, duration or date; `..` ends it.
  private func isNumberByte(_ at: Int, _ from: Int) -> Bool {
    let byte = scanner.bytes[at]
    if byte == UInt8(ascii: ".") {
      return at + 1 < scanner.bytes.count && NumberReader.isDigit(scanner.bytes[at + 1])
    }
    if scanner.classes[Int(byte)] & (ByteClass.letter | ByteClass.digit) != 0 { return true }
    guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ":") else { return false }
    return at - from >= 4 || scanner.bytes[at - 1] | 0x20 == UInt8(ascii: "e")
  }

  /// The length of a date or instant at the beginning; nil where none is.
  private func dateLength(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
    guard bytes.count >= 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-") else { return nil }
    guard bytes.count > 10, bytes[10] == UInt8(ascii: "T") else { return 10 }
    return bytes.count
  }

  mutating func literalNode(_ literal: Literal, _ start: Int) -> NodeID {
    switch literal {
    case .null: return add(.null, start)
    case .bool(let value): return add(value ? .yes : .no, start)
    case .int(let value): return add(.int, start, a: integer(value))
    case .float(let value):
      tree.floats.append(value)
      return add(.float, start, a: UInt32(tree.floats.count - 1))
    case .duration(let value): return add(.duration, start, a: integer(value))
    case .date(let value, let offset, let bare):
      let number = integer(value)
      return add(.date, start, op: bare ? 1 : 0, a: number, b: offset.map { UInt32(Int($0) + 1440) } ?? 0)
    case .range(let low, let high, let inclusive):
      let left = add(.int, start, a: integer(low))
      let right = add(.int, start, a: integer(high))
      let op: BinaryOperator = inclusive ? .range : .rangeBelow
      return add(.binary, start, op: op.rawValue, a: left, b: right)
    }
  }

  /// A whole word as a literal if it is one, else as text.
  mutating func literalNode(_ word: String, _ start: Int) -> NodeID {
    if let literal = Literal.read(word: word) { return literalNode(literal, start) }
    return add(.text, start, a: name(word))
  }

  // MARK: lists, records, closures

  private mutating func list(_ start: Int) throws(ParseStop) -> NodeID {
    let outer = (newlineIsBlank, flagsEnd)
    defer { (newlineIsBlank, flagsEnd) = outer }
    newlineIsBlank = true
    flagsEnd = false
    scanner.position += 1
    var items: [NodeID] = []
    while true {
      let before = scanner.position
      skipSeparators()
      if scanner.atEnd { throw fail("E0106", "`]` is missing at the end", at: scanner.position) }
      if scanner.peek() == UInt8(ascii: "]") { break }
      if before == scanner.position, !items.isEmpty {
        throw fail("E0112", "a blank or comma is missing before `\(tokenText())`", at: before)
      }
      items.append(try listItem())
    }
    scanner.position += 1
    return listNode(.list, items, start: start)
  }

  private mutating func listItem() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.peek() == UInt8(ascii: "|") || scanner.peek() == UInt8(ascii: ";") || scanner.peek() == UInt8(ascii: ")")
      || scanner.peek() == UInt8(ascii: "}")
    {
      throw fail("E0104", "unexpected `\(tokenText())` in a list", at: start, help: "the value of a command is `(command …)`")
    }
    let item = try plainArgument(start)
    guard tree[item].kind == .word else { return item }
    return literalNode(tree.text(tree[item].a), start)
  }

  private mutating func record(_ start: Int) throws(ParseStop) -> NodeID {
    let outer = (newlineIsBlank, flagsEnd)
    defer { (newlineIsBlank, flagsEnd) = outer }
    newlineIsBlank = true
    flagsEnd = false
    scanner.position += 1
    var entries: [NodeID] = []
    while true {
      skipSeparators()
      if scanner.atEnd { throw fail("E0106", "`}` is missing at the end", at: scanner.position) }
      if scanner.peek() == UInt8(ascii: "}") { break }
      entries.append(try recordEntry(start))
    }
    scanner.position += 1
    return listNode(.record, entries, start: start)
  }

  private mutating func recordEntry(_ open: Int) throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.isAt("...") {
      scanner.position += 3
      let value = try postfix()
      return add(.spread, start, a: value)
    }
    if scanner.peek() == UInt8(ascii: "$") {
      throw fail("E0121", "a record's entry is `key: value`", at: start,
        help: "a closure names its parameter: `{|it| $it }`")
    }
    let key = try self.key()
    scanner.skipBlanks(newlines: true)
    guard scanner.peek() == UInt8(ascii: ":") else {
      throw fail("E0121", "expected `:` behind the key `\(tree.text(key))`", at: scanner.position,
        help: "`{key: value}` is a record; a block stands only behind a keyword; a closure is `{|x| … }`")
    }
    scanner.position += 1
    scanner.skipBlanks(newlines: true)
    let value = try recordValue()
    return add(.entry, start, a: key, b: value)
  }

  /// A record's value may be a word if it begins with a letter.
  private mutating func recordValue() throws(ParseStop) -> NodeID {
    let start = scanner.position
    guard scanner.isClass(0, ByteClass.letter), !scanner.isAtWord("not") else { return try expression() }
    let length = scanner.wordLength()
    scanner.position += length
    return literalNode(scanner.text(start, start + length), start)
  }

  private mutating func closure(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 2
    var parameters: [NodeID] = []
    while true {
      skipSeparators()
      if scanner.peek() == UInt8(ascii: "|") { break }
      if scanner.atEnd { throw fail("E0106", "`|` is missing behind the parameters", at: scanner.position) }
      parameters.append(try bindingPattern())
    }
    scanner.position += 1
    let bodyStart = scanner.position
    let body = try blockRest(bodyStart)
    return listNode(.closure, parameters, start: start, c: body)
  }

  // MARK: text

  /// A text in quotes, with its parts where it has `\( )`.
  mutating func string() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.peek() == UInt8(ascii: "'") { return try rawString(start) }
    scanner.position += 1
    var bytes: [UInt8] = []
    var parts: [NodeID] = []
    var partStart = scanner.position
    while true {
      if scanner.atEnd { throw unterminated(start) }
      let byte = scanner.peek()
      if byte == UInt8(ascii: "\"") { break }
      if byte == UInt8(ascii: "\\"), scanner.peek(1) == UInt8(ascii: "(") {
        if !bytes.isEmpty { parts.append(add(.text, partStart, a: name(String(decoding: bytes, as: UTF8.self)))) }
        bytes = []
        scanner.position += 1
        parts.append(try interpolation())
        partStart = scanner.position
      } else if byte == UInt8(ascii: "\\") {
        try escape(into: &bytes, start)
      } else {
        bytes.append(byte)
        scanner.position += 1
      }
    }
    scanner.position += 1
    let text = String(decoding: bytes, as: UTF8.self)
    if parts.isEmpty { return add(.text, start, a: name(text)) }
    if !bytes.isEmpty { parts.append(add(.text, partStart, a: name(text))) }
    return listNode(.template, parts, start: start)
  }

  private mutating func unterminated(_ start: Int) -> ParseStop {
    report("E0122", "the text that begins here has no closing quote", Span(start, scanner.bytes.count))
    return ParseStop()
  }

  private mutating func rawString(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 1
    let from = scanner.position
    while scanner.peek() != UInt8(ascii: "'") || scanner.atEnd {
      if scanner.atEnd { throw unterminated(start) }
      scanner.position += 1
    }
    let text = scanner.text(from, scanner.position)
    scanner.position += 1
    return add(.text, start, a: name(text))
  }

  private mutating func interpolation() throws(ParseStop) -> NodeID {
    let open = scanner.position
    let inner = try bracketed(open) { (parser) throws(ParseStop) in try parser.pipe() }
    return inner
  }

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
    default:
      throw fail("E0123", "`\\\(scanner.text(at + 1, at + 2))` is no escape", at: at,
        help: "escapes are \\n \\t \\r \\e \\0 \\\\ \\\" \\u{1F600} and \\( ); 'text in single quotes' has none")
    }
  }

  private mutating func unicodeEscape(into bytes: inout [UInt8], _ at: Int) throws(ParseStop) {
    var end = scanner.position
    if end < scanner.bytes.count, scanner.bytes[end] != UInt8(ascii: "{") {
      throw fail("E0123", "`\\u` takes a number in braces, such as `\\u{1F600}`", at: at)
    }
    while end < scanner.bytes.count, scanner.bytes[end] != UInt8(ascii: "}"), end - at < 12 { end += 1 }
    guard end < scanner.bytes.count else {
      report("E0122", "an escape is cut off by the end of the text", Span(at, scanner.bytes.count))
      throw ParseStop()
    }
    let digits = scanner.text(min(scanner.position + 1, end), end)
    guard scanner.bytes[end] == UInt8(ascii: "}"), let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value)
    else {
      report("E0123", "`\\u{\(digits)}` is no Unicode scalar", Span(at, end))
      throw ParseStop()
    }
    bytes.append(contentsOf: Array(String(Character(scalar)).utf8))
    scanner.position = end + 1
  }
}
