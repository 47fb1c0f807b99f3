import Glibc

/// Numbers names and texts of one source file, each once.
///
/// An open hash table over one array of bytes: a text is made only when it is asked for.
package struct Symbols: Sendable {
  private struct Entry {
    /// The bytes themselves where they are at most eight, else their hash.
    var key: UInt64
    /// Where its bytes begin.
    var start: UInt32
    var count: UInt32

    init(key: UInt64, start: Int, count: Int) {
      self.key = key
      self.start = UInt32(truncatingIfNeeded: start)
      self.count = UInt32(truncatingIfNeeded: count)
    }

    var hash: Int { Int(truncatingIfNeeded: mixed(key ^ UInt64(count) << 56)) }
  }

  /// The bytes of all texts, each behind the one before.
  private var bytes: [UInt8] = []
  private var entries: [Entry] = []
  /// Numbers plus 1, by hash.
  ///
  /// 0 is free. The count is a power of two, at most half of it taken.
  private var table = [UInt32](repeating: 0, count: 64)

  /// A table without names.
  package init() {}

  /// Room for the names of a source of that many bytes: pages that stay untouched cost nothing.
  mutating func reserve(sourceBytes: Int) {
    bytes.reserveCapacity(sourceBytes / 2)
    entries.reserveCapacity(sourceBytes / 8)
  }

  /// How many different texts have a number.
  package var count: Int { entries.count }

  /// The number of a text; the same text has the same number.
  package mutating func number(of text: String) -> UInt32 {
    var copy = text
    return copy.withUTF8 { number(of: $0) }
  }

  /// The number of the text that these bytes hold.
  mutating func number(of text: UnsafeBufferPointer<UInt8>) -> UInt32 {
    let entry = Entry(key: Symbols.key(text), start: bytes.count, count: text.count)
    let slot = slot(of: text, entry)
    if table[slot] != 0 { return table[slot] - 1 }
    entries.append(entry)
    let number = UInt32(truncatingIfNeeded: entries.count)
    table[slot] = number
    bytes.append(contentsOf: text)
    if entries.count * 2 > table.count { grow() }
    return number - 1
  }

  /// The number of a text that may stand in the source; nil where it does not.
  package func known(_ text: String) -> UInt32? {
    var copy = text
    return copy.withUTF8 { text in
      let number = table[slot(of: text, Entry(key: Symbols.key(text), start: 0, count: text.count))]
      return number == 0 ? nil : number - 1
    }
  }

  /// The text of a number.
  package subscript(_ number: UInt32) -> String {
    let entry = entries[Int(number)]
    return String(decoding: bytes[Int(entry.start)..<Int(entry.start) + Int(entry.count)], as: UTF8.self)
  }

  /// The place in the table where a text is, or where it belongs.
  private func slot(of text: UnsafeBufferPointer<UInt8>, _ wanted: Entry) -> Int {
    let mask = table.count - 1
    var slot = wanted.hash & mask
    while true {
      let number = table[slot]
      if number == 0 { break }
      let entry = entries[Int(number) - 1]
      if entry.key == wanted.key, entry.count == wanted.count, text.count <= 8 || holds(entry, text) { break }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func holds(_ entry: Entry, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
    bytes.withUnsafeBufferPointer { known in
      guard let known = known.baseAddress, let other = text.baseAddress else { return true }
      return memcmp(known + Int(entry.start), other, text.count) == 0
    }
  }

  private mutating func grow() {
    table = [UInt32](repeating: 0, count: table.count * 2)
    let mask = table.count - 1
    for number in entries.indices {
      var slot = entries[number].hash & mask
      while table[slot] != 0 { slot = (slot + 1) & mask }
      table[slot] = UInt32(truncatingIfNeeded: number + 1)
    }
  }

  /// Up to eight bytes as they are; more are mixed eight at a time, the last eight overlapping the ones before.
  @inline(__always)
  private static func key(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(text)
    let count = raw.count
    if count >= 8 {
      let last = raw.loadUnaligned(fromByteOffset: count - 8, as: UInt64.self)
      return count == 8 ? last : longKey(raw, last)
    }
    if count >= 4 {
      let first = raw.loadUnaligned(as: UInt32.self)
      let last = raw.loadUnaligned(fromByteOffset: count - 4, as: UInt32.self)
      return UInt64(first) | UInt64(last) << 32
    }
    if count == 0 { return 0 }
    return UInt64(raw[0]) | UInt64(raw[count / 2]) << 8 | UInt64(raw[count - 1]) << 16
  }

  private static func longKey(_ raw: UnsafeRawBufferPointer, _ last: UInt64) -> UInt64 {
    var key: UInt64 = 0
    var offset = 0
    while offset + 8 < raw.count {
      key = mixed(key ^ raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    return mixed(key ^ last)
  }
}

/// Each bit spread over all.
@inline(__always)
private func mixed(_ bits: UInt64) -> UInt64 {
  let (high, low) = bits.multipliedFullWidth(by: 0x9E37_79B9_7F4A_7C15)
  return high ^ low
}
