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
  private struct Entry {
    /// Where its bytes begin.
    var start: UInt32
    var count: UInt32
    var hash: UInt32
  }

  package private(set) var texts: [String] = []
  /// The bytes of all texts, each behind the one before.
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// Numbers plus 1, by hash.
  ///
  /// 0 is free. The count is a power of two, at most half of it taken.
  private var table = [UInt32](repeating: 0, count: 64)

  package init() {}

  /// Room for the names of a source of that many bytes: pages that stay untouched cost nothing.
  mutating func reserve(sourceBytes: Int) {
    texts.reserveCapacity(sourceBytes / 8)
    bytes.reserveCapacity(sourceBytes / 2)
    entries.reserveCapacity(sourceBytes / 8)
  }

  package var count: Int { texts.count }

  /// The number of a text; the same text has the same number.
  package mutating func number(of text: String) -> UInt32 {
    var copy = text
    return copy.withUTF8 { number(of: $0) }
  }

  /// The number of the text that these bytes hold.
  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let hash = Symbols.hash(text)
    let slot = slot(of: text, hash)
    if table[slot] != 0 { return table[slot] - 1 }
    let number = UInt32(truncatingIfNeeded: texts.count)
    table[slot] = number + 1
    texts.append(String(decoding: text, as: UTF8.self))
    entries.append(
      Entry(
        start: UInt32(truncatingIfNeeded: bytes.count), count: UInt32(truncatingIfNeeded: text.count),
        hash: hash))
    bytes.append(contentsOf: text)
    if texts.count * 2 > table.count { grow() }
    return number
  }

  /// The number of a text that may stand in the source; nil where it does not.
  package func known(_ text: String) -> UInt32? {
    var copy = text
    return copy.withUTF8 { text in
      let number = table[slot(of: text, Symbols.hash(text))]
      return number == 0 ? nil : number - 1
    }
  }

  package subscript(_ number: UInt32) -> String { texts[Int(number)] }

  /// The place in the table where a text is, or where it belongs.
  private func slot(of text: UnsafeBufferPointer<UInt8>, _ hash: UInt32) -> Int {
    var slot = Int(hash) & (table.count - 1)
    while table[slot] != 0 {
      let entry = entries[Int(table[slot]) - 1]
      if entry.hash == hash, isText(entry, text) { break }
      slot = (slot + 1) & (table.count - 1)
    }
    return slot
  }

  private func isText(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard Int(entry.count) == text.count else { return false }
    return bytes.withUnsafeBufferPointer { known in
      guard let known = known.baseAddress, let other = text.baseAddress else { return true }
      return memcmp(known + Int(entry.start), other, text.count) == 0
    }
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    for (number, entry) in entries.enumerated() {
      var slot = Int(entry.hash) & (table.count - 1)
      while table[slot] != 0 { slot = (slot + 1) & (table.count - 1) }
      table[slot] = UInt32(number) + 1
    }
  }

  /// Eight bytes at a time, each step spread over all bits.
  private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let raw = UnsafeRawBufferPointer(text)
    var hash = UInt64(truncatingIfNeeded: raw.count)
    var offset = 0
    while offset + 8 <= raw.count {
      hash = mixed(hash ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var last: UInt64 = 0
    while offset < raw.count {
      last = last << 8 | UInt64(raw[offset])
      offset += 1
    }
    return UInt32(truncatingIfNeeded: mixed(hash ^ last))
  }

  @inline(__always)
  private static func mixed(_ bits: UInt64) -> UInt64 {
    let product = bits &* 0x9E37_79B9_7F4A_7C15
    return product ^ (product >> 32)
  }
}
