import Glibc

/// Text compared and hashed by its bytes: Swift's own equality joins texts that only look alike.
package struct ExactText: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  package static func == (left: ExactText, right: ExactText) -> Bool { sameBytes(left.text, right.text) }

  package func hash(into hasher: inout Hasher) {
    var copy = text
    copy.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

/// True iff two texts hold the same bytes.
package func sameBytes(_ left: String, _ right: String) -> Bool {
  let count = left.utf8.count
  guard count == right.utf8.count else { return false }
  let isSame = left.utf8.withContiguousStorageIfAvailable { one in
    right.utf8.withContiguousStorageIfAvailable { other -> Bool in
      guard let one = one.baseAddress, let other = other.baseAddress else { return count == 0 }
      return memcmp(one, other, count) == 0
    }
  }
  return (isSame ?? nil) ?? left.utf8.elementsEqual(right.utf8)
}

/// Numbers names and texts of one source file, each once.
///
/// An open hash table over one array of bytes: a name that was seen before costs no allocation.
package struct Symbols: Sendable {
  package private(set) var texts: [String] = []
  /// The bytes of all texts, each behind the one before.
  private var bytes: [UInt8] = []
  private var ends: [Int] = []
  private var hashes: [UInt64] = []
  /// Numbers plus 1, by hash.
  ///
  /// 0 is free. The count is a power of two, at most half of it taken.
  private var table = [UInt32](repeating: 0, count: 64)

  package init() {}

  /// The number of a text; the same text has the same number.
  package mutating func number(of text: String) -> UInt32 {
    var copy = text
    return copy.withUTF8 { number(of: $0) }
  }

  /// The number of the text that these bytes hold.
  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = Symbols.hash(text)
    var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[slot] != 0 {
      let number = Int(table[slot]) - 1
      if hashes[number] == hash, isText(number, text) { return UInt32(number) }
      slot = (slot + 1) & (table.count - 1)
    }
    table[slot] = UInt32(texts.count) + 1
    texts.append(String(decoding: text, as: UTF8.self))
    bytes.append(contentsOf: text)
    ends.append(bytes.count)
    hashes.append(hash)
    if texts.count * 2 > table.count { grow() }
    return UInt32(texts.count - 1)
  }

  package subscript(_ number: UInt32) -> String { texts[Int(number)] }

  private func isText(_ number: Int, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = number == 0 ? 0 : ends[number - 1]
    guard ends[number] - start == text.count else { return false }
    return bytes.withUnsafeBufferPointer { known in
      for offset in 0..<text.count where known[start + offset] != text[offset] { return false }
      return true
    }
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
      while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = UInt32(number) + 1
    }
  }

  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hash ^ (hash >> 29)
  }
}
