import Glibc

/// Numbers keys in the order in which they first come: an open-addressed table over their bytes.
///
/// A key is put together part by part, from values or from fields as they lie; equal values make equal keys.
final class KeyTable {
  /// The number of different keys.
  private(set) var count = 0
  private var key = ByteBuffer()
  /// The bytes of all keys, and where each begins; the last entry is where they end.
  private var bytes = ByteBuffer()
  private var starts: [Int] = [0]
  /// The upper half of a key's hash and its number from 1, or 0.
  private var slots = [UInt64](repeating: 0, count: 64)
  /// Others cannot know which keys share a slot.
  private let seed = UInt64.random(in: 1...UInt64.max)
  private let factor = UInt64.random(in: 1...UInt64.max) | 1

  deinit {
    key.free()
    bytes.free()
  }

  /// Adds a value to the key; sealed text, closures and streams cannot be one.
  func add(_ value: Value) throws(Fault) {
    switch value {
    case .int(let number): key.append(tag: HashKey.int, number)
    case .text(let text): add(HashKey.text, text.string)
    case .entity(let entity):
      add(HashKey.entity, entity.kind)
      add(HashKey.entity, entity.id)
    default:
      var written: [UInt8] = []
      try HashKey.write(value, into: &written)
      written.withUnsafeBufferPointer { key.append($0) }
    }
  }

  /// What `HashKey` writes of a text, without an array for it.
  private func add(_ tag: UInt8, _ text: String) {
    var text = text
    text.withUTF8 { bytes in
      key.append(tag: tag, bytes.count)
      key.append(bytes)
    }
  }

  /// Adds a field to the key, as its value would be.
  func add(_ field: RawField) {
    switch field {
    case .null: key.append(tag: HashKey.null)
    case .bool(let value): key.append(tag: value ? HashKey.yes : HashKey.no)
    case .int(let number): key.append(tag: HashKey.int, number)
    case .text(let text):
      key.append(tag: HashKey.text, text.count)
      key.append(text)
    }
  }

  /// The number of the key that was put together, and whether it is a new one; the next key is begun.
  func find() -> (number: Int, isNew: Bool) {
    defer { key.count = 0 }
    let hash = self.hash()
    let mark = hash & 0xFFFF_FFFF_0000_0000
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == mark, isSame(number) { return (number, false) }
      slot = (slot + 1) & mask
    }
    bytes.append(UnsafeBufferPointer(start: key.start, count: key.count))
    starts.append(bytes.count)
    hashes.append(hash)
    slots[slot] = mark | UInt64(count + 1)
    count += 1
    if count * 2 > slots.count { enlarge() }
    return (count - 1, true)
  }

  private var hashes: [UInt64] = []

  private func isSame(_ number: Int) -> Bool {
    let start = starts[number]
    return starts[number + 1] - start == key.count
      && memcmp(bytes.start + start, key.start, key.count) == 0
  }

  private func enlarge() {
    slots = [UInt64](repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for (number, hash) in hashes.enumerated() {
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    }
  }

  private func hash() -> UInt64 {
    var hash = seed &+ UInt64(key.count)
    var position = 0
    // Behind the key are as many bytes as a whole word needs; they are those of longer keys before.
    while position < key.count {
      var word = UnsafeRawPointer(key.start + position).loadUnaligned(as: UInt64.self)
      let rest = key.count - position
      if rest < 8 { word &= (1 << UInt64(rest * 8)) - 1 }
      hash = mix(hash ^ word, factor)
      position += 8
    }
    return mix(hash, seed | 1)
  }

  private func mix(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }
}

/// Bytes that grow; whoever has it frees it.
private struct ByteBuffer {
  private(set) var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
  private var capacity = 256
  var count = 0

  init() { start.initialize(repeating: 0, count: capacity) }

  func free() { start.deallocate() }

  /// Makes room for more bytes, and eight behind them.
  private mutating func reserve(_ more: Int) {
    if count + more + 8 <= capacity { return }
    let larger = max(capacity * 2, count + more + 8)
    let moved = UnsafeMutablePointer<UInt8>.allocate(capacity: larger)
    moved.initialize(repeating: 0, count: larger)
    moved.update(from: start, count: count)
    start.deallocate()
    (start, capacity) = (moved, larger)
  }

  mutating func append(tag: UInt8) {
    reserve(1)
    start[count] = tag
    count += 1
  }

  mutating func append(tag: UInt8, _ number: Int) {
    reserve(9)
    start[count] = tag
    UnsafeMutableRawPointer(start + count + 1).storeBytes(of: number, as: Int.self)
    count += 9
  }

  mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
    guard let address = bytes.baseAddress else { return }
    reserve(bytes.count)
    (start + count).update(from: address, count: bytes.count)
    count += bytes.count
  }
}
