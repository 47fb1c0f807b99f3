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
  /// Takes bytes; gives those behind the end once the paste has ended.
  mutating func take(_ chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
    for place in chunk.indices where take(chunk[place]) { return chunk[(place + 1)...] }
    return nil
  }

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
    var lineEnd: Unicode.Scalar?
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      switch scalar {
      case "\n", "\r":
        // The modes of editing exchange the two, so that a line end of both comes in either order.
        if let first = lineEnd, first != scalar {
          lineEnd = nil
          continue
        }
        text.append("\n")
        lineEnd = scalar
        continue
      case "\t": text.append(contentsOf: "    ".unicodeScalars)
      default: if scalar.properties.generalCategory != .control { text.append(scalar) }
      }
      lineEnd = nil
    }
    while text.last == "\n" { text.removeLast() }
    return String(text)
  }
}

extension EditLineContext {
  /// How long the rest of a marker may take behind its first byte, in milliseconds: it comes at once, a key alone does not.
  static let patience: Int32 = 20

  /// Reads a paste behind its beginning; nil where it was broken off, which the next read says again.
  func readPaste(_ editor: OpaquePointer) -> String? {
    var paste = Paste()
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if !unread.isEmpty {
        let bytes = unread
        unread = []
        if let rest = paste.take(bytes[...]) {
          unread = Array(rest)
          return paste.text
        }
      }
      switch waitForInput(editor) {
      case .ready: break
      case .drawn: continue
      case .ended: return nil
      }
      let count = Glibc.read(input, &chunk, chunk.count)
      if count < 0, errno == EINTR || errno == EAGAIN { continue }
      // What the broken-off paste left is told by the next read.
      if count <= 0 { return nil }
      unread = Array(chunk[..<count])
    }
  }
}
