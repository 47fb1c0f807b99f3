/// An answer while it is typed: one line with a cursor.
struct AnswerLine {
  private var scalars: [Unicode.Scalar] = []
  private var cursor = 0

  /// What is typed so far.
  var text: String { String(String.UnicodeScalarView(scalars)) }

  /// What a key does to the line.
  enum Key: Equatable {
    case insert(String)
    case left, right, begin, end
    case eraseBefore, eraseAfter, eraseWord, eraseToBegin, eraseToEnd
    case accept
    /// Ctrl-D: the end of the input on an empty line, else a delete.
    case endOfInput
    case none
  }

  var isEmpty: Bool { scalars.isEmpty }

  mutating func apply(_ key: Key) {
    switch key {
    case .insert(let text):
      let added = text.unicodeScalars.filter { $0.properties.generalCategory != .control }
      scalars.insert(contentsOf: added, at: cursor)
      cursor += added.count
    case .left: cursor = max(0, cursor - 1)
    case .right: cursor = min(scalars.count, cursor + 1)
    case .begin: cursor = 0
    case .end: cursor = scalars.count
    case .eraseBefore: erase(from: max(0, cursor - 1), to: cursor)
    case .eraseAfter, .endOfInput: erase(from: cursor, to: min(scalars.count, cursor + 1))
    case .eraseWord: erase(from: wordBegin, to: cursor)
    case .eraseToBegin: erase(from: 0, to: cursor)
    case .eraseToEnd: erase(from: cursor, to: scalars.count)
    case .accept, .none: break
    }
  }

  private mutating func erase(from: Int, to: Int) {
    scalars.removeSubrange(from..<to)
    cursor = from
  }

  private var wordBegin: Int {
    var place = cursor
    while place > 0, scalars[place - 1] == " " { place -= 1 }
    while place > 0, scalars[place - 1] != " " { place -= 1 }
    return place
  }

  /// The row of the screen: a prompt, and the part of the answer around the cursor that fits behind it.
  func drawn(_ prompt: String, columns: Int) -> String {
    let room = max(1, columns - displayWidth(prompt) - 1)
    var (first, used) = (cursor, 0)
    while first > 0, used + width(first - 1..<first) < room {
      first -= 1
      used += width(first..<first + 1)
    }
    var last = cursor
    while last < scalars.count, used + width(last..<last + 1) <= room {
      used += width(last..<last + 1)
      last += 1
    }
    let back = width(cursor..<last)
    return "\r\u{1b}[K" + prompt + shown(first..<last) + (back > 0 ? "\u{1b}[\(back)D" : "")
  }

  private func shown(_ range: Range<Int>) -> String {
    neutralise(String(String.UnicodeScalarView(scalars[range])))
  }

  private func width(_ range: Range<Int>) -> Int { displayWidth(shown(range)) }
}

/// The keys of an answer, out of the bytes of a terminal.
struct AnswerKeys {
  private var decoder = InputDecoder()
  /// The bytes of a sequence from its ESC on.
  private var sequence: [UInt8] = []
  private var paste: Paste?

  /// Whether a sequence or a paste has begun.
  var isInside: Bool { !sequence.isEmpty || paste != nil }
  /// Whether a paste has begun: its control characters are no keys.
  var isPasting: Bool { paste != nil }

  /// The key that ends with a byte.
  mutating func push(_ byte: UInt8) -> AnswerLine.Key {
    if paste != nil {
      guard paste?.take(byte) == true, let text = paste?.text else { return .none }
      paste = nil
      // An answer is one line.
      return .insert(text.split(separator: "\n").joined(separator: " "))
    }
    if !sequence.isEmpty { return pushToSequence(byte) }
    if byte == Paste.escape {
      sequence = [byte]
      return .none
    }
    if let key = Self.control(byte) { return key }
    decoder.push(byte)
    var text = ""
    while let scalar = decoder.next() { text.unicodeScalars.append(scalar) }
    return text.isEmpty ? .none : .insert(text)
  }

  /// Ends a sequence that goes no further: the key was ESC itself.
  mutating func giveUp() { sequence = [] }

  private mutating func pushToSequence(_ byte: UInt8) -> AnswerLine.Key {
    sequence.append(byte)
    let isIntroducer = sequence.count == 2 && (byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O"))
    guard !isIntroducer, (0x40...0x7e).contains(byte) || sequence.count > 32 else { return .none }
    defer { sequence = [] }
    if sequence == Paste.begin {
      paste = Paste()
      return .none
    }
    return Self.sequences[String(decoding: sequence.dropFirst(), as: UTF8.self)] ?? .none
  }

  private static func control(_ byte: UInt8) -> AnswerLine.Key? {
    switch byte {
    case 0x01: .begin
    case 0x02: .left
    case 0x04: .endOfInput
    case 0x05: .end
    case 0x06: .right
    case 0x08, 0x7f: .eraseBefore
    case 0x0a, 0x0d: .accept
    case 0x0b: .eraseToEnd
    case 0x15: .eraseToBegin
    case 0x17: .eraseWord
    case 0..<0x20: AnswerLine.Key.none
    default: nil
    }
  }

  private static let sequences: [String: AnswerLine.Key] = [
    "[C": .right, "OC": .right, "[D": .left, "OD": .left, "[H": .begin, "OH": .begin, "[1~": .begin,
    "[7~": .begin, "[F": .end, "OF": .end, "[4~": .end, "[8~": .end, "[3~": .eraseAfter,
  ]
}
