internal import Crypto
internal import Vault

/// Finds what was mentioned before by kind and id, with the bytes of its cell: an open-addressed table of our own.
///
/// An entry is one line of the processor's cache: the cell or where a long one is, its length, the kind and the id.
final class MentionTable {
  /// How many mentions there are.
  private(set) var count = 0

  /// Where what lies in an entry, and its size.
  private enum Place {
    static let length = 46
    static let kind = 47
    static let high = 48
    static let low = 56
    static let size = 64
  }

  /// In the place of a length: there is no cell yet.
  private static let unmade: UInt8 = 255
  /// In the place of a length: the cell's address and length stand where others have their bytes.
  private static let long: UInt8 = 254

  private var entries: UnsafeMutableRawPointer
  private var capacity = 512
  /// The upper half of an entry's hash and its number from 1, or 0.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask = 1023
  private var last = -1
  /// Whoever chooses ids does not choose their places.
  private let seed = UInt64.random(in: .min ... .max)
  private let factor = UInt64.random(in: .min ... .max) | 1

  init() {
    entries = Self.room(capacity)
    slots = .allocate(capacity: 1024)
    slots.initialize(repeating: 0, count: 1024)
  }

  deinit {
    for number in 0..<count where length(number) == Self.long {
      longCell(number).deallocate()
    }
    entries.deallocate()
    slots.deallocate()
  }

  private static func room(_ capacity: Int) -> UnsafeMutableRawPointer {
    .allocate(byteCount: capacity * Place.size, alignment: Place.size)
  }

  /// The number of a mention, in the order in which they first come.
  @inline(__always)
  func number(_ kind: Int64, _ id: UUID128) -> Int {
    // Who acts is often what it is about.
    if last >= 0, isSame(last, UInt8(truncatingIfNeeded: kind), id) { return last }
    last = found(UInt8(truncatingIfNeeded: kind), id)
    return last
  }

  /// Appends the bytes of a mention's cell; false where they are not set yet.
  @inline(__always)
  func append(_ number: Int, to bytes: CellBuffer) -> Bool {
    let length = self.length(number)
    if length < Self.long {
      bytes.append(UnsafeRawPointer(entry(number)), count: Int(length))
      return true
    }
    if length == Self.unmade { return false }
    bytes.append(UnsafeBufferPointer(longCell(number)))
    return true
  }

  /// Keeps the bytes of a mention's cell, which has none yet.
  func set(_ cell: [UInt8], of number: Int) {
    let place = entry(number)
    cell.withUnsafeBytes { from in
      if from.count <= Place.length {
        UnsafeMutableRawBufferPointer(start: place, count: Place.length).copyMemory(from: from)
        place.storeBytes(of: UInt8(from.count), toByteOffset: Place.length, as: UInt8.self)
        return
      }
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: from.count, alignment: 1)
      copy.copyMemory(from: from)
      place.storeBytes(of: copy.baseAddress, as: UnsafeMutableRawPointer?.self)
      place.storeBytes(of: copy.count, toByteOffset: 8, as: Int.self)
      place.storeBytes(of: Self.long, toByteOffset: Place.length, as: UInt8.self)
    }
  }

  // MARK: entries

  @inline(__always)
  private func entry(_ number: Int) -> UnsafeMutableRawPointer { entries + number &* Place.size }

  @inline(__always)
  private func length(_ number: Int) -> UInt8 {
    entry(number).load(fromByteOffset: Place.length, as: UInt8.self)
  }

  private func longCell(_ number: Int) -> UnsafeMutableBufferPointer<UInt8> {
    let start = entry(number).load(as: UnsafeMutablePointer<UInt8>?.self)
    return UnsafeMutableBufferPointer(
      start: start, count: entry(number).load(fromByteOffset: 8, as: Int.self))
  }

  @inline(__always)
  private func id(_ number: Int) -> UUID128 {
    UUID128(
      high: entry(number).load(fromByteOffset: Place.high, as: UInt64.self),
      low: entry(number).load(fromByteOffset: Place.low, as: UInt64.self))
  }

  @inline(__always)
  private func kind(_ number: Int) -> UInt8 { entry(number).load(fromByteOffset: Place.kind, as: UInt8.self) }

  @inline(__always)
  private func isSame(_ number: Int, _ kind: UInt8, _ id: UUID128) -> Bool {
    let other = self.id(number)
    return other.low == id.low && other.high == id.high && self.kind(number) == kind
  }

  private func found(_ kind: UInt8, _ id: UUID128) -> Int {
    let hash = self.hash(kind, id)
    let mark = hash & 0xFFFF_FFFF_0000_0000
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(truncatingIfNeeded: slots[slot] & 0xFFFF_FFFF) - 1
      if slots[slot] & 0xFFFF_FFFF_0000_0000 == mark, isSame(number, kind, id) { return number }
      slot = (slot + 1) & mask
    }
    if count == capacity {
      grow()
      return found(kind, id)
    }
    let place = entry(count)
    place.initializeMemory(as: UInt8.self, repeating: 0, count: Place.size)
    place.storeBytes(of: Self.unmade, toByteOffset: Place.length, as: UInt8.self)
    place.storeBytes(of: kind, toByteOffset: Place.kind, as: UInt8.self)
    place.storeBytes(of: id.high, toByteOffset: Place.high, as: UInt64.self)
    place.storeBytes(of: id.low, toByteOffset: Place.low, as: UInt64.self)
    count += 1
    slots[slot] = mark | UInt64(count)
    return count - 1
  }

  @inline(__always)
  private func hash(_ kind: UInt8, _ id: UUID128) -> UInt64 {
    let one = (id.low ^ seed).multipliedFullWidth(by: factor)
    let rest = one.high ^ one.low ^ id.high ^ UInt64(kind)
    let two = rest.multipliedFullWidth(by: factor)
    return two.high ^ two.low
  }

  /// Twice the room; no more than half of the slots are ever taken.
  private func grow() {
    let larger = Self.room(capacity * 2)
    larger.copyMemory(from: entries, byteCount: count * Place.size)
    entries.deallocate()
    entries = larger
    capacity *= 2
    slots.deallocate()
    slots = .allocate(capacity: capacity * 2)
    slots.initialize(repeating: 0, count: capacity * 2)
    mask = capacity * 2 - 1
    for number in 0..<count {
      let hash = self.hash(kind(number), id(number))
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = hash & 0xFFFF_FFFF_0000_0000 | UInt64(number + 1)
    }
  }
}
