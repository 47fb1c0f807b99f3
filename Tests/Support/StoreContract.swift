import Base
package import Vault

/// A promise of stores that one of them broke.
package struct StoreContractBroken: Error, CustomStringConvertible {
  package let description: String
}

/// One promise of stores: a name and what must come true on an empty store.
package struct StoreContractCase: Sendable, CustomStringConvertible {
  package let description: String
  package let run: @Sendable (any VaultStore) throws -> Void

  init(_ name: String, _ run: @escaping @Sendable (any VaultStore) throws -> Void) {
    description = name
    self.run = run
  }
}

/// What every store must do; each store's tests run all cases.
package enum StoreContract {
  /// All cases.
  package static let cases = rowCases + queryCases + transactionCases

  static func expect(_ isTrue: Bool, _ what: String) throws {
    if !isTrue { throw StoreContractBroken(description: what) }
  }

  static func expectEqual<T: Equatable>(_ found: T, _ wanted: T, _ what: String) throws {
    if found != wanted {
      throw StoreContractBroken(description: "\(what): found \(found), wanted \(wanted)")
    }
  }

  static func expectError<T>(
    _ wanted: VaultError, _ what: String, _ body: () throws(VaultError) -> T
  ) throws {
    do {
      _ = try body()
    } catch {
      return try expectEqual(error, wanted, what)
    }
    throw StoreContractBroken(description: "\(what): no error, wanted \(wanted)")
  }

  static let organization = id(1)

  static func id(_ number: UInt64) -> UUID128 { UUID128(high: 7, low: number) }

  static func stamp(_ number: UInt64, at time: Int64 = 100) -> Stamp {
    Stamp(id: id(number), organization: organization, now: time, createdBy: nil)
  }

  static func account(_ number: UInt64, _ name: String, at time: Int64 = 100) -> AccountRow {
    AccountRow(
      stamp: stamp(number, at: time),
      name: SealedName(text: name, digest: name.isEmpty ? nil : Array(name.utf8)))
  }

  static func event(_ number: Int64, type: Int64, at date: Int64, project: UUID128? = nil) -> EventRow {
    var event = EventRow(
      number: number, id: id(UInt64(number) + 1000), organization: organization, date: date, type: type)
    event.previous = EventChain.start
    event.hash = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 32)
    event.project = project
    return event
  }

  /// Adds accounts with these names, created at 100 and later.
  @discardableResult
  static func fill(_ store: any VaultStore, _ names: [String]) throws(VaultError) -> [Int64] {
    var numbers: [Int64] = []
    for (index, name) in names.enumerated() {
      numbers.append(
        try store.insert(account(UInt64(index) + 10, name, at: 100 + Int64(index))))
    }
    return numbers
  }

  static func names(_ rows: [AccountRow]) -> [String] { rows.map(\.name.text) }
}
