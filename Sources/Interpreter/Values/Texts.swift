import Syntax

/// Text, as UTF-8.
package final class TextObject: HeapObject {
  package private(set) var string: String
  /// What is known of its characters once somebody asked for one by its number.
  private var scalars = Scalars.unknown

  private enum Scalars {
    case unknown
    /// A character is a byte.
    case ascii
    /// How many there are, and the offset of every 64th.
    case crumbs(count: Int, offsets: [Int])
  }

  package init(_ string: String) { self.string = string }

  /// Adds text at the end of one that nobody else has.
  func append(_ other: TextObject) {
    let wasASCII = if case .ascii = scalars { true } else { false }
    string += other.string
    scalars = wasASCII && other.string.utf8.count <= 64 && other.isASCII ? .ascii : .unknown
  }

  private var isASCII: Bool {
    look()
    if case .ascii = scalars { return true }
    return false
  }

  /// How many characters (Unicode scalars) it has.
  package var scalarCount: Int {
    look()
    if case .crumbs(let count, _) = scalars { return count }
    return string.utf8.count
  }

  /// The byte of a number where all characters are bytes; nil elsewhere, and behind the ends.
  func ascii(_ number: Int) -> UInt8? {
    look()
    guard case .ascii = scalars else { return nil }
    return string.utf8.withContiguousStorageIfAvailable { bytes in
      let index = number < 0 ? bytes.count + number : number
      return index >= 0 && index < bytes.count ? bytes[index] : nil
    } ?? nil
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

  private static let stretch = 64

  /// Where the character of a number begins; that of the count is the end.
  private func offset(_ number: Int, _ bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard case .crumbs(_, let offsets) = scalars else { return number }
    var offset = offsets[number / TextObject.stretch]
    var left = number % TextObject.stretch
    while left > 0 {
      offset += 1
      if offset == bytes.count || bytes[offset] & 0xC0 != 0x80 { left -= 1 }
    }
    return offset
  }

  /// Looks through the text once.
  private func look() {
    guard case .unknown = scalars else { return }
    string.makeContiguousUTF8()
    var offsets: [Int] = []
    var count = 0
    let bytes = string.utf8.count
    string.withUTF8 { text in
      if text.allSatisfy({ $0 < 0x80 }) { return }
      for (offset, byte) in text.enumerated() where byte & 0xC0 != 0x80 {
        if count % TextObject.stretch == 0 { offsets.append(offset) }
        count += 1
      }
    }
    if count == 0 {
      scalars = .ascii
      return
    }
    if count % TextObject.stretch == 0 { offsets.append(bytes) }
    scalars = .crumbs(count: count, offsets: offsets)
  }
}
