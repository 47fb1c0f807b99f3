/// The pieces of a line while it is typed, whether or not it parses.
///
/// Colours, completion and hints all read a line through this: one idea of where a stage begins and which word is a
/// command.
struct LineTokens {
  enum Kind {
    case word
    case text
    case number
    case variable
    case field
    case flag
    case sign
    /// The bar between two stages.
    case pipe
    /// A name between the bars of a closure.
    case parameter
    case open
    case close
    case comment
  }

  /// A piece of the line; blanks and newlines belong to none.
  struct Token {
    var kind: Kind
    var bytes: Range<Int>
    /// Whether a command may stand here: at the start of a stage.
    var beginsStage = false
    /// A text whose quote is not closed.
    var isOpen = false
  }

  let bytes: [UInt8]
  private(set) var tokens: [Token] = []
  private var position = 0
  /// Whether the next word begins a stage.
  private(set) var isStart = true

  init(_ line: String) {
    bytes = Array(line.utf8)
    tokens.reserveCapacity(bytes.count / 4)
    scan(until: nil)
  }

  func text(_ token: Token) -> String { String(decoding: bytes[token.bytes], as: UTF8.self) }

  /// The places of at most three words that stand behind each other, from the one that begins a stage.
  func words(from first: Int) -> [Int] {
    var run = [first]
    while run.count < 3, let next = run.last.map({ $0 + 1 }), next < tokens.count, tokens[next].kind == .word,
      !tokens[next].beginsStage
    {
      run.append(next)
    }
    return run
  }

  /// Whether a statement gives a name to a value or a command.
  var defines: Bool {
    tokens.indices.contains { index in
      guard tokens[index].beginsStage else { return false }
      if tokens[index].kind == .word { return ["let", "mut", "def", "use"].contains(text(tokens[index])) }
      let next = index + 1
      return tokens[index].kind == .variable && next < tokens.count && text(tokens[next]).hasSuffix("=")
    }
  }

  private func byte(_ offset: Int = 0) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  /// Reads pieces up to the end of the line or of an interpolation, whose `)` stays.
  private mutating func scan(until end: UInt8?) {
    var depth = 0
    while position < bytes.count {
      let byte = byte()
      if let end, byte == end, depth == 0 { return }
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") { depth -= 1 }
      one(byte)
    }
  }

