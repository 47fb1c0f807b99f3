import CLibEdit

/// The states of a line, so that keys can take its changes back and make them again.
struct LineStates {
  /// A line with the byte before which its cursor stands.
  struct State {
    var line = ""
    var cursor = 0
  }

  private var past: [State] = []
  private var future: [State] = []
  private(set) var present = State()
  /// Whether the last change put a character in that the next one may go on from.
  private var isTyping = false

  /// Notes how the line is now; characters of a word that follow each other are one change.
  mutating func note(_ line: String, _ cursor: Int) {
    if line == present.line {
      if cursor != present.cursor { isTyping = false }
      present.cursor = cursor
      return
    }
    let typed = inserted(line, cursor)
    let isOfWord = typed.map { !$0.isWhitespace } ?? false
    if !(isTyping && isOfWord) { past.append(present) }
    isTyping = isOfWord
    future = []
    present = State(line: line, cursor: cursor)
  }

  /// Ends the present change for undo: the next edit begins a new one.
  mutating func endTyping() { isTyping = false }

  /// The character that alone was put in before the cursor; nil for every other change.
  private func inserted(_ line: String, _ cursor: Int) -> Character? {
    let before = present.line.utf8
    let added = cursor - present.cursor
    guard added > 0, line.utf8.count == before.count + added,
      line.utf8.prefix(present.cursor).elementsEqual(before.prefix(present.cursor)),
      line.utf8.dropFirst(cursor).elementsEqual(before.dropFirst(present.cursor))
    else { return nil }
    let text = String(decoding: line.utf8.dropFirst(present.cursor).prefix(added), as: UTF8.self)
    return text.unicodeScalars.count == 1 ? text.first : nil
  }

  /// Goes one change back; nil if there is none.
  mutating func back() -> State? {
    guard let state = past.popLast() else { return nil }
    future.append(present)
    (present, isTyping) = (state, false)
    return state
  }

  /// Makes the change again that was taken back last; nil if there is none.
  mutating func again() -> State? {
    guard let state = future.popLast() else { return nil }
    past.append(present)
    (present, isTyping) = (state, false)
    return state
  }
}

/// The word of an older line that a key has put in.
struct LastWord {
  /// Which line it is from.
  var index: Int
  var word: String
  /// The line as it was then.
  var line: String
}

extension EditLineContext {
  /// Notes the line for undo, unless libedit asks something of its own in it.
  func noteState(_ editor: OpaquePointer) {
    let (line, cursor) = currentLine(editor)
    if !isQuestion(line) { states.note(line, cursor) }
  }

  /// Whether the line is short enough to be looked at between keys that come together.
  func isShort(_ editor: OpaquePointer) -> Bool {
    guard let line = el_wline(editor)?.pointee, let start = line.buffer else { return true }
    return line.lastchar - start < 1000
  }

  /// Takes the last change of the line back.
  func undo(_ editor: OpaquePointer) -> UInt8 { show(states.back(), editor) }

  /// Makes a change again that was taken back.
  func redo(_ editor: OpaquePointer) -> UInt8 { show(states.again(), editor) }

  private func show(_ state: LineStates.State?, _ editor: OpaquePointer) -> UInt8 {
    guard let state else { return UInt8(CC_REFRESH_BEEP) }
    let result = replaceLine(with: state.line, editor)
    let after = String(decoding: state.line.utf8.dropFirst(state.cursor), as: UTF8.self)
    _ = el_cursor(editor, -Int32(clamping: after.unicodeScalars.count))
    return result
  }

  /// Puts the last word of the line before in; once more: that of an older line in its place.
  func lastWord(_ editor: OpaquePointer) -> UInt8 {
    let (line, _) = currentLine(editor)
    let before = lastWord.flatMap { $0.line == line ? $0 : nil }
    var index = (before?.index ?? entries.count) - 1
    while index >= 0 {
      let word = EditLineContext.lastWord(of: entries[index])
      if !word.isEmpty, word != before?.word {
        if let before { el_deletestr(editor, Int32(clamping: before.word.unicodeScalars.count)) }
        guard el_insertstr(editor, word) == 0 else { return UInt8(CC_ERROR) }
        lastWord = LastWord(index: index, word: word, line: currentLine(editor).line)
        return UInt8(CC_REFRESH)
      }
      index -= 1
    }
    return UInt8(CC_REFRESH_BEEP)
  }

  /// The last piece of a line between blanks; what stands in quotes is one piece.
  static func lastWord(of line: String) -> String {
    var word = ""
    var isEnded = false
    var quote: Unicode.Scalar?
    for scalar in line.unicodeScalars {
      if quote == nil, scalar.properties.isWhitespace {
        isEnded = true
        continue
      }
      if isEnded { (word, isEnded) = ("", false) }
      word.unicodeScalars.append(scalar)
      if quote == scalar {
        quote = nil
      } else if quote == nil, scalar == "\"" || scalar == "'" {
        quote = scalar
      }
    }
    return word
  }
}
