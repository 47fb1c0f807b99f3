/// Lists, records and closures.
extension Parser {
  mutating func list(_ start: Int) throws(ParseStop) -> NodeID {
    let outer = (newlineIsBlank, flagsEnd)
    defer { (newlineIsBlank, flagsEnd) = outer }
    newlineIsBlank = true
    flagsEnd = false
    scanner.position += 1
    let mark = pending.count
    while true {
      let before = scanner.position
      skipSeparators()
      if scanner.atEnd { throw unclosed(UInt8(ascii: "]"), start) }
      if scanner.peek() == UInt8(ascii: "]") { break }
      if before == scanner.position, pending.count > mark { throw missingBlank() }
      let item = try listItem()
      pending.append(item)
    }
    scanner.position += 1
    return listNode(.list, from: mark, start: start)
  }

  /// Two things stand next to each other without a blank or comma.
  @inline(never)
  mutating func missingBlank() -> ParseStop {
    fail(.unseparated(found: found(), token: token()), at: scanner.position, incomplete: isCutHyphen)
  }

  @inline(never)
  private mutating func listItem() throws(ParseStop) -> NodeID {
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "|"), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "}"):
      throw unexpected(.itemsApart)
    case UInt8(ascii: "-") where isHalfCalculation(start):
      throw fail(.minusAsItem, at: start, incomplete: false)
    case UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"), UInt8(ascii: ">"):
      try refuseCondition(start)
    default: break
    }
    if let item = try argumentThatIsNoWord(start) { return item }
    try takeWord(start)
    return wordLiteral(start)
  }

  /// `-` before another item is half of a calculation; as the last one, or before a comma, it is a text.
  private func isHalfCalculation(_ start: Int) -> Bool {
    let after = scanner.afterBlanks(newlines: true, from: start + 1)
    guard scanner.wordLength(start) == 1, after > start + 1, after < scanner.bytes.count else { return false }
    return scanner.bytes[after] != UInt8(ascii: "]") && scanner.bytes[after] != UInt8(ascii: ",")
  }

  /// `[ $a == $b ]` is a condition elsewhere.
  @inline(never)
  private mutating func refuseCondition(_ start: Int) throws(ParseStop) {
    let sign = scanner.text(start, start + scanner.wordLength())
    guard ["=", "==", "!=", "<", "<=", ">", ">=", "=~", "!~"].contains(sign) else { return }
    throw fail(.conditionAsItem(sign: sign), at: start)
  }

  mutating func record(_ start: Int) throws(ParseStop) -> NodeID {
    let outer = (newlineIsBlank, flagsEnd)
    defer { (newlineIsBlank, flagsEnd) = outer }
    newlineIsBlank = true
    flagsEnd = false
    scanner.position += 1
    let mark = pending.count
    while true {
      let before = scanner.position
      skipSeparators()
      if scanner.atEnd { throw unclosed(UInt8(ascii: "}"), start) }
      if scanner.peek() == UInt8(ascii: "}") { break }
      if before == scanner.position, pending.count > mark { throw missingBlank() }
      let entry = try recordEntry()
      pending.append(entry)
    }
    scanner.position += 1
    return listNode(.record, from: mark, start: start)
  }

  @inline(never)
  private mutating func recordEntry() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.isAt("...") {
      scanner.position += 3
      let value = try postfix()
      return add(.spread, start, a: value)
    }
    switch scanner.peek() {
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "."):
      let key = try postfix()
      return try computedEntry(start, key)
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let text = try string()
      guard tree[text].kind == .text else { return try computedEntry(start, text) }
      return try entry(start, tree[text].a)
    default:
      let key = try key()
      return try entry(start, key)
    }
  }

  private mutating func entry(_ start: Int, _ key: UInt32) throws(ParseStop) -> NodeID {
    let title = tree.text(key)
    try colon(title)
    let value = try recordValue()
    return add(.entry, start, a: key, b: value)
  }

  /// `{$k: 1}`, `{($a.name): 1}`, `{"\($n)": 1}`: the key is calculated.
  @inline(never)
  private mutating func computedEntry(_ start: Int, _ key: NodeID) throws(ParseStop) -> NodeID {
    try computedColon(start, key)
    let value = try recordValue()
    return add(.computedEntry, start, a: key, b: value)
  }

  /// `{ $it … }` and `{ .name }` are closures elsewhere.
  private mutating func computedColon(_ start: Int, _ key: NodeID) throws(ParseStop) {
    let at = scanner.afterBlanks(newlines: true)
    if at >= scanner.bytes.count || scanner.byte(at) == UInt8(ascii: ":") {
      return try colon(nil)
    }
    let text = scanner.text(start, min(Int(tree[key].end), start + 40))
    let example: String
    switch scanner.byte(start) {
    case UInt8(ascii: "."): example = "{|x| $x\(text) }"
    case UInt8(ascii: "$"): example = "{|it| $it … }"
    default: example = "{|x| \(text) }"
    }
    throw fail(.notAnEntry(example: example), at: start, incomplete: false)
  }

  private mutating func colon(_ key: String?) throws(ParseStop) {
    scanner.skipBlanks(newlines: true)
    guard scanner.peek() == UInt8(ascii: ":") else {
      throw fail(.colonMissing(key: key, found: found()), at: scanner.position)
    }
    scanner.position += 1
    scanner.skipBlanks(newlines: true)
  }

  /// A record's value may be a word if it begins with a letter.
  @inline(never)
  private mutating func recordValue() throws(ParseStop) -> NodeID {
    let start = scanner.position
    guard scanner.isClass(0, ByteClass.letter), !isExpressionAhead else { return try expression() }
    if isStageAhead { return try stage() }
    scanner.position += scanner.wordLength()
    return wordLiteral(start)
  }

  /// True iff `not`, or a literal that an operator may follow, stands here as a whole word.
  private var isExpressionAhead: Bool {
    scanner.isAtWord("not")
      || startsExpressionWord() && scanner.wordLength() == scanner.nameLength()
  }

  /// True iff `if`, `match` or `try` stands here with what belongs to it: alone it is a text, `{kind: if, n: 1}`.
  private var isStageAhead: Bool {
    let length: Int
    switch scanner.peek() {
    case UInt8(ascii: "i") where scanner.isAtWord("if"): length = 2
    case UInt8(ascii: "m") where scanner.isAtWord("match"): length = 5
    case UInt8(ascii: "t") where scanner.isAtWord("try"): length = 3
    default: return false
    }
    let at = scanner.afterBlanks(newlines: false, from: scanner.position + length)
    guard scanner.wordLength() == length, at < scanner.bytes.count else { return false }
    switch scanner.bytes[at] {
    case UInt8(ascii: "{"): return true
    case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "\n"): return false
    default:
      // A name that the end cuts off may still become the next entry's key.
      let name = scanner.nameLength(at)
      if name > 0, scanner.afterBlanks(newlines: true, from: at + name) >= scanner.bytes.count {
        return false
      }
      return length != 3 && !isKeyAhead(at)
    }
  }

  mutating func closure(_ start: Int) throws(ParseStop) -> NodeID {
    // A closure's body is no part of a row argument around it.
    let outer = overRow
    overRow = false
    defer { overRow = outer }
    scanner.position += 2
    let mark = pending.count
    while true {
      skipSeparators()
      if scanner.atEnd { throw expected(.endOfParameters) }
      if scanner.peek() == UInt8(ascii: "|") { break }
      let parameter = try bindingPattern()
      pending.append(parameter)
    }
    scanner.position += 1
    let body = try blockRest(scanner.position, opened: start)
    return listNode(.closure, from: mark, start: start, c: body)
  }
}
