import Glibc

/// Numbers keys in the order in which they first come: an open-addressed table over their bytes.
///
/// A key is put together part by part, from values or from fields as they lie. It finds what `Comparison.equal` calls
/// equal: mostly by the bytes; an entity beside texts and records that name it by `SimilarKeys`, which is made once
/// both stand at the same place.
package final class EqualityTable {
  private var key = KeyBytes()
  /// The bytes of all keys, and where each begins; the last entry is where they end.
  private var bytes = ByteBuffer()
  private var starts: [Int] = [0]
  private var hashes: [UInt64] = []
  /// The upper half of a key's hash and its number from 1, or 0.
  private var slots = [UInt64](repeating: 0, count: 64)
  /// Others cannot know which keys share a slot.
  private let seed = UInt64.random(in: 1...UInt64.max)
  private let factor = UInt64.random(in: 1...UInt64.max) | 1
  /// At which places the keys hold entities, and at which ones what may name one.
  private var entities: UInt64 = 0
  private var namings: UInt64 = 0
  /// The names of the keys' entities, and where those of each key begin; no starts as long as there are none.
  private var names: [String] = []
  private var nameStarts: [Int] = []
  private var closures: [ClosureObject] = []
  private var similar: SimilarKeys?
  /// By key: its group; none as long as each key is one.
  private var groups: [Int] = []
  private var groupCount = 0

  /// Makes a table without keys.
  package init() {}

  deinit {
    key.bytes.free()
    bytes.free()
  }

  /// Adds a value to the key; sealed text and streams cannot be one.
  package func add(_ value: Value) throws(Fault) {
    do throws(Fault) { try key.add(value) } catch {
      key.clear()
      throw error
    }
  }

  /// Adds the value of a cell, whose reference stays the caller's.
  func add(_ cell: Cell) throws(Fault) {
    do throws(Fault) { try key.add(cell) } catch {
      key.clear()
      throw error
    }
  }

  /// Begins the key anew.
  func restart() { key.clear() }

  /// Adds what a column has in a row, as its value would be.
  func add(_ column: RowColumn, _ row: Int) throws(Fault) {
    do throws(Fault) { try key.add(column, row) } catch {
      key.clear()
      throw error
    }
  }

  // MARK: one list

  /// Finds the group of the key that was put together, and begins the next key.
  ///
  /// The result says whether the group is new. A key that is new itself joins the first group with an equal key.
  package func group() -> (number: Int, isNew: Bool) {
    defer { key.clear() }
    let hash = hash()
    if let known = find(hash) { return (group(of: known), false) }
    let equals = equalsByName()
    insert(hash)
    if let group = equals.map(group(of:)).min() {
      if groups.isEmpty { groups = Array(0..<(hashes.count - 1)) }
      groups.append(group)
      return (group, false)
    }
    if !groups.isEmpty { groups.append(groupCount) }
    groupCount += 1
    return (groupCount - 1, true)
  }

  /// The group of the key that is this one text; nil where it has not come before.
  func group(of text: TextObject) -> Int? {
    text.string.utf8.withContiguousStorageIfAvailable { group(of: $0) } ?? nil
  }

  /// The group of the key that is these bytes of one text; nil where it has not come before.
  func group(of text: UnsafeBufferPointer<UInt8>) -> Int? {
    let hash = hash(text)
    let mark = hash & 0xFFFF_FFFF_0000_0000
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == mark, isText(text, number) { return group(of: number) }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func group(of key: Int) -> Int { groups.isEmpty ? key : groups[key] }

  // MARK: one list beside another

  /// The number of the key that was put together, and whether it is new; the next key is begun.
  package func number() -> (number: Int, isNew: Bool) {
    defer { key.clear() }
    let hash = hash()
    if let known = find(hash) { return (known, false) }
    insert(hash)
    return (hashes.count - 1, true)
  }

  /// The key with the same bytes as the one that was put together, if there is one; the next key is begun.
  package func same() -> Int? {
    defer { key.clear() }
    return find(hash())
  }

  /// All keys that equal the one that was put together, in the order of their numbers; the next key is begun.
  package func equals() -> [Int] {
    var found: [Int] = []
    equals(&found)
    return found
  }

  /// Finds all keys that equal the one that was put together, in the order of their numbers; the next key is begun.
  package func equals(_ found: inout [Int]) {
    defer { key.clear() }
    found.removeAll(keepingCapacity: true)
    if let same = find(hash()) { found.append(same) }
    if (key.entities & namings) | (key.namings & entities) == 0 { return }
    found += equalsByName()
    found.sort()
  }

  // MARK: bytes

  private func find(_ hash: UInt64) -> Int? {
    let mark = hash & 0xFFFF_FFFF_0000_0000
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == mark, isSame(number) { return number }
      slot = (slot + 1) & mask
    }
    return nil
  }

  private func isSame(_ number: Int) -> Bool {
    let start = starts[number]
    return starts[number + 1] - start == key.bytes.count
      && memcmp(bytes.start + start, key.bytes.start, key.bytes.count) == 0
  }

  /// Whether a key is one text.
  private func isText(_ text: UnsafeBufferPointer<UInt8>, _ number: Int) -> Bool {
    let start = bytes.start + starts[number]
    guard starts[number + 1] - starts[number] == KeyBytes.head + text.count, start[0] == KeyTag.text else {
      return false
    }
    guard let address = text.baseAddress else { return true }
    return memcmp(start + KeyBytes.head, address, text.count) == 0
  }

  private func insert(_ hash: UInt64) {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 { slot = (slot + 1) & mask }
    bytes.append(UnsafeBufferPointer(start: key.bytes.start, count: key.bytes.count))
    starts.append(bytes.count)
    hashes.append(hash)
    slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(hashes.count)
    keepObjects()
    similar?.add(piece(hashes.count - 1), number: hashes.count - 1)
    if hashes.count * 2 > slots.count { enlarge() }
  }

  private func keepObjects() {
    entities |= key.entities
    namings |= key.namings
    if !key.closures.isEmpty { closures += key.closures }
    if nameStarts.isEmpty {
      if key.names.isEmpty { return }
      nameStarts = [Int](repeating: 0, count: hashes.count)
    }
    names += key.names
    nameStarts.append(names.count)
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
    let count = key.bytes.count
    var hash = seed &+ UInt64(count)
    var position = 0
    // Behind the key are as many bytes as a whole word needs; they are those of longer keys before.
    while position < count {
      var word = UnsafeRawPointer(key.bytes.start + position).loadUnaligned(as: UInt64.self)
      let rest = count - position
      if rest < 8 { word &= (1 << UInt64(rest * 8)) - 1 }
      hash = mix(hash ^ word, factor)
      position += 8
    }
    return mix(hash, seed | 1)
  }

  /// The hash of the key that is this one text.
  private func hash(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
    var hash = seed &+ UInt64(KeyBytes.head + text.count)
    hash = mix(hash ^ (UInt64(KeyTag.text) | UInt64(text.count) << 8), factor)
    // The second word is the last byte of the length and the first seven of the text.
    hash = mix(hash ^ (UInt64(text.count) >> 56 | word(text, 0) << 8), factor)
    var position = 7
    while position < text.count {
      hash = mix(hash ^ word(text, position), factor)
      position += 8
    }
    return mix(hash, seed | 1)
  }

  /// Eight bytes of a text, with zeros behind its end.
  @inline(__always)
  private func word(_ text: UnsafeBufferPointer<UInt8>, _ position: Int) -> UInt64 {
    guard let start = UnsafeRawPointer(text.baseAddress) else { return 0 }
    if position + 8 <= text.count { return (start + position).loadUnaligned(as: UInt64.self) }
    if text.count >= 8 {
      let last = (start + text.count - 8).loadUnaligned(as: UInt64.self)
      return last >> UInt64((position + 8 - text.count) * 8)
    }
    var word: UInt64 = 0
    for index in position..<text.count { word |= UInt64(text[index]) << UInt64((index - position) * 8) }
    return word
  }

  @inline(__always)
  private func mix(_ one: UInt64, _ other: UInt64) -> UInt64 {
    let product = one.multipliedFullWidth(by: other)
    return product.high ^ product.low
  }

  // MARK: names

  /// The keys with other bytes that equal the one that is put together.
  private func equalsByName() -> [Int] {
    if (key.entities & namings) | (key.namings & entities) == 0 { return [] }
    let similar = madeSimilar()
    return similar.equals(
      KeyPiece(UnsafeBufferPointer(start: key.bytes.start, count: key.bytes.count), key.names[...]))
  }

  private func madeSimilar() -> SimilarKeys {
    if let similar { return similar }
    let made = SimilarKeys()
    for number in hashes.indices { made.add(piece(number), number: number) }
    similar = made
    return made
  }

  private func piece(_ number: Int) -> KeyPiece {
    let own = nameStarts.isEmpty ? [] : names[nameStarts[number]..<nameStarts[number + 1]]
    let start = starts[number]
    return KeyPiece(
      UnsafeBufferPointer(start: bytes.start + start, count: starts[number + 1] - start), own)
  }
}
