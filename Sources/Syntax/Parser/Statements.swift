extension Parser {
  /// One statement.
  mutating func statement() throws(ParseStop) -> NodeID {
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "$"):
      if let assignment = try assignment(start) { return assignment }
      return try pipe()
    case UInt8(ascii: "a")...UInt8(ascii: "z"):
      if let statement = try keywordStatement(start) { return statement }
      return try pipe()
    default:
      return try pipe()
    }
  }

  /// A statement that begins with a keyword of its own; nil where none stands here.
  private mutating func keywordStatement(_ start: Int) throws(ParseStop) -> NodeID? {
    let length = scanner.nameLength()
    switch scanner.text(start, start + length) {
    case "let": return try letStatement(start)
    case "mut": return try mutStatement(start)
    case "def": return try definition(start)
    case "use": return try useStatement(start)
    case "test": return isFollowedByQuote(4) ? try testStatement(start) : nil
    case "for": return try forStatement(start)
    case "while": return try whileStatement(start)
    case "return": return try returnStatement(start)
    case "break":
      scanner.position += 5
      return add(.leave, start)
    case "continue":
      scanner.position += 8
      return add(.next, start)
    case "throw":
      scanner.position += 5
      skip()
      let value = try pipe()
      return add(.throwing, start, a: value)
    default: return nil
    }
  }

  private func isFollowedByQuote(_ length: Int) -> Bool {
    var ahead = scanner
    ahead.position += length
    ahead.skipBlanks(newlines: false)
    return ahead.peek() == UInt8(ascii: "\"") || ahead.peek() == UInt8(ascii: "'")
  }

  private mutating func letStatement(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 3
    skip()
    let pattern = try bindingPattern()
    try equals("let")
    let value = try pipe()
    return add(.bind, start, a: pattern, b: value)
  }

  private mutating func mutStatement(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 3
    skip()
    let variable = try takeName("a name")
    try equals("mut")
    let value = try pipe()
    return add(.mutable, start, a: name(variable), b: value)
  }

  private mutating func equals(_ keyword: String) throws(ParseStop) {
    skip()
    guard scanner.peek() == UInt8(ascii: "="), scanner.peek(1) != UInt8(ascii: "=") else {
      throw fail("E0106", "expected `=` and a value behind the name of `\(keyword)`", at: scanner.position)
    }
    scanner.position += 1
    scanner.skipBlanks(newlines: true)
  }

  /// `PLACE = …` and its kin; nil where the text that begins with `$` is no assignment.
  private mutating func assignment(_ start: Int) throws(ParseStop) -> NodeID? {
    let saved = (scanner, tree.nodes.count, tree.links.count, diagnostics.count)
    guard scanner.isClass(1, ByteClass.letter) else { return nil }
    let place = try postfix()
    skip()
    guard let (op, length) = assignmentOperator() else {
      scanner = saved.0
      tree.nodes.removeSubrange(saved.1...)
      tree.links.removeSubrange(saved.2...)
      diagnostics.removeSubrange(saved.3...)
      return nil
    }
    try checkPlace(place)
    scanner.position += length
    scanner.skipBlanks(newlines: true)
    let value = try pipe()
    return add(.assign, start, op: op, a: place, b: value)
  }

  private func assignmentOperator() -> (UInt8, Int)? {
    if scanner.peek() == UInt8(ascii: "=") {
      let next = scanner.peek(1)
      return next == UInt8(ascii: "=") || next == UInt8(ascii: "~") ? nil : (0, 1)
    }
    guard scanner.peek(1) == UInt8(ascii: "=") else { return nil }
    switch scanner.peek() {
    case UInt8(ascii: "+"): return (BinaryOperator.add.rawValue + 1, 2)
    case UInt8(ascii: "-"): return (BinaryOperator.subtract.rawValue + 1, 2)
    case UInt8(ascii: "*"): return (BinaryOperator.multiply.rawValue + 1, 2)
    case UInt8(ascii: "/"): return (BinaryOperator.divide.rawValue + 1, 2)
    default: return nil
    }
  }

  private mutating func checkPlace(_ id: NodeID) throws(ParseStop) {
    var node = tree[id]
    while node.kind == .field || node.kind == .index {
      if node.op == 1 {
        report("E0107", "a place to assign to has no `?`", node.span)
        throw ParseStop()
      }
      node = tree[node.a]
    }
    if node.kind != .variable {
      report("E0107", "only a name, its fields and its items can be assigned to", tree[id].span)
      throw ParseStop()
    }
  }

  private mutating func useStatement(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 3
    skip()
    let pathStart = scanner.position
    guard scanner.peek() == UInt8(ascii: "\"") || scanner.peek() == UInt8(ascii: "'") else {
      throw fail("E0106", "`use` takes a path in quotes", at: scanner.position)
    }
    let path = try string()
    guard tree[path].kind == .text else {
      report("E0108", "the path of `use` is a constant: no `\\( )` in it", Span(pathStart, scanner.position))
      throw ParseStop()
    }
    let text = tree[path].a
    scanner.skipBlanks(newlines: false)
    var alias: UInt32 = 0
    if scanner.isAtWord("as") {
      scanner.position += 2
      skip()
      alias = name(try takeName("a name")) + 1
    }
    return add(.use, start, a: text, b: alias)
  }

  private mutating func testStatement(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 4
    skip()
    let title = try string()
    let block = try block()
    return add(.test, start, a: tree[title].a, b: block)
  }

  private mutating func forStatement(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 3
    skip()
    let pattern = try bindingPattern()
    skip()
    guard scanner.isAtWord("in") else {
      throw fail("E0106", "expected `in` behind the name of `for`", at: scanner.position)
    }
    scanner.position += 2
    skip()
    let source = try expression()
    let body = try block()
    return add(.forIn, start, a: pattern, b: source, c: body)
  }

  private mutating func whileStatement(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 5
    skip()
    let condition = try conditionExpression()
    let body = try block()
    return add(.whileLoop, start, a: condition, b: body)
  }

  private mutating func returnStatement(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 6
    scanner.skipBlanks(newlines: false)
    let byte = scanner.peek()
    if scanner.atEnd || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: ";") || byte == UInt8(ascii: "}") {
      return add(.giveBack, start)
    }
    let value = try pipe()
    return add(.giveBack, start, a: value)
  }

  /// The condition of `if` and `while`: a bare name there is a habit from elsewhere.
  mutating func conditionExpression() throws(ParseStop) -> NodeID {
    if scanner.isClass(0, ByteClass.letter), !startsExpressionWord() {
      let word = tokenText()
      throw fail(
        "E0109", "`\(word)` is no condition", at: scanner.position,
        help: "a variable is written `$\(word)`; the value of a command is `(\(word) …)`; text is in quotes")
    }
    return try expression()
  }

  /// True iff a word that may begin an expression stands here.
  func startsExpressionWord() -> Bool {
    scanner.isAtWord("not") || scanner.isAtWord("true") || scanner.isAtWord("false") || scanner.isAtWord("null")
  }

  // MARK: def

  private mutating func definition(_ start: Int) throws(ParseStop) -> NodeID {
    let doc = docComment(before: start)
    scanner.position += 3
    skip()
    let title = try takeName("the name of the command")
    skip()
    let parameters = try nest(scanner.position) { (parser) throws(ParseStop) in try parser.parameters() }
    skip()
    var result: NodeID = 0
    if scanner.isAt("->") {
      scanner.position += 2
      skip()
      result = try type()
      skip()
    }
    let body = try block()
    let (first, count) = link([name(doc), body, result] + parameters)
    return add(.def, start, a: name(title), b: first, c: count)
  }

  /// The `#` lines directly above a place.
  private func docComment(before start: Int) -> String {
    var lines: [String] = []
    var lineStart = start
    while lineStart > 0, scanner.bytes[lineStart - 1] != UInt8(ascii: "\n") { lineStart -= 1 }
    while lineStart > 0 {
      let end = lineStart - 1
      var previous = end
      while previous > 0, scanner.bytes[previous - 1] != UInt8(ascii: "\n") { previous -= 1 }
      var at = previous
      while at < end, scanner.bytes[at] == 0x20 || scanner.bytes[at] == 0x09 { at += 1 }
      guard at < end, scanner.bytes[at] == UInt8(ascii: "#"), scanner.bytes[at + 1] != UInt8(ascii: "!") else { break }
      var from = at + 1
      if from < end, scanner.bytes[from] == 0x20 { from += 1 }
      lines.append(scanner.text(from, scanner.bytes[end - 1] == 0x0D && end > from ? end - 1 : end))
      lineStart = previous
    }
    return lines.reversed().joined(separator: "\n")
  }

  private mutating func parameters() throws(ParseStop) -> [NodeID] {
    let outer = newlineIsBlank
    defer { newlineIsBlank = outer }
    guard scanner.peek() == UInt8(ascii: "[") else {
      throw fail(
        "E0106", "expected `[` and the parameters", at: scanner.position, help: "`def name [a b --flag] { … }`; none: `[]`")
    }
    scanner.position += 1
    newlineIsBlank = true
    var parameters: [NodeID] = []
    while true {
      skipSeparators()
      if scanner.peek() == UInt8(ascii: "]") { break }
      parameters.append(try parameter())
    }
    scanner.position += 1
    return parameters
  }

  /// Blanks and commas between items of a list, record or parameters.
  mutating func skipSeparators() {
    while true {
      scanner.skipBlanks(newlines: true)
      guard scanner.peek() == UInt8(ascii: ",") else { return }
      scanner.position += 1
    }
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
    let title = try takeName("the name of a parameter")
    let short = op == 2 ? try shortLetter() : 0
    var type: NodeID = 0
    var value: NodeID = 0
    scanner.skipBlanks(newlines: true)
    if scanner.peek() == UInt8(ascii: ":") {
      scanner.position += 1
      scanner.skipBlanks(newlines: true)
      type = try self.type()
    }
    scanner.skipBlanks(newlines: true)
    if scanner.peek() == UInt8(ascii: "="), op != 1 {
      scanner.position += 1
      scanner.skipBlanks(newlines: true)
      value = try postfixOrWord()
    }
    let (first, count) = link([type, value, short])
    return add(.parameter, start, op: op, a: name(title), b: first, c: count)
  }

  /// A default: an expression, or a word.
  private mutating func postfixOrWord() throws(ParseStop) -> NodeID {
    if scanner.isClass(0, ByteClass.letter), !startsExpressionWord() {
      let start = scanner.position
      scanner.position += scanner.wordLength()
      return add(.text, start, a: name(scanner.text(start, scanner.position)))
    }
    let outer = flagsEnd
    flagsEnd = true
    defer { flagsEnd = outer }
    return try expression()
  }

  private mutating func shortLetter() throws(ParseStop) -> UInt32 {
    scanner.skipBlanks(newlines: true)
    guard scanner.peek() == UInt8(ascii: "(") else { return 0 }
    scanner.position += 1
    guard scanner.peek() == UInt8(ascii: "-"), scanner.isClass(1, ByteClass.letter) else {
      throw fail("E0106", "expected a short flag such as `(-l)`", at: scanner.position)
    }
    let letter = UInt32(scanner.peek(1))
    scanner.position += 2
    try expect(UInt8(ascii: ")"), "`)`")
    return letter
  }

  private mutating func type() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let title = try takeName("a type")
    var arguments: [NodeID] = []
    if scanner.peek() == UInt8(ascii: "<") {
      scanner.position += 1
      arguments = try nest(start) { (parser) throws(ParseStop) in
        var arguments: [NodeID] = []
        repeat {
          parser.skipSeparators()
          arguments.append(try parser.type())
          parser.scanner.skipBlanks(newlines: true)
        } while parser.scanner.peek() == UInt8(ascii: ",")
        return arguments
      }
      try expect(UInt8(ascii: ">"), "`>`")
    }
    let optional: UInt8 = scanner.peek() == UInt8(ascii: "?") ? 1 : 0
    if optional == 1 { scanner.position += 1 }
    let (first, count) = link(arguments)
    return add(.type, start, op: optional, a: name(title), b: first, c: count)
  }

  /// A name that must stand here.
  mutating func takeName(_ what: String) throws(ParseStop) -> String {
    let length = scanner.nameLength()
    guard length > 0 else {
      let help = scanner.peek() == UInt8(ascii: "$") ? "a new name is written without `$`" : nil
      throw fail("E0106", "expected \(what), not `\(tokenText())`", at: scanner.position, help: help)
    }
    let text = scanner.text(scanner.position, scanner.position + length)
    scanner.position += length
    return text
  }

  // MARK: patterns

  /// What `let`, `for` and closures bind.
  mutating func bindingPattern() throws(ParseStop) -> NodeID {
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "["): return try nest(start) { (parser) throws(ParseStop) in try parser.listPattern(start, values: false) }
    case UInt8(ascii: "{"): return try nest(start) { (parser) throws(ParseStop) in try parser.recordPattern(start, values: false) }
    default:
      let title = try takeName("a name")
      return title == "_" ? add(.bindAny, start) : add(.bindName, start, a: name(title))
    }
  }

  /// What an arm of `match` compares with: literals, and `$name` to bind.
  mutating func matchPattern() throws(ParseStop) -> NodeID {
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "["): return try nest(start) { (parser) throws(ParseStop) in try parser.listPattern(start, values: true) }
    case UInt8(ascii: "{"): return try nest(start) { (parser) throws(ParseStop) in try parser.recordPattern(start, values: true) }
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let value = try string()
      guard tree[value].kind == .text else {
        report("E0108", "a pattern is a constant: no `\\( )` in it", tree[value].span)
        throw ParseStop()
      }
      return add(.matchValue, start, a: value)
    case UInt8(ascii: "$"):
      scanner.position += 1
      let title = try takeName("a name")
      return add(.bindName, start, a: name(title))
    default:
      let length = scanner.wordLength()
      guard length > 0 else { throw fail("E0106", "expected a pattern, not `\(tokenText())`", at: start) }
      let word = scanner.text(start, start + length)
      scanner.position += length
      if word == "_" { return add(.bindAny, start) }
      let literal = literalNode(word, start)
      return add(.matchValue, start, a: literal)
    }
  }

  private mutating func listPattern(_ start: Int, values: Bool) throws(ParseStop) -> NodeID {
    scanner.position += 1
    var items: [NodeID] = []
    var rest: UInt32 = 0
    var anonymous: UInt8 = 0
    while true {
      skipSeparators()
      if scanner.peek() == UInt8(ascii: "]") { break }
      if scanner.isAt("...") {
        scanner.position += 3
        if values, scanner.peek() == UInt8(ascii: "$") { scanner.position += 1 }
        if scanner.isClass(0, ByteClass.letter) { rest = name(try takeName("a name")) + 1 } else { anonymous = 1 }
        skipSeparators()
        guard scanner.peek() == UInt8(ascii: "]") else {
          throw fail("E0106", "the rest `...` stands last in its list", at: scanner.position)
        }
        break
      }
      items.append(values ? try matchPattern() : try bindingPattern())
    }
    scanner.position += 1
    return listNode(.bindList, items, start: start, op: anonymous, c: rest)
  }

  private mutating func recordPattern(_ start: Int, values: Bool) throws(ParseStop) -> NodeID {
    scanner.position += 1
    var fields: [NodeID] = []
    while true {
      skipSeparators()
      if scanner.peek() == UInt8(ascii: "}") { break }
      let fieldStart = scanner.position
      let key = try self.key()
      var pattern: NodeID = 0
      scanner.skipBlanks(newlines: true)
      if scanner.peek() == UInt8(ascii: ":") {
        scanner.position += 1
        scanner.skipBlanks(newlines: true)
        pattern = values ? try matchPattern() : try bindingPattern()
      }
      fields.append(add(.bindField, fieldStart, a: key, b: pattern))
    }
    scanner.position += 1
    return listNode(.bindRecord, fields, start: start)
  }

  // MARK: blocks

  /// A block: its `{` stands on the line of its keyword.
  mutating func block() throws(ParseStop) -> NodeID {
    scanner.skipBlanks(newlines: false)
    let start = scanner.position
    guard scanner.peek() == UInt8(ascii: "{"), !scanner.atEnd else {
      throw fail(
        "E0106", scanner.atEnd ? "`{` is missing at the end" : "expected `{` and a block, not `\(tokenText())`",
        at: scanner.position, help: "the `{` of a block stands on the line of its keyword")
    }
    return try nest(start) { (parser) throws(ParseStop) in
      parser.scanner.position += 1
      return try parser.blockRest(start)
    }
  }

  /// The statements of a block and its `}`; the `{` is taken.
  mutating func blockRest(_ start: Int) throws(ParseStop) -> NodeID {
    let statements = body(until: UInt8(ascii: "}"))
    guard scanner.peek() == UInt8(ascii: "}"), !scanner.atEnd else {
      throw fail("E0106", "`}` is missing at the end", at: scanner.bytes.count)
    }
    scanner.position += 1
    return listNode(.block, statements, start: start)
  }
}
