internal import Base
internal import Interpreter
internal import Vault

/// The things that rows refer to, numbered in the order in which they first come, and the references to them.
final class ReferenceIndex {
  private struct Thing {
    let kind: EntityKind
    let id: UUID128
  }

  /// How many there are.
  private(set) var count = 0
  // Addresses, and no arrays: each row asks for a number, and an array would be asked for its owner and its end.
  private var things = UnsafeMutablePointer<Thing>.allocate(capacity: 32)
  /// For each slot the number of a thing from 1, or 0: no more than half of them are taken.
  private var slots = UnsafeMutablePointer<UInt32>.allocate(capacity: 64)
  private var mask = 63
  private var last = 0
  // Random, so that chosen ids cannot be made to collide.
  private let seed = UInt64.random(in: .min ... .max)
  private let factor = UInt64.random(in: .min ... .max) | 1

  init() { slots.initialize(repeating: 0, count: 64) }

  deinit {
    things.deallocate()
    slots.deallocate()
  }

  /// The thing of a number.
  subscript(number: Int) -> (kind: EntityKind, id: UUID128) {
    precondition(number < count)
    return (things[number].kind, things[number].id)
  }

  /// The number of a thing: the next one where it comes for the first time.
  func number(_ kind: EntityKind, _ id: UUID128) -> UInt32 {
    // The actor is often also the subject, and the next row is often about the same.
    if last < count, things[last].id == id, things[last].kind == kind {
      return UInt32(truncatingIfNeeded: last)
    }
    var slot = Int(truncatingIfNeeded: hash(kind, id)) & mask
    while slots[slot] != 0 {
      let known = Int(slots[slot]) - 1
      if things[known].id == id, things[known].kind == kind {
        last = known
        return UInt32(truncatingIfNeeded: known)
      }
      slot = (slot + 1) & mask
    }
    (things + count).initialize(to: Thing(kind: kind, id: id))
    last = count
    count += 1
    slots[slot] = UInt32(truncatingIfNeeded: count)
    if count * 2 > mask { grow() }
    return UInt32(truncatingIfNeeded: last)
  }

  @inline(__always)
  private func hash(_ kind: EntityKind, _ id: UUID128) -> UInt64 {
    let one = (id.low ^ seed).multipliedFullWidth(by: factor)
    let rest = one.high ^ one.low ^ id.high ^ UInt64(bitPattern: kind.rawValue)
    let two = rest.multipliedFullWidth(by: factor)
    return two.high ^ two.low
  }

  private func grow() {
    slots.deallocate()
    mask = mask * 4 + 3
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    let larger = UnsafeMutablePointer<Thing>.allocate(capacity: (mask + 1) / 2)
    larger.moveInitialize(from: things, count: count)
    things.deallocate()
    things = larger
    for number in 0..<count {
      var slot = Int(truncatingIfNeeded: hash(things[number].kind, things[number].id)) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(number + 1)
    }
  }
}

/// Resolves the references of rows to names, deleted objects included; one without a name shows its id.
final class ReferenceReader: CodeReader {
  /// So many names are read at once.
  private static let batch = 64

  let table = ReferenceIndex()
  private let session: VaultSession
  /// Whether the name of a number was asked for.
  private var isFetched: [Bool] = []

  init(_ session: VaultSession) { self.session = session }

  func value(of code: Int) throws(Fault) -> Value {
    try Fault.wrapping { () throws(VaultError) in
      try fetch(from: code)
      let (kind, id) = table[code]
      return .mention(EntityRef(kind: kind, id: id, name: try session.name(kind, id) ?? id.text))
    }
  }

  /// Reads the name of a number and of some that follow it and are likely to be asked for next.
  private func fetch(from code: Int) throws(VaultError) {
    while isFetched.count < table.count { isFetched.append(false) }
    if isFetched[code] { return }
    var ids: [EntityKind: [UUID128]] = [:]
    for number in code..<min(table.count, code + Self.batch) where !isFetched[number] {
      isFetched[number] = true
      ids[table[number].kind, default: []].append(table[number].id)
    }
    for (kind, ids) in ids { try session.fetchNames(kind, ids) }
  }
}

/// The things that are referred to by their numbers in the store, such as the project of a secret.
final class OwnerReader: CodeReader {
  private let find: (Int64) throws(VaultError) -> EntityRef?
  private var codes: [Int64: UInt32] = [:]
  private var numbers: [Int64] = []

  init(_ find: @escaping (Int64) throws(VaultError) -> EntityRef?) { self.find = find }

  /// The code of a thing.
  func code(_ number: Int64) -> UInt32 {
    if let known = codes[number] { return known }
    let code = UInt32(truncatingIfNeeded: numbers.count)
    codes[number] = code
    numbers.append(number)
    return code
  }

  func value(of code: Int) throws(Fault) -> Value {
    try Fault.wrapping(.mention(or: try find(numbers[code])))
  }
}

/// The words that stored numbers stand for.
final class WordReader: CodeReader {
  private let word: @Sendable (Int64) throws(VaultError) -> String

  init(_ word: @escaping @Sendable (Int64) throws(VaultError) -> String) { self.word = word }

  func value(of code: Int) throws(Fault) -> Value {
    try Fault.wrapping(.string(try word(Int64(code))))
  }
}
