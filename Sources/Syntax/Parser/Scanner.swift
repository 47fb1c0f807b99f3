/// The classes of bytes that the scanner asks for.
enum ByteClass {
  static let blank: UInt8 = 1
  /// Begins or continues a name.
  static let letter: UInt8 = 2
  static let digit: UInt8 = 4
  /// Ends a word.
  static let wordEnd: UInt8 = 8

  static let table: [UInt8] = {
    var table = [UInt8](repeating: 0, count: 256)
    for byte in [0x20, 0x09, 0x0D] { table[byte] |= blank | wordEnd }
    for byte in 0x30...0x39 { table[byte] |= digit }
    for byte in Array(0x41...0x5A) + Array(0x61...0x7A) + [0x5F] { table[byte] |= letter }
    for byte in "\n;|,()[]{}\"'$`".utf8 { table[Int(byte)] |= wordEnd }
    return table
  }()
}

/// Thrown to leave a statement that cannot be parsed; what there is to say was said before.
struct ParseStop: Error {}

/// A position in the bytes of a source, and what can be read there. Tokens are pulled, never stored.
struct Scanner {
  let bytes: UnsafeBufferPointer<UInt8>
  let classes: UnsafePointer<UInt8>
  var position = 0
  var comments: [Span] = []

  var atEnd: Bool { position >= bytes.count }

  /// The byte at an offset from the position; 0 behind the end.
  @inline(__always)
  func peek(_ offset: Int = 0) -> UInt8 {
    position + offset < bytes.count ? bytes[position + offset] : 0
  }

  @inline(__always)
  func isClass(_ offset: Int, _ mask: UInt8) -> Bool {
    position + offset < bytes.count && classes[Int(bytes[position + offset])] & mask != 0
  }

  /// True iff these ASCII bytes stand here.
  func isAt(_ text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    for offset in 0..<text.utf8CodeUnitCount where bytes[position + offset] != text.utf8Start[offset] { return false }
    return true
  }

  /// True iff this word stands here and no longer name does.
  func isAtWord(_ text: StaticString) -> Bool {
    guard isAt(text) else { return false }
    let after = text.utf8CodeUnitCount
    if isClass(after, ByteClass.letter | ByteClass.digit) { return false }
    return !(peek(after) == UInt8(ascii: "-") && isClass(after + 1, ByteClass.letter))
  }

  /// Skips blanks and comments; newlines too where they are blanks.
  mutating func skipBlanks(newlines: Bool) {
    while position < bytes.count {
      let byte = bytes[position]
      if classes[Int(byte)] & ByteClass.blank != 0 {
        position += 1
      } else if byte == UInt8(ascii: "\n") {
        guard newlines else { return }
        position += 1
      } else if byte == UInt8(ascii: "#"), mayBeginComment {
        skipComment()
      } else {
        return
      }
    }
  }

  /// `#` begins a comment at the start of a line, after a blank, or after one of `( [ { | ; ,`.
  var mayBeginComment: Bool {
    guard position > 0 else { return true }
    switch bytes[position - 1] {
    case 0x20, 0x09, 0x0D, 0x0A: return true
    case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: ";"),
      UInt8(ascii: ","):
      return true
    default: return false
    }
  }

  mutating func skipComment() {
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
    comments.append(Span(start, position))
  }

  /// The length of the name that begins here: letters, digits, and single inner `-` before a letter.
  func nameLength() -> Int {
    guard isClass(0, ByteClass.letter) else { return 0 }
    var length = 1
    while true {
      if isClass(length, ByteClass.letter | ByteClass.digit) {
        length += 1
      } else if peek(length) == UInt8(ascii: "-"), isClass(length + 1, ByteClass.letter) {
        length += 2
      } else {
        return length
      }
    }
  }

  /// The length of the word that begins here: up to a blank or a byte that ends words.
  func wordLength() -> Int {
    var length = 0
    while position + length < bytes.count, classes[Int(bytes[position + length])] & ByteClass.wordEnd == 0 { length += 1 }
    return length
  }

  func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// The number of consecutive blanks (and newlines) before the position.
  var isAfterBlank: Bool {
    guard position > 0 else { return true }
    return classes[Int(bytes[position - 1])] & ByteClass.blank != 0 || bytes[position - 1] == UInt8(ascii: "\n")
  }
}
