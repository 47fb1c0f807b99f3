/// Pipes and their stages.
extension Parser {
  /// Stages with `|` between them; `|` may begin the next line.
  mutating func pipe() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let first = try stage()
    return try pipe(from: first, start)
  }

  /// Goes on with the stages behind the first one.
  mutating func pipe(from first: NodeID, _ start: Int) throws(ParseStop) -> NodeID {
    guard takeBar() else { return first }
    let mark = pending.count
    pending.append(first)
    repeat {
      scanner.skipBlanks(newlines: true)
      let stage = try laterStage()
      pending.append(stage)
    } while takeBar()
    return listNode(.pipeline, from: mark, start: start)
  }

  /// Takes a `|` that goes on with this pipe, also from the next line.
  private mutating func takeBar() -> Bool {
    let at = scanner.afterBlanks(newlines: true)
    guard scanner.byte(at) == UInt8(ascii: "|"), scanner.byte(at + 1) != UInt8(ascii: "|") else {
      return false
    }
    scanner.skipBlanks(newlines: true)
    scanner.position += 1
    return true
  }

  /// A stage behind `|`: a command, or something that reads what comes as `$in`.
  private mutating func laterStage() throws(ParseStop) -> NodeID {
    let start = scanner.position
    if scanner.atEnd { throw expected(.command) }
    if scanner.isClass(0, ByteClass.letter), scanner.stageWord() == nil, !isEffectAhead {
      try refuseStatement()
      return try call(hasInput: true)
    }
    let inner = try stage(hasInput: true)
    return add(.inStage, start, a: inner)
  }

  private var isEffectAhead: Bool {
    scanner.isAtWord("plan") && isBlockAhead(4) || scanner.isAtWord("batch") && isBlockAhead(5)
  }

  mutating func stage(hasInput: Bool = false) throws(ParseStop) -> NodeID {
    let start = scanner.position
    switch scanner.peek() {
    case UInt8(ascii: "i"): if scanner.isAtWord("if") { return try ifStage(start) }
    case UInt8(ascii: "m"): if scanner.isAtWord("match") { return try matchStage(start, hasInput) }
    case UInt8(ascii: "t"):
      if scanner.isAtWord("try") { return try tryStage(start) }
      if scanner.isAtWord("true") { return try expression() }
    case UInt8(ascii: "p"): if scanner.isAtWord("plan"), isBlockAhead(4) { return try effectStage(start, 4) }
    case UInt8(ascii: "b"): if scanner.isAtWord("batch"), isBlockAhead(5) { return try effectStage(start, 5) }
    case UInt8(ascii: "f"): if scanner.isAtWord("false") { return try expression() }
    case UInt8(ascii: "n"): if scanner.isAtWord("null") || scanner.isAtWord("not") { return try expression() }
    case UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"),
      UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      return try expression()
    default: break
    }
    if scanner.isClass(0, ByteClass.letter) {
      try refuseStatement()
      return try call()
    }
    if scanner.atEnd { throw expected(.value) }
    throw unexpected()
  }

  /// A statement cannot stand where a value is read.
  @inline(never)
  private mutating func refuseStatement() throws(ParseStop) {
    guard let word = scanner.statementWord() else { return }
    throw fail(
      .statementAsValue("\(word)"), at: scanner.position,
      incomplete: scanner.position + scanner.wordLength() >= scanner.bytes.count)
  }

  private func isBlockAhead(_ length: Int) -> Bool {
    scanner.byte(scanner.afterBlanks(newlines: false, from: scanner.position + length)) == UInt8(ascii: "{")
  }

  @inline(never)
  private mutating func effectStage(_ start: Int, _ length: Int) throws(ParseStop) -> NodeID {
    scanner.position += length
    let block = try block()
    return add(.effect, start, op: length == 5 ? 1 : 0, a: block)
  }

  @inline(never)
  private mutating func ifStage(_ start: Int) throws(ParseStop) -> NodeID {
    // `else if` goes on with the chain, and is no level of its own.
    var before: [(start: Int, condition: NodeID, then: NodeID)] = []
    var start = start
    var otherwise: NodeID = 0
    while true {
      scanner.position += 2
      skip()
      let condition = try subject(.condition)
      let then = try block()
      var goesOn = false
      let elseStart: Int
      if takeWordAhead("else") {
        scanner.skipBlanks(newlines: false)
        elseStart = scanner.position
        goesOn = scanner.isAtWord("if")
        if !goesOn { otherwise = try block() }
      } else {
        elseStart = start
      }
      if !goesOn {
        otherwise = add(.ifElse, start, a: condition, b: then, c: otherwise)
        break
      }
      before.append((start, condition, then))
      start = elseStart
    }
    for part in before.reversed() {
      otherwise = add(.ifElse, part.start, a: part.condition, b: part.then, c: otherwise)
    }
    return otherwise
  }

  /// Takes a word that may also begin the next line (`else`, `catch`, `finally`).
  private mutating func takeWordAhead(_ word: StaticString) -> Bool {
    guard scanner.isAtWord(word, scanner.afterBlanks(newlines: true)) else { return false }
    scanner.skipBlanks(newlines: true)
    scanner.position += word.utf8CodeUnitCount
    return true
  }

  @inline(never)
  private mutating func tryStage(_ start: Int) throws(ParseStop) -> NodeID {
    scanner.position += 3
    let body = try block()
    var handler: NodeID = 0
    var error: UInt32?
    if takeWordAhead("catch") {
      scanner.skipBlanks(newlines: false)
      if scanner.isClass(0, ByteClass.letter) { error = try takeName(.name) }
      handler = try block()
    }
    let last: NodeID = takeWordAhead("finally") ? try block() : 0
    if handler == 0, last == 0 { throw noHandler() }
    let node = add(.tryCatch, start, a: body, b: handler, c: last)
    if let error { tree.catchNames.append((node, error)) }
    return node
  }

  /// `try` alone; the next line may bring the `catch`.
  @inline(never)
  private mutating func noHandler() -> ParseStop {
    let at = scanner.afterBlanks(newlines: true)
    let isCut = at >= scanner.bytes.count ? true : nil
    let end = at + max(1, scanner.wordLength(at))
    guard isCut == nil, end < scanner.bytes.count else {
      return fail(.tryCutOff, at: at, incomplete: isCut)
    }
    return fail(.tryAlone, at: scanner.position, incomplete: false)
  }

  // MARK: match

  @inline(never)
  private mutating func matchStage(_ start: Int, _ hasInput: Bool) throws(ParseStop) -> NodeID {
    scanner.position += 5
    let subject = try matchSubject(hasInput)
    scanner.skipBlanks(newlines: false)
    let open = scanner.position
    guard scanner.peek() == UInt8(ascii: "{"), !scanner.atEnd else {
      throw expected(.arms)
    }
    let mark = pending.count
    try nest(open) { (parser) throws(ParseStop) in try parser.arms(open) }
    let (first, count) = link(from: mark)
    return add(.match, start, a: subject, b: first, c: count)
  }

  /// What is matched; behind `|` it may be left out, and is what comes.
  private mutating func matchSubject(_ hasInput: Bool) throws(ParseStop) -> NodeID {
    let end = scanner.position
    skip()
    if hasInput, scanner.peek() == UInt8(ascii: "{") { return add(.variable, end, a: name("in")) }
    return try self.subject(.value)
  }

  /// `{ … }`; the arms are pending.
  private mutating func arms(_ open: Int) throws(ParseStop) {
    let outer = (newlineIsBlank, flagsEnd)
    newlineIsBlank = false
    flagsEnd = false
    defer { (newlineIsBlank, flagsEnd) = outer }
    scanner.position += 1
    while true {
      skipSeparators()
      if scanner.atEnd { throw unclosed(UInt8(ascii: "}"), open) }
      if scanner.peek() == UInt8(ascii: "}") { break }
      let arm = try arm()
      pending.append(arm)
    }
    scanner.position += 1
  }

  private mutating func arm() throws(ParseStop) -> NodeID {
    let start = scanner.position
    let mark = pending.count
    while true {
      let pattern = try matchPattern()
      pending.append(pattern)
      scanner.skipBlanks(newlines: true)
      guard scanner.peek() == UInt8(ascii: "|") else { break }
      scanner.position += 1
      scanner.skipBlanks(newlines: true)
    }
    var guardNode: NodeID = 0
    if scanner.isAtWord("if") {
      scanner.position += 2
      scanner.skipBlanks(newlines: true)
      guardNode = try expression()
      scanner.skipBlanks(newlines: true)
    }
    guard scanner.isAt("=>") else { throw expected(.arrow) }
    scanner.position += 2
    scanner.skipBlanks(newlines: true)
    let body = try armBody()
    pending.append(body)
    return listNode(.arm, from: mark, start: start, c: guardNode)
  }

  private mutating func armBody() throws(ParseStop) -> NodeID {
    guard scanner.peek() == UInt8(ascii: "{"), scanner.peek(1) != UInt8(ascii: "|"), !isRecordAhead() else {
      return try expression()
    }
    return try block()
  }

  /// After `=>` a `{` is a record iff `}`, `...` or `KEY:` follows, else a block.
  private func isRecordAhead() -> Bool {
    let at = scanner.afterBlanks(newlines: true, from: scanner.position + 1)
    switch scanner.byte(at) {
    case UInt8(ascii: "}"): return true
    case UInt8(ascii: "."): return scanner.isAt("...", at)
    case UInt8(ascii: "$"), UInt8(ascii: "("): return isColonAhead(behindValue(at))
    default: return isKeyAhead(at)
    }
  }

  /// True iff the constant key of a record's entry and its `:` stand at a place.
  func isKeyAhead(_ at: Int) -> Bool {
    switch scanner.byte(at) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"): return isColonAhead(behindQuoted(at))
    case UInt8(ascii: "0")...UInt8(ascii: "9"):
      var end = at
      while scanner.isClass(at: end, ByteClass.digit) { end += 1 }
      return isColonAhead(end)
    default:
      let length = scanner.nameLength(at)
      return length > 0 && isColonAhead(at + length)
    }
  }

  /// The place behind a variable or parenthesis with its fields and indices: what a calculated key is made of.
  private func behindValue(_ place: Int) -> Int {
    var at = place
    var level = 0
    while at < scanner.bytes.count {
      switch scanner.bytes[at] {
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"): level += 1
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        level -= 1
        if level < 0 { return at }
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        at = behindQuoted(at)
        continue
      case UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "-"): break
      case let byte where level == 0:
        if scanner.classes[Int(byte)] & (ByteClass.letter | ByteClass.digit) == 0 { return at }
      default: break
      }
      at += 1
    }
    return at
  }

  private func isColonAhead(_ place: Int) -> Bool {
    scanner.byte(scanner.afterBlanks(newlines: true, from: place)) == UInt8(ascii: ":")
  }

  private func behindQuoted(_ place: Int) -> Int {
    let quote = scanner.byte(place)
    var at = place + 1
    while at < scanner.bytes.count, scanner.bytes[at] != quote {
      at += scanner.bytes[at] == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") ? 2 : 1
    }
    return at + 1
  }
}
