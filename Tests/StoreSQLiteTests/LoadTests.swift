import Base
import StoreSQLite
import Support
import Testing
import Vault

/// Rows that come in large numbers.
@Suite struct LoadTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func indexes(_ store: any VaultStore) throws -> [String] {
    try SchemaProbe.texts(
      "SELECT sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'event' AND sql IS NOT NULL ORDER BY name",
      in: store)
  }

  @Test func aLoadPutsIndexesOffUntilItEnds() throws {
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let store = vault.service.store
    let before = try indexes(store)
    #expect(before.count == 9)
    try store.begin(.write)
    try store.beginLoad(EventRow.self, count: 100_000)
    #expect(try indexes(store) == [])
    try store.commit()
    #expect(try indexes(store) == before)
    #expect(try store.integrityProblems() == [])
  }

  @Test func aLoadThatIsTakenBackLeavesTheIndexes() throws {
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let store = vault.service.store
    let before = try indexes(store)
    try store.begin(.write)
    try store.savepoint()
    try store.beginLoad(EventRow.self, count: 100_000)
    store.rollbackToSavepoint()
    #expect(try indexes(store) == before)
    try store.beginLoad(EventRow.self, count: 100_000)
    store.rollback()
    #expect(try indexes(store) == before)
  }

  @Test func aFewRowsArePutIntoTheIndexesAsTheyCome() throws {
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let store = vault.service.store
    try store.begin(.write)
    try store.beginLoad(EventRow.self, count: 100)
    #expect(try indexes(store).count == 9)
    try store.commit()
  }

  /// A row of the table of events; its place in a chain does not matter here.
  private func event(_ number: Int64, id: UInt64? = nil) -> EventRow {
    var row = EventRow(
      number: number, id: UUID128(high: 7, low: id ?? UInt64(number)),
      organization: UUID128(high: 1, low: 1), date: number * 1000, type: 2100 + number % 3)
    row.previous = [UInt8](repeating: 1, count: 32)
    row.hash = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 32)
    row.ip = number % 2 == 0 ? "10.0.0.\(number % 250)" : nil
    // Spread, so that the index has to be sorted.
    let spread = UInt64(number) &* 0x9e37_79b9_7f4a_7c15
    row.secret = UUID128(high: spread >> 40, low: spread)
    row.account = number % 5 == 0 ? nil : UUID128(high: spread >> 60, low: 3)
    return row
  }

  private static let first: Int64 = 1000

  private func withLoad(
    _ count: Int64, _ body: (SQLiteStore) throws -> Void
  ) throws -> (store: SQLiteStore, indexes: [String]) {
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let store = try #require(vault.service.store as? SQLiteStore)
    let before = try indexes(store)
    try store.begin(.write)
    try store.beginLoad(EventRow.self, count: Int(count))
    try body(store)
    return (store, before)
  }

  /// More rows than one piece of a sorted index has room for, and not a multiple of what goes in at a time.
  @Test func aLoadLeavesEveryRowAndEveryIndex() throws {
    let count: Int64 = 100_003
    let (store, before) = try withLoad(count) { store in
      for number in 0..<count { #expect(try store.insert(event(Self.first + number)) == Self.first + number) }
      try store.endLoad()
      try store.commit()
    }
    #expect(try indexes(store) == before)
    #expect(try store.integrityProblems() == [])
    for number in [0, 1, 15, 16, 255, 256, 4095, count - 4, count - 1] {
      #expect(try store.row(EventRow.self, number: Self.first + number) == event(Self.first + number))
    }
    let number = Self.first + 70_000
    let secret = event(number).secret
    #expect(try store.rows(EventQuery([.equal(.secret, .id(or: secret))])).map(\.number) == [number])
    let types = try store.groups(
      EventQuery([Condition(.number, .greaterOrEqual, .int(Self.first))]), by: .type, [])
    #expect(types.map(\.count).reduce(0, +) == Int(count))
    #expect(types.count == 3)
  }

  @Test func rowsOfALoadAreThereForWhoeverAsks() throws {
    let (store, _) = try withLoad(20_000) { store in
      for number in 0..<Int64(700) {
        _ = try store.insert(event(Self.first + number))
        guard number % 100 == 50 else { continue }
        #expect(try store.highest(EventRow.self) == Self.first + number)
        #expect(try store.row(EventRow.self, number: Self.first + number) != nil)
      }
      // A row may be added while others are read.
      var seen = 0
      try store.scan(EventQuery([Condition(.number, .greaterOrEqual, .int(Self.first))]), [.number]) {
        (row) throws(VaultError) in
        seen += 1
        if seen == 3 { _ = try store.insert(event(Self.first + 5000)) }
        return seen < 600
      }
      #expect(seen == 600)
      #expect(try store.row(EventRow.self, number: Self.first + 5000) != nil)
      try store.commit()
    }
    #expect(try store.count(EventQuery([Condition(.number, .greaterOrEqual, .int(Self.first))])) == 701)
    #expect(try store.integrityProblems() == [])
  }

  /// A row that cannot be is found out by the end at the latest; nothing stays, and the store goes on.
  @Test(arguments: [3, 400, 2000]) func aLoadWithAWrongRowLeavesNothing(_ place: Int64) throws {
    let (store, before) = try withLoad(20_000) { store in
      let error = #expect(throws: VaultError.self) {
        for number in 0..<Int64(2001) {
          _ = try store.insert(event(Self.first + number, id: number == place ? UInt64(Self.first) : nil))
        }
        try store.endLoad()
      }
      #expect(error != nil)
      store.rollback()
    }
    #expect(try indexes(store) == before)
    #expect(try store.count(EventQuery([Condition(.number, .greaterOrEqual, .int(Self.first))])) == 0)
    #expect(try store.integrityProblems() == [])
    try store.begin(.write)
    _ = try store.insert(event(Self.first))
    try store.commit()
    #expect(try store.row(EventRow.self, number: Self.first) == event(Self.first))
  }

  @Test func aLoadThatIsLeftInTheMiddleLeavesNothing() throws {
    let (store, before) = try withLoad(20_000) { store in
      try store.savepoint()
      for number in 0..<Int64(3000) { _ = try store.insert(event(Self.first + number)) }
      store.rollbackToSavepoint()
      store.rollback()
    }
    #expect(try indexes(store) == before)
    #expect(try store.count(EventQuery([Condition(.number, .greaterOrEqual, .int(Self.first))])) == 0)
  }

  /// What a load of events leaves is found by every index, and the chain holds.
  @Test func aLargeImportIsVerified() throws {
    let vault = try VaultFixture(SQLiteStores(), path: folder.file("v.db"))
    let session = vault.session
    let account = try session.createAccount(name: "ci").account
    let importing = try session.importEvents(digest: [7], count: 20_000)
    for number in 0..<20_000 {
      var event = ImportedEvent(date: Int64(number) * 1000, code: .secretRetrieved)
      event.actor = (.account, account.id)
      event.account = number % 2 == 0 ? account.id : nil
      try importing.add(event)
    }
    try importing.finish()
    #expect(try session.verify().findings.isEmpty)
    #expect(try vault.service.store.integrityProblems() == [])
    let reads = EventQuery([.equal(.type, .int(2100))])
    let stored = try #require(try session.eventGroups(reads, by: [.account]))
    #expect(stored.map(\.count) == [10_000, 10_000])
    #expect(stored.map(\.key) == [.null, .id(account.id)])
    let groups = try #require(try session.eventGroups(reads, by: EventRow.accountColumns))
    #expect(groups.map(\.count) == [20_000] && groups.map(\.key) == [.id(account.id)])
  }
}