  private mutating func one(_ byte: UInt8) {
    switch byte {
    case 0x20, 0x09, 0x0d: position += 1
    case UInt8(ascii: "\n"), UInt8(ascii: ";"), UInt8(ascii: "|"):
      if byte == UInt8(ascii: "\n") {
        position += 1
      } else {
        add(byte == UInt8(ascii: "|") ? .pipe : .sign, 1)
      }
      isStart = true
    case UInt8(ascii: "#") where beginsComment: add(.comment, length { $0 != UInt8(ascii: "\n") })
    case UInt8(ascii: "("), UInt8(ascii: "{"), UInt8(ascii: "["):
      let isClosure = byte == UInt8(ascii: "{") && self.byte(1) == UInt8(ascii: "|")
      add(.open, 1)
      if isClosure { closureParameters() }
      isStart = byte != UInt8(ascii: "[")
    case UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "]"): add(.close, 1)
    case UInt8(ascii: ","): add(.sign, 1)
    case UInt8(ascii: "'"): raw()
    case UInt8(ascii: "\""): quoted()
    case UInt8(ascii: "$"): add(.variable, 1 + nameLength(1))
    default: word(byte)
    }
  }

  /// Behind `{`: the names between two bars are no stages.
  private mutating func closureParameters() {
    add(.sign, 1)
    while position < bytes.count, byte() != UInt8(ascii: "|"), byte() != UInt8(ascii: "\n") {
      if LineTokens.isBlank(byte()) { position += 1 } else { add(.parameter, max(1, nameLength(0))) }
    }
    if byte() == UInt8(ascii: "|") { add(.sign, 1) }
  }

  private mutating func word(_ first: UInt8) {
    let length = max(1, length { !LineTokens.endsWord($0) })
    let word = bytes[position..<position + length]
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): add(.number, length)
    case UInt8(ascii: "."):
      if beginsPath {
        add(.word, length)
      } else {
        add(length == 1 || LineTokens.isLetter(byte(1)) ? .field : .sign, length)
      }
    case UInt8(ascii: "/") where beginsPath: add(.word, length)
    case UInt8(ascii: "-"):
      let second = byte(1)
      if LineTokens.isDigit(second) {
        add(.number, length)
      } else if second == UInt8(ascii: "-") || LineTokens.isLetter(second) {
        // What `=` gives the flag is a piece of its own.
        add(.flag, word.firstIndex(of: UInt8(ascii: "=")).map { $0 - position } ?? length)
      } else {
        add(.sign, length)
      }
    case UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "!"), UInt8(ascii: "+"),
      UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "?"), UInt8(ascii: ":"):
      operators()
    default: add(.word, length)
    }
  }

  /// A run of operator signs; behind `=`, `+=` and `=>` a stage begins.
  private mutating func operators() {
    let length = length { "=<>!+*/%?~:-.".utf8.contains($0) }
    let sign = String(decoding: bytes[position..<position + max(1, length)], as: UTF8.self)
    // What `=` gives a flag is its value.
    let isOfFlag = tokens.last.map { $0.kind == .flag && $0.bytes.upperBound == position } ?? false
    add(.sign, max(1, length))
    isStart = !isOfFlag && ["=", "+=", "-=", "*=", "/=", "=>"].contains(sign)
  }

  private mutating func raw() {
    var end = position + 1
    while end < bytes.count, bytes[end] != UInt8(ascii: "'") { end += 1 }
    let isOpen = end >= bytes.count
    add(.text, min(end + 1, bytes.count) - position, isOpen: isOpen)
  }

  /// A text in double quotes: its pieces, and those of the code inside.
  private mutating func quoted() {
    var start = position
    position += 1
    while position < bytes.count {
      switch byte() {
      case UInt8(ascii: "\\") where byte(1) == UInt8(ascii: "("):
        position += 2
        close(start)
        isStart = true
        scan(until: UInt8(ascii: ")"))
        start = position
        position = min(position + 1, bytes.count)
      case UInt8(ascii: "\\"): position = min(position + 2, bytes.count)
      case UInt8(ascii: "\""):
        position += 1
        return close(start)
      default: position += 1
      }
    }
    if start < position { close(start, isOpen: true) }
  }

  private mutating func close(_ start: Int, isOpen: Bool = false) {
    let length = position - start
    position = start
    add(.text, length, isOpen: isOpen)
  }

  private mutating func add(_ kind: Kind, _ length: Int, isOpen: Bool = false) {
    let end = min(position + length, bytes.count)
    let begins = isStart && ![.sign, .pipe, .comment].contains(kind)
    tokens.append(Token(kind: kind, bytes: position..<end, beginsStage: begins, isOpen: isOpen))
    if kind != .comment { isStart = false }
    position = end
  }

  // MARK: classes of bytes

  private func length(while isPart: (UInt8) -> Bool) -> Int {
    bytes[position...].prefix(while: isPart).count
  }

  private func nameLength(_ offset: Int) -> Int {
    bytes[min(position + offset, bytes.count)...].prefix {
      LineTokens.isLetter($0) || LineTokens.isDigit($0) || $0 == UInt8(ascii: "-")
    }.count
  }

  /// Whether a path stands here that no quotes hold: behind a command and a blank, `./x`, `../x` or `/x`, or `/` at the end.
  private var beginsPath: Bool {
    guard position > 0, LineTokens.isBlank(bytes[position - 1]),
      let first = tokens.last(where: \.beginsStage), first.kind == .word
    else { return false }
    if byte() == UInt8(ascii: ".") {
      return byte(1) == UInt8(ascii: "/") || byte(1) == UInt8(ascii: ".") && byte(2) == UInt8(ascii: "/")
    }
    let next = byte(1)
    return position + 1 == bytes.count || next != UInt8(ascii: "=") && !LineTokens.endsWord(next)
  }

  private var beginsComment: Bool {
    position == 0 || LineTokens.isBlank(bytes[position - 1]) || "\n([{|;,".utf8.contains(bytes[position - 1])
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
  static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_") || byte >= 0x80
  }
  static func endsWord(_ byte: UInt8) -> Bool { isBlank(byte) || "\n;|,()[]{}\"'$`".utf8.contains(byte) }
}
