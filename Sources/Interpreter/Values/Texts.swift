internal import Base
import Syntax

/// Text, as UTF-8.
package final class TextObject: HeapObject {
  /// The text as Swift has it.
  package private(set) var string: String
  /// What is known of its characters, once one was asked for by its index.
  private var form = Form.unknown
  /// Where they are in a text that is not ASCII.
  private var crumbs: Crumbs?

  private enum Form: UInt8 {
    case unknown
    /// A character is a byte.
    case ascii
    /// There are crumbs.
    case other
  }

  /// How many characters there are, and the offset of every 16th.
  private final class Crumbs {
    let count: Int
    let offsets: [Int]

    init(_ count: Int, _ offsets: [Int]) {
      self.count = count
      self.offsets = offsets
    }
  }

  /// A text as a value of the language.
  package init(_ string: String) { self.string = string }

  /// The text of bytes that are UTF-8, as parts of a text are.
  package convenience init(valid bytes: UnsafeBufferPointer<UInt8>) { self.init(String(valid: bytes)) }

  /// Appends text to a text that has no other reference.
  func append(_ other: TextObject) {
    let wasASCII = form == .ascii
    string += other.string
    form = wasASCII && other.string.utf8.count <= 64 && other.isASCII ? .ascii : .unknown
    crumbs = nil
  }

  private var isASCII: Bool {
    look()
    return form == .ascii
  }

  /// How many characters (Unicode scalars) it has.
  package var scalarCount: Int {
    look()
    return crumbs?.count ?? string.utf8.count
  }

  /// The UTF-8 bytes of the character of a number, the first one lowest; nil behind the ends.
  func character(_ number: Int) -> UInt32? {
    look()
    let count = scalarCount
    let position = number < 0 ? count + number : number
    guard position >= 0, position < count else { return nil }
    return string.utf8.withContiguousStorageIfAvailable { bytes in
      let from = offset(position, bytes)
      var character = UInt32(bytes[from])
      var next = from + 1
      while next < bytes.count, bytes[next] & 0xC0 == 0x80 {
        character |= UInt32(bytes[next]) << UInt32(8 * (next - from))
        next += 1
      }
      return character
    }
  }

  /// The character of a number that it has.
  func scalar(_ number: Int) -> String { part(number..<(number + 1)) }

  /// The characters of some numbers.
  func part(_ range: Range<Int>) -> String {
    look()
    var string = string
    return string.withUTF8 { bytes in
      let from = offset(range.lowerBound, bytes)
      let to = offset(range.upperBound, bytes)
      return String(decoding: UnsafeBufferPointer(rebasing: bytes[from..<to]), as: UTF8.self)
    }
  }

  private static let stretch = 16

  /// Where the character of a number begins; that of the count is the end.
  private func offset(_ number: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard let crumbs else { return number }
    var offset = crumbs.offsets[number / TextObject.stretch]
    var left = number % TextObject.stretch
    let raw = UnsafeRawBufferPointer(bytes)
    // Eight bytes in one step, as long as no more than what is left begin in them.
    while left >= 8, offset + 8 <= bytes.count {
      let word = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      let goingOn = (word >> 7) & ~(word >> 6) & 0x0101_0101_0101_0101
      left -= 8 - Int((goingOn &* 0x0101_0101_0101_0101) >> 56)
      offset += 8
    }
    while offset < bytes.count {
      if bytes[offset] & 0xC0 != 0x80 {
        if left == 0 { return offset }
        left -= 1
      }
      offset += 1
    }
    return offset
  }

  /// Looks through the text once.
  private func look() {
    guard form == .unknown else { return }
    string.makeContiguousUTF8()
    var offsets: [Int] = []
    var count = 0
    let bytes = string.utf8.count
    string.withUTF8 { text in
      if Base.isASCII(text) { return }
      for (offset, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
        if count % TextObject.stretch == 0 { offsets.append(offset) }
        count += 1
      }
    }
    if count == 0 {
      form = .ascii
      return
    }
    if count % TextObject.stretch == 0 { offsets.append(bytes) }
    form = .other
    crumbs = Crumbs(count, offsets)
  }
}

extension Cell {
  /// How many bytes the text of a cell has; only where the tag says text.
  @inline(__always)
  var textSize: Int { withText { $0.string.utf8.count } }

  /// Copies the text of a cell; gives the end of the copy.
  @inline(__always)
  func copyText(to start: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    withText { $0.string.copyBytes(to: start) }
  }

  /// Lends the text of a cell without a new reference.
  @inline(__always)
  private func withText<R>(_ body: (TextObject) -> R) -> R {
    guard let pointer = UnsafeRawPointer(bitPattern: bits) else { return body(object(as: TextObject.self)) }
    return Unmanaged<TextObject>.fromOpaque(pointer)._withUnsafeGuaranteedRef(body)
  }
}
