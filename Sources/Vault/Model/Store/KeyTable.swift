package import Base

/// Numbers for keys in the order in which they first come: a hash table of our own over ids and numbers.
///
/// Open addressing over three words a key: a database that groups sorts all rows first.
package struct KeyTable {
  private struct Key {
    let tag: UInt64
    let high: UInt64
    let low: UInt64
  }

  private var keys: [Key] = []
  /// The number of a key plus one, at the key's hash slot or probed behind it; 0: an empty slot.
  private var slots: [Int32]
  private var mask: Int
  /// A random seed, so that chosen ids cannot be made to collide.
  private let seed = UInt64.random(in: .min ... .max)

  /// An empty table.
  package init() {
    slots = Array(repeating: 0, count: 1024)
    mask = 1023
  }

  /// How many keys there are.
  package var count: Int { keys.count }

  /// The number of an id; the tag tells apart what may have the same.
  @inline(__always)
  package mutating func number(of id: UUID128, tag: UInt64 = 2) -> Int {
    number(Key(tag: tag, high: id.high, low: id.low))
  }

  /// The number of a number.
  @inline(__always)
  package mutating func number(of value: Int64) -> Int {
    number(Key(tag: 1, high: 0, low: UInt64(bitPattern: value)))
  }

  /// The number of nothing.
  package mutating func numberOfNull() -> Int { number(Key(tag: 0, high: 0, low: 0)) }

  private mutating func number(_ key: Key) -> Int {
    var place = Int(truncatingIfNeeded: hash(key)) & mask
    while true {
      let found = Int(slots[place])
      if found == 0 { break }
      let other = keys[found - 1]
      if other.low == key.low, other.high == key.high, other.tag == key.tag { return found - 1 }
      place = (place + 1) & mask
    }
    keys.append(key)
    slots[place] = Int32(keys.count)
    if keys.count * 2 > mask { grow() }
    return keys.count - 1
  }

  private func hash(_ key: Key) -> UInt64 {
    var hash = (key.low ^ seed) &* 0x9e37_79b9_7f4a_7c15
    hash ^= hash >> 32
    hash = (hash ^ key.high ^ key.tag) &* 0xd6e8_feb8_6659_fd93
    return hash ^ hash >> 32
  }

  private mutating func grow() {
    mask = mask * 2 + 1
    slots = Array(repeating: 0, count: mask + 1)
    for (index, key) in keys.enumerated() {
      var place = Int(truncatingIfNeeded: hash(key)) & mask
      while slots[place] != 0 { place = (place + 1) & mask }
      slots[place] = Int32(index + 1)
    }
  }
}
