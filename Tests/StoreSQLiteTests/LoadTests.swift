import Crypto
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
    #expect(before.count == 6)
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
    #expect(try indexes(store).count == 6)
    try store.commit()
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
    let groups = try #require(
      try session.eventGroups(EventQuery([.equal(.type, .int(2100))]), by: .account))
    #expect(groups.map(\.count) == [10_000, 10_000])
    #expect(groups.map(\.key) == [.null, .id(account.id)])
  }
}
