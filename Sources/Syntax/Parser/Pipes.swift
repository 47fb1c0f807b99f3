/// The commands whose arguments are read over the current row: the only ones that change how text is parsed.
package enum RowCommands {
  /// Take an expression up to the end of the stage.
  package static let conditions: Set<String> = ["where", "assert", "any", "all"]
  /// Take postfix expressions and parentheses over the row, beside words.
  package static let values: Set<String> = ["sort-by", "group-by", "count-by", "uniq", "update", "insert"]

  /// True iff no `def` may take this name.
  package static func isReserved(_ name: String) -> Bool { conditions.contains(name) || values.contains(name) }
}

extension Parser {
  /// Stages with `|` between them; `|` may begin the next line.
  mutating func pipe() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var stages = [try stage()]
    while takeBar() {
      scanner.skipBlanks(newlines: true)
      guard scanner.isClass(0, ByteClass.letter) else {
        throw fail(
          "E0110", "only a command may follow `|`", at: scanner.position,
          help: "`| each {|x| … }` calculates with each item; `(…)` around a pipe makes it a value")
      }
      stages.append(try call())
    }
    return stages.count == 1 ? stages[0] : listNode(.pipeline, stages, start: start)
  }

  /// Takes a `|` that goes on with this pipe, also from the next line.
  private mutating func takeBar() -> Bool {
    let saved = scanner
    skip()
    if scanner.peek() == UInt8(ascii: "\n") { scanner.skipBlanks(newlines: true) }
    if scanner.peek() == UInt8(ascii: "|"), scanner.peek(1) != UInt8(ascii: "|") {
      scanner.position += 1
      return true
    }
    scanner = saved
    return false
  }

  private mutating func stage() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.isClass(0, ByteClass.letter) {
      switch scanner.text(start, start + scanner.nameLength()) {
      case "if": return try ifStage(start)
      case "match": return try matchStage(start)
      case "try": return try tryStage(start)
      case "plan", "batch": if isFollowedByBlock() { return try effectStage(start) }
      case "true", "false", "null", "not": return try expression()
      default: break
      }
      return try call()
    }
    if scanner.atEnd { throw fail("E0106", "a value is missing at the end", at: start) }
    switch scanner.peek() {
    case UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"),
      UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      return try expression()
    default:
      let token = tokenText()
      throw fail("E0104", "unexpected `\(token)`", at: start, help: Habits.helpForStray(token))
    }
  }

  private func isFollowedByBlock() -> Bool {
    var ahead = scanner
    ahead.position += ahead.nameLength()
    ahead.skipBlanks(newlines: false)
    return ahead.peek() == UInt8(ascii: "{")
  }

  private mutating func effectStage(_ start: Int) throws(ParseStop) -> NodeID {
    let isBatch = scanner.isAtWord("batch")
    scanner.position += isBatch ? 5 : 4
    let block = try block()
    return add(.effect, start, op: isBatch ? 1 : 0, a: block)
  }

  private mutating func ifStage(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 2
    skip()
    let condition = try conditionExpression()
    let then = try block()
    var otherwise: NodeID = 0
    if takeWordAhead("else") {
      scanner.skipBlanks(newlines: false)
      let elseStart = scanner.position
      if scanner.isAtWord("if") {
        otherwise = try nest(elseStart) { (parser) throws(ParseStop) in try parser.ifStage(elseStart) }
      } else {
        otherwise = try block()
      }
    }
    return add(.ifElse, start, a: condition, b: then, c: otherwise)
  }

  /// Takes a word that may also begin the next line (`else`, `catch`, `finally`).
  private mutating func takeWordAhead(_ word: StaticString) -> Bool {
    let saved = scanner
    scanner.skipBlanks(newlines: true)
    if scanner.isAtWord(word) {
      scanner.position += word.utf8CodeUnitCount
      return true
    }
    scanner = saved
    return false
  }

  private mutating func tryStage(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 3
    let body = try block()
    var handler: NodeID = 0
    var error: UInt32?
    if takeWordAhead("catch") {
      scanner.skipBlanks(newlines: false)
      if scanner.isClass(0, ByteClass.letter) { error = name(try takeName("a name")) }
      handler = try block()
    }
    let last: NodeID = takeWordAhead("finally") ? try block() : 0
    if handler == 0, last == 0 {
      throw fail("E0106", "`try` needs `catch` or `finally`", at: scanner.position)
    }
    let node = add(.tryCatch, start, a: body, b: handler, c: last)
    if let error { tree.catchNames[node] = error }
    return node
  }

  private mutating func matchStage(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 5
    skip()
    let subject = try conditionExpression()
    scanner.skipBlanks(newlines: false)
    let open = scanner.position
    try expect(UInt8(ascii: "{"), "`{` and the arms")
    let arms = try nest(open) { (parser) throws(ParseStop) in
      let outer = (parser.newlineIsBlank, parser.flagsEnd)
      parser.newlineIsBlank = false
      parser.flagsEnd = false
      defer { (parser.newlineIsBlank, parser.flagsEnd) = outer }
      var arms: [NodeID] = []
      while true {
        parser.skipSeparators()
        if parser.scanner.peek() == UInt8(ascii: "}") { break }
        arms.append(try parser.arm())
      }
      parser.scanner.position += 1
      return arms
    }
    let (first, count) = link(arms)
    return add(.match, start, a: subject, b: first, c: count)
  }

  private mutating func arm() throws(ParseStop) -> NodeID {
    let start = scanner.position
    var parts = [try matchPattern()]
    while true {
      scanner.skipBlanks(newlines: true)
      guard scanner.peek() == UInt8(ascii: "|") else { break }
      scanner.position += 1
      scanner.skipBlanks(newlines: true)
      parts.append(try matchPattern())
    }
    var guardNode: NodeID = 0
    if scanner.isAtWord("if") {
      scanner.position += 2
      skip()
      guardNode = try expression()
      scanner.skipBlanks(newlines: true)
    }
    guard scanner.isAt("=>") else {
      throw fail("E0106", "expected `=>` behind the pattern, not `\(tokenText())`", at: scanner.position)
    }
    scanner.position += 2
    scanner.skipBlanks(newlines: true)
    parts.append(try armBody())
    return listNode(.arm, parts, start: start, c: guardNode)
  }

  /// After `=>` a `{` is a record iff `}`, `...` or `KEY:` follows, else a block.
  private mutating func armBody() throws(ParseStop) -> NodeID {
    guard scanner.peek() == UInt8(ascii: "{"), scanner.peek(1) != UInt8(ascii: "|") else { return try expression() }
    var ahead = scanner
    ahead.position += 1
    ahead.skipBlanks(newlines: true)
    if ahead.peek() == UInt8(ascii: "}") || ahead.isAt("...") { return try expression() }
    let length = ahead.nameLength()
    if length > 0 {
      ahead.position += length
      ahead.skipBlanks(newlines: false)
      if ahead.peek() == UInt8(ascii: ":") { return try expression() }
    }
    return try block()
  }

  // MARK: calls

  /// A call: a name and a flat list of words, values and flags; the checker finds what they mean.
  mutating func call() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let length = scanner.wordLength()
    let word = scanner.text(start, start + length)
    let nameLength = scanner.nameLength()
    if nameLength < length, scanner.peek(nameLength) == UInt8(ascii: "=") || scanner.peek(nameLength) == UInt8(ascii: ".") {
      throw fail(
        "E0111", "`\(word)` is not the name of a command", at: start,
        help: "a variable is written `$\(scanner.text(start, start + nameLength))`")
    }
    scanner.position += length
    var parts = [add(.word, start, a: name(word))]
    try checkHabits(afterName: word, start)
    let isCondition = RowCommands.conditions.contains(word)
    let isRow = RowCommands.values.contains(word)
    var afterDashes = false
    while let part = try argument(condition: isCondition, row: isRow, &afterDashes) { parts.append(part) }
    return listNode(.call, parts, start: start)
  }

  /// `x = 1` is an assignment elsewhere.
  private mutating func checkHabits(afterName word: String, _ start: Int) throws(ParseStop) {
    var ahead = scanner
    ahead.skipBlanks(newlines: false)
    if ahead.peek() == UInt8(ascii: "="), ahead.peek(1) == 0x20 || ahead.peek(1) == 0x09 {
      throw fail(
        "E0111", "`=` does not follow the name of a command", at: ahead.position,
        help: "a new name is made by `let \(word) = …`; `$\(word) = …` changes a `mut`")
    }
  }

  /// The next argument of a call; nil at the end of the stage.
  private mutating func argument(condition: Bool, row: Bool, _ afterDashes: inout Bool) throws(ParseStop) -> NodeID? {
    let before = scanner.position
    skip()
    let start = scanner.position
    let byte = scanner.peek()
    if scanner.atEnd || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "|")
      || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]")
      || byte == UInt8(ascii: ",")
    {
      return nil
    }
    if before == start {
      throw fail("E0112", "a blank is missing before `\(tokenText())`", at: start)
    }
    if byte == UInt8(ascii: "-"), !afterDashes {
      if let flag = try flag(start, &afterDashes) { return flag }
    }
    if condition { return try rowCondition(start) }
    if row, byte == UInt8(ascii: ".") || byte == UInt8(ascii: "(") { return try rowValue(start) }
    return try plainArgument(start)
  }

  private mutating func rowCondition(_ start: Int) throws(ParseStop) -> NodeID {
    let outer = flagsEnd
    flagsEnd = true
    defer { flagsEnd = outer }
    let value = try expression()
    return add(.condition, start, a: value)
  }

  private mutating func rowValue(_ start: Int) throws(ParseStop) -> NodeID {
    let value = try postfix()
    try endOfValue()
    return add(.rowValue, start, a: value)
  }

  /// `--name`, `--name=value`, `-l`, and `--` alone, behind which everything is text; nil where a word or number stands.
  private mutating func flag(_ start: Int, _ afterDashes: inout Bool) throws(ParseStop) -> NodeID? {
    if scanner.isAt("--") {
      scanner.position += 2
      let length = scanner.nameLength()
      if length == 0 {
        guard scanner.atEnd || scanner.isClass(0, ByteClass.wordEnd) else {
          throw fail("E0113", "a flag is `--name`", at: start)
        }
        afterDashes = true
        return add(.flag, start, a: name("--"), b: 0)
      }
      let title = scanner.text(scanner.position, scanner.position + length)
      scanner.position += length
      var value: NodeID = 0
      if scanner.peek() == UInt8(ascii: "=") {
        scanner.position += 1
        value = try flagValue(start)
      }
      try endOfValue()
      return add(.flag, start, a: name(title), b: value)
    }
    guard scanner.isClass(1, ByteClass.letter), scanner.wordLength() == 2 else { return nil }
    let letter = scanner.text(start + 1, start + 2)
    scanner.position += 2
    return add(.flag, start, op: 1, a: name(letter))
  }

  private mutating func flagValue(_ start: Int) throws(ParseStop) -> NodeID {
    if scanner.atEnd || scanner.isClass(0, ByteClass.blank) {
      throw fail("E0114", "a value is missing behind `=`", at: scanner.position, help: "an empty text is `\"\"`")
    }
    return try plainArgument(scanner.position)
  }

  /// A word, or a value that begins with `$ ( [ {` or a quote, or `...` before one.
  mutating func plainArgument(_ start: Int) throws(ParseStop) -> NodeID {
    switch scanner.peek() {
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "'"):
      return try argumentValue()
    case UInt8(ascii: ".") where scanner.isAt("...") && isValueStart(3):
      scanner.position += 3
      let value = try argumentValue()
      return add(.spread, start, a: value)
    case UInt8(ascii: "-") where isValueStart(1) && scanner.peek(1) != UInt8(ascii: "\"") && scanner.peek(1) != UInt8(ascii: "'"):
      scanner.position += 1
      let value = try argumentValue()
      return add(.negate, start, a: value)
    default:
      return try word(start)
    }
  }

  private func isValueStart(_ offset: Int) -> Bool {
    switch scanner.peek(offset) {
    case UInt8(ascii: "$"), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "\""), UInt8(ascii: "'"): true
    default: false
    }
  }

  /// value = postfix [ (".." | "..<") postfix ]
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
  private mutating func endOfValue() throws(ParseStop) {
    if scanner.atEnd || scanner.isClass(0, ByteClass.blank) { return }
    switch scanner.peek() {
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "|"), UInt8(ascii: ")"), UInt8(ascii: "]"),
      UInt8(ascii: "}"), UInt8(ascii: ","):
      return
    default:
      throw fail(
        "E0112", "`\(tokenText())` stands directly behind a value", at: scanner.position,
        help: "text is put together in quotes: `\"\\($a)/\\($b)\"`; a calculation needs parentheses")
    }
  }

  /// A word of a call, as text.
  private mutating func word(_ start: Int) throws(ParseStop) -> NodeID {
    let length = scanner.wordLength()
    if length == 0 {
      let token = tokenText()
      throw fail("E0104", "unexpected `\(token)`", at: start, help: Habits.helpForStray(token))
    }
    scanner.position += length
    let text = scanner.text(start, start + length)
    if !scanner.atEnd, !scanner.isClass(0, ByteClass.blank) {
      switch scanner.peek() {
      case UInt8(ascii: "$"), UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "("), UInt8(ascii: "["),
        UInt8(ascii: "{"), UInt8(ascii: "`"):
        throw fail(
          "E0115", "a word cannot hold `\(tokenText())`", at: scanner.position,
          help: "put the text in quotes: `\"\(text)\\($name)\"`")
      default: break
      }
    }
    try refuseOperator(text, start)
    return add(.word, start, a: name(text))
  }

  /// A word of operator signs alone is a calculation without parentheses.
  private mutating func refuseOperator(_ text: String, _ start: Int) throws(ParseStop) {
    if text == "-" { return }
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"),
        UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: "~"),
        UInt8(ascii: "?"), UInt8(ascii: "&"):
        continue
      default: return
      }
    }
    if text == "/" { return }
    throw fail(
      "E0116", "`\(text)` is an operator, and stands where an argument is read", at: start,
      help: Habits.helpForStray(text) ?? "a calculation needs parentheses, a text quotes")
  }
}
