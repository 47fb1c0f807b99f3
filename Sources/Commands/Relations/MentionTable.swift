internal import Crypto
internal import Vault

/// What was mentioned before by kind and id, with the bytes of its cell: an open-addressed table of our own.
///
/// What has its place in it keeps it, so that another thread may copy cells while places are looked for.
final class MentionTable {
  /// One mention, in one line of the processor's cache: the cell or where a long one is, its length, the kind, the
  /// number, the id.
  struct Place {
    fileprivate enum Offset {
      static let length = 42
      static let kind = 43
      static let number = 44
      static let high = 48
      static let low = 56
    }

    fileprivate static let size = 64
    /// In the place of a length: there is no cell yet.
    fileprivate static let unmade: UInt8 = 255
    /// In the place of a length: the cell's address and length stand where others have their bytes.
    fileprivate static let long: UInt8 = 254

    fileprivate let start: UnsafeMutableRawPointer

    /// Its number from 0, in the order in which mentions first come.
    @inline(__always)
    var number: Int { Int(start.load(fromByteOffset: Offset.number, as: UInt32.self)) }

    var kind: EntityKind? { EntityKind(rawValue: Int64(rawKind)) }

    @inline(__always)
    var id: UUID128 {
      UUID128(
        high: start.load(fromByteOffset: Offset.high, as: UInt64.self),
        low: start.load(fromByteOffset: Offset.low, as: UInt64.self))
    }

    @inline(__always)
    fileprivate var rawKind: UInt8 { start.load(fromByteOffset: Offset.kind, as: UInt8.self) }

    @inline(__always)
    fileprivate var length: UInt8 { start.load(fromByteOffset: Offset.length, as: UInt8.self) }

    fileprivate var longCell: UnsafeMutableBufferPointer<UInt8> {
      UnsafeMutableBufferPointer(
        start: start.load(as: UnsafeMutablePointer<UInt8>?.self),
        count: start.load(fromByteOffset: 8, as: Int.self))
    }

    /// Appends the bytes of its cell, if they are set.
    @inline(__always)
    func append(to bytes: CellBuffer) {
      let length = self.length
      if length < Self.long {
        bytes.append(UnsafeRawPointer(start), count: Int(length))
      } else if length == Self.long {
        bytes.append(UnsafeBufferPointer(longCell))
      }
    }

    /// Keeps the bytes of its cell; it has none yet.
    fileprivate func set(_ cell: [UInt8]) {
      cell.withUnsafeBytes { from in
        if from.count <= Offset.length {
          UnsafeMutableRawBufferPointer(start: start, count: Offset.length).copyMemory(from: from)
          start.storeBytes(of: UInt8(from.count), toByteOffset: Offset.length, as: UInt8.self)
          return
        }
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: from.count, alignment: 1)
        copy.copyMemory(from: from)
        start.storeBytes(of: copy.baseAddress, as: UnsafeMutableRawPointer?.self)
        start.storeBytes(of: copy.count, toByteOffset: 8, as: Int.self)
        start.storeBytes(of: Self.long, toByteOffset: Offset.length, as: UInt8.self)
      }
    }
  }

  /// How many mentions there are.
  private(set) var count = 0
  /// How many of them have their cells.
  private(set) var cellCount = 0

  /// How many places are made at once; they never move.
  private static let blockSize = 512
  private var blocks: [UnsafeMutableRawPointer] = []
  /// A part of the place's hash above its number from 1, or 0.
  private var slots: UnsafeMutablePointer<UInt64>
  private var mask = 1023
  private var last: Place?
  /// Whoever chooses ids does not choose their places.
  private let seed = UInt64.random(in: .min ... .max)
  private let factor = UInt64.random(in: .min ... .max) | 1

  init() {
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
  }

  deinit {
    for number in 0..<count where self[number].length == Place.long { self[number].longCell.deallocate() }
    for block in blocks { block.deallocate() }
    slots.deallocate()
  }

  /// The place of a number.
  subscript(number: Int) -> Place {
    Place(start: blocks[number / Self.blockSize] + number % Self.blockSize * Place.size)
  }

  /// Sets the cell of the first mention that has none.
  func addCell(_ cell: [UInt8]) {
    self[cellCount].set(cell)
    cellCount += 1
  }

  /// The place of a mention: a new one, with the next number, where it comes for the first time.
  @inline(__always)
  func place(_ kind: EntityKind, _ id: UUID128) -> Place {
    let kind = UInt8(truncatingIfNeeded: kind.rawValue)
    // Who acts is often what it is about.
    if let last, isSame(last, kind, id) { return last }
    let found = found(kind, id)
    last = found
    return found
  }

  @inline(__always)
  private func isSame(_ place: Place, _ kind: UInt8, _ id: UUID128) -> Bool {
    let other = place.id
    return other.low == id.low && other.high == id.high && place.rawKind == kind
  }

  /// Above the addresses that a program has: the upper bits of a hash.
  private static let hashBits: UInt64 = 0xFFFF_0000_0000_0000

  @inline(__always)
  private func place(in slot: Int) -> Place? {
    UnsafeMutableRawPointer(bitPattern: UInt(slots[slot] & ~Self.hashBits)).map(Place.init)
  }

  private func found(_ kind: UInt8, _ id: UUID128) -> Place {
    let hash = self.hash(kind, id)
    var slot = Int(truncatingIfNeeded: hash) & mask
    while let place = place(in: slot) {
      if (slots[slot] ^ hash) & Self.hashBits == 0, isSame(place, kind, id) { return place }
      slot = (slot + 1) & mask
    }
    if count * 2 > mask {
      growSlots()
      return found(kind, id)
    }
    let place = newPlace(kind, id)
    slots[slot] = hash & Self.hashBits | UInt64(UInt(bitPattern: place.start))
    return place
  }

  private func newPlace(_ kind: UInt8, _ id: UUID128) -> Place {
    if count == blocks.count * Self.blockSize {
      blocks.append(.allocate(byteCount: Self.blockSize * Place.size, alignment: Place.size))
    }
    let place = self[count]
    place.start.initializeMemory(as: UInt8.self, repeating: 0, count: Place.size)
    place.start.storeBytes(of: Place.unmade, toByteOffset: Place.Offset.length, as: UInt8.self)
    place.start.storeBytes(of: kind, toByteOffset: Place.Offset.kind, as: UInt8.self)
    place.start.storeBytes(of: UInt32(count), toByteOffset: Place.Offset.number, as: UInt32.self)
    place.start.storeBytes(of: id.high, toByteOffset: Place.Offset.high, as: UInt64.self)
    place.start.storeBytes(of: id.low, toByteOffset: Place.Offset.low, as: UInt64.self)
    count += 1
    return place
  }

  @inline(__always)
  private func hash(_ kind: UInt8, _ id: UUID128) -> UInt64 {
    let one = (id.low ^ seed).multipliedFullWidth(by: factor)
    let rest = one.high ^ one.low ^ id.high ^ UInt64(kind)
    let two = rest.multipliedFullWidth(by: factor)
    return two.high ^ two.low
  }

  /// Twice the slots; no more than half of them are ever taken.
  private func growSlots() {
    slots.deallocate()
    mask = mask * 2 + 1
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    for number in 0..<count {
      let place = self[number]
      let hash = self.hash(place.rawKind, place.id)
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = hash & Self.hashBits | UInt64(UInt(bitPattern: place.start))
    }
  }
}
