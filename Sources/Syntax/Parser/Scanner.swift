/// The classes of bytes that the scanner asks for.
enum ByteClass {
  static let blank: UInt8 = 1
  /// Begins or continues a name.
  static let letter: UInt8 = 2
  static let digit: UInt8 = 4
  /// Ends a word.
  static let wordEnd: UInt8 = 8
  /// May begin an operator that stands behind an operand.
  static let operatorStart: UInt8 = 16
  /// Goes on with a number, or makes it a duration, date, range or mistake.
  static let numberPart: UInt8 = 32

  static let table: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 256)
    for byte in [0x20, 0x09, 0x0D] { table[byte] |= blank | wordEnd }
    for byte in 0x30...0x39 { table[byte] |= digit }
    for byte in Array(0x41...0x5A) + Array(0x61...0x7A) + [0x5F] { table[byte] |= letter }
    for byte in "\n;|,()[]{}\"'$`".utf8 { table[Int(byte)] |= wordEnd }
    for byte in "\naionh.?=!<>+-*%/".utf8 { table[Int(byte)] |= operatorStart }
    for byte in 0...255 where table[byte] & (letter | digit) != 0 { table[byte] |= numberPart }
    for byte in ".-+:".utf8 { table[Int(byte)] |= numberPart }
    return table
  }()
}

/// Thrown to leave a statement that cannot be parsed; what there is to say was said before.
struct ParseStop: Error {}

/// A position in the bytes of a source, and what can be read there.
///
/// Tokens are pulled, never stored.
struct Scanner {
  let bytes: UnsafeBufferPointer<UInt8>
  let classes: UnsafePointer<UInt8>
  var position = 0
  /// Behind a byte order mark.
  var textStart = 0
  /// In the order of the text, each once, however often the scanner goes back.
  private(set) var comments: [Span] = []

  init(bytes: UnsafeBufferPointer<UInt8>, classes: UnsafePointer<UInt8>) {
    self.bytes = bytes
    self.classes = classes
  }

  var atEnd: Bool { position >= bytes.count }

  /// The byte at an offset from the position; 0 behind the end.
  @inline(__always)
  func peek(_ offset: Int = 0) -> UInt8 { byte(position + offset) }

  /// The byte at a place in the text; 0 behind the end.
  @inline(__always)
  func byte(_ at: Int) -> UInt8 { at < bytes.count ? bytes[at] : 0 }

  @inline(__always)
  func isClass(_ offset: Int, _ mask: UInt8) -> Bool { isClass(at: position + offset, mask) }

  @inline(__always)
  func isClass(at place: Int, _ mask: UInt8) -> Bool {
    place < bytes.count && classes[Int(bytes[place])] & mask != 0
  }

  /// True iff these ASCII bytes stand here.
  func isAt(_ text: StaticString) -> Bool { isAt(text, position) }

  /// True iff these ASCII bytes stand at a place.
  func isAt(_ text: StaticString, _ place: Int) -> Bool {
    let count = text.utf8CodeUnitCount
    guard place + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[place + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// True iff this word stands here and no longer name does.
  func isAtWord(_ text: StaticString) -> Bool { isAtWord(text, position) }

  /// True iff this word stands at a place and no longer name does.
  func isAtWord(_ text: StaticString, _ place: Int) -> Bool {
    guard isAt(text, place) else { return false }
    let after = place + text.utf8CodeUnitCount
    if isClass(at: after, ByteClass.letter | ByteClass.digit) { return false }
    return !(byte(after) == UInt8(ascii: "-") && isClass(at: after + 1, ByteClass.letter))
  }

  /// Skips blanks and comments; newlines too where they are blanks.
  mutating func skipBlanks(newlines: Bool) {
    while position < bytes.count {
      let byte = bytes[position]
      if classes[Int(byte)] & ByteClass.blank != 0 || newlines && byte == UInt8(ascii: "\n") {
        position += 1
      } else if byte == UInt8(ascii: "#"), mayBeginComment(position) {
        skipComment()
      } else {
        return
      }
    }
  }

  /// Where the next thing stands: behind blanks and comments, and newlines where they are blanks.
  func afterBlanks(newlines: Bool) -> Int { afterBlanks(newlines: newlines, from: position) }

  /// Where the next thing behind a place stands.
  func afterBlanks(newlines: Bool, from start: Int) -> Int {
    var at = start
    while at < bytes.count {
      let byte = bytes[at]
      if classes[Int(byte)] & ByteClass.blank != 0 || newlines && byte == UInt8(ascii: "\n") {
        at += 1
      } else if byte == UInt8(ascii: "#"), mayBeginComment(at) {
        at = lineEnd(at)
      } else {
        return at
      }
    }
    return at
  }

  /// `#` begins a comment at the start of a line, after a blank, or after one of `( [ { | ; ,`.
  func mayBeginComment(_ place: Int) -> Bool {
    guard place > textStart else { return true }
    switch bytes[place - 1] {
    case 0x20, 0x09, 0x0D, 0x0A: return true
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ";"),
      UInt8(ascii: ","):
      return true
    default: return false
    }
  }

  mutating func skipComment() {
    let start = position
    position = lineEnd(start)
    if let last = comments.last, Int(last.start) >= start { return }
    comments.append(Span(start, position))
  }

  private func lineEnd(_ place: Int) -> Int {
    var at = place
    while at < bytes.count, bytes[at] != UInt8(ascii: "\n") { at += 1 }
    return at
  }

  /// The length of the name that begins here: letters, digits, and single inner `-` before a letter.
  func nameLength() -> Int { nameLength(position) }

  /// The length of the name that begins at a place.
  func nameLength(_ place: Int) -> Int {
    guard isClass(at: place, ByteClass.letter) else { return 0 }
    var at = place + 1
    while true {
      if isClass(at: at, ByteClass.letter | ByteClass.digit) {
        at += 1
      } else if byte(at) == UInt8(ascii: "-"), isClass(at: at + 1, ByteClass.letter) {
        at += 2
      } else {
        return at - place
      }
    }
  }

  /// The length of the word that begins here: up to a blank or a byte that ends words.
  func wordLength() -> Int { wordLength(position) }

  /// The length of the word that begins at a place.
  func wordLength(_ place: Int) -> Int {
    var at = place
    while at < bytes.count, classes[Int(bytes[at])] & ByteClass.wordEnd == 0 { at += 1 }
    return max(0, at - place)
  }

  func slice(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[start..<end])
  }

  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }
}
