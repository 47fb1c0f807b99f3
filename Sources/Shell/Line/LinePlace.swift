/// Where in the structure of a line the cursor stands: its stage, its pipe, and the brackets around them.
struct LinePlace {
  /// The inside of one bracket, or the line itself.
  struct Level {
    /// The first token of the pipe, and that of its stage; nil where none has begun.
    var pipe: Int?
    var stage: Int?
    /// The names that a closure gives to what it is called with.
    var parameters: [String] = []
    /// The token of its bracket; nil for the line itself.
    var open: Int?
  }

  let tokens: LineTokens
  /// From the line itself to the innermost bracket.
  private(set) var levels = [Level()]
  /// The token that is being typed; nil behind a blank or a bracket.
  let current: LineTokens.Token?
  /// Whether the cursor stands in a comment.
  let isComment: Bool

  /// The place at the end of a text: of a line, all before the cursor.
  init(_ text: String) {
    let tokens = LineTokens(text)
    let last = tokens.tokens.last
    let isTyped = last.map {
      $0.bytes.upperBound == tokens.bytes.count && ![.sign, .pipe, .open, .close, .comment].contains($0.kind)
        && ($0.kind != .text || $0.isOpen)
    }
    self.tokens = tokens
    isComment = last.map { $0.kind == .comment && $0.bytes.upperBound == tokens.bytes.count } ?? false
    current = isTyped == true ? last : nil
    for index in tokens.tokens.indices { take(index) }
    if current == nil, tokens.isStart { begin(nil) }
  }

  private mutating func take(_ index: Int) {
    let token = tokens.tokens[index]
    if token.beginsStage { begin(index) }
    switch token.kind {
    case .open: levels.append(Level(open: index))
    case .close: if levels.count > 1 { levels.removeLast() }
    case .parameter: levels[levels.count - 1].parameters.append(tokens.text(token))
    default: break
    }
  }

  /// Begins a stage at a token, or at the cursor.
  private mutating func begin(_ index: Int?) {
    let before = (index ?? tokens.tokens.count) - 1
    let goesOn = before >= 0 && tokens.tokens[before].kind == .pipe
    if !goesOn { levels[levels.count - 1].pipe = index }
    levels[levels.count - 1].stage = index
  }

  /// The token of the list in which the cursor stands; nil where the innermost bracket is another one.
  var openList: Int? {
    levels.last?.open.flatMap { tokens.text(tokens.tokens[$0]) == "[" ? $0 : nil }
  }

  /// Whether the cursor stands among the parameters of a `def`.
  var isInParameters: Bool {
    guard let open = openList, open > 1 else { return false }
    return tokens.text(tokens.tokens[open - 2]) == "def"
  }

  /// Whether a type is to come: behind the colon of a parameter.
  var isBehindColon: Bool {
    let before = tokens.tokens.dropLast(current == nil ? 0 : 1).last
    return before.map { tokens.text($0).hasSuffix(":") } ?? false
  }

  /// What closes the brackets that are open at the cursor.
  var brackets: String {
    let closing = ["(": ")", "[": "]", "{": "}"]
    return levels.reversed().compactMap { level in
      level.open.flatMap { closing[tokens.text(tokens.tokens[$0])] }
    }.joined(separator: " ")
  }

  /// Whether a command may stand at the cursor.
  var beginsStage: Bool { current?.beginsStage ?? tokens.isStart }

  /// Whether the stage at the cursor is fed by one before it.
  var isBehindBar: Bool {
    let before = place(of: levels.last?.stage) - 1
    return before >= 0 && tokens.tokens[before].kind == .pipe
  }

  private func place(of stage: Int?) -> Int { stage ?? tokens.tokens.count }

  /// The byte where the word begins that is being typed.
  var start: Int { current?.bytes.lowerBound ?? tokens.bytes.count }

  /// The part typed so far.
  var typed: String { current.map { tokens.text($0) } ?? "" }

  /// The part typed so far, without the quote in front.
  var name: String { current?.kind == .text ? String(typed.dropFirst()) : typed }

  /// The tokens of the innermost stage before the word that is being typed.
  var stage: ArraySlice<LineTokens.Token> {
    guard let first = levels.last?.stage else { return [] }
    let end = tokens.tokens.count - (current == nil ? 0 : 1)
    return first < end ? tokens.tokens[first..<end] : []
  }

  /// The text of a level's pipe before its stage: what gives the rows that arrive there.
  func source(of level: Level) -> String? {
    guard let pipe = level.pipe else { return nil }
    let end = level.stage ?? tokens.tokens.count
    guard end > pipe, tokens.tokens[end - 1].kind == .pipe else { return nil }
    let bytes = tokens.bytes[tokens.tokens[pipe].bytes.lowerBound..<tokens.tokens[end - 1].bytes.lowerBound]
    return String(decoding: bytes, as: UTF8.self)
  }
}
