import CSupport
import Glibc

/// A paste that the terminal marks as one, between two sequences.
struct Paste {
  static let on = "\u{1b}[?2004h"
  static let off = "\u{1b}[?2004l"
  static let begin = Array("\u{1b}[200~".utf8)
  static let escape: UInt8 = 0x1b
  private static let end = Array("\u{1b}[201~".utf8)
  /// What is longer is cut: no line is that long.
  private static let limit = 16 << 20

  private var bytes: [UInt8] = []
  /// Takes a byte; true once the paste has ended.
  mutating func take(_ byte: UInt8) -> Bool {
    bytes.append(byte)
    if byte == UInt8(ascii: "~"), bytes.suffix(Paste.end.count).elementsEqual(Paste.end) {
      bytes.removeLast(Paste.end.count)
      return true
    }
    if bytes.count > Paste.limit {
      // The last bytes stay: they may be the beginning of the end.
      bytes.remove(at: Paste.limit - Paste.end.count)
    }
    return false
  }

  /// What goes into the line: newlines stay but for those at the end, a tab is blanks, other control characters go.
  var text: String {
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      // The terminal's own modes make newlines of carriage returns.
      case "\n": text.append("\n")
      case "\t": text.append(contentsOf: "    ".unicodeScalars)
      default: if scalar.properties.generalCategory != .control { text.append(scalar) }
      }
    }
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}

extension EditLineContext {
  /// How long the rest of a marker may take behind its first byte, in milliseconds: it comes at once, a key alone does not.
  static let patience: Int32 = 20

  /// The bytes from an ESC that was read on, as far as they are those of a paste's beginning, and one that is not.
  func bytesOfMarker() -> [UInt8] {
    var bytes = [Paste.escape]
    while bytes.count < Paste.begin.count, Paste.begin.starts(with: bytes) {
      guard let byte = byteAtOnce() else { break }
      bytes.append(byte)
    }
    return bytes
  }

  /// Reads a paste behind its beginning; nil where it was broken off, which the next read says again.
  func readPaste(_ editor: OpaquePointer) -> String? {
    var paste = Paste()
    while true {
      guard case .byte(let byte) = readByte(editor) else { return nil }
      if paste.take(byte) { return paste.text }
    }
  }
}
