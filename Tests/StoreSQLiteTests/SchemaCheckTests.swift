import Support
import Testing
import Vault

@testable import StoreSQLite

/// What is in a file beside the tables, indexes and triggers of its version stops everything (T03).
@Suite struct SchemaCheckTests {
  let folder: TemporaryFolder
  var path: String { folder.file("v.db") }

  init() throws { folder = try TemporaryFolder() }

  /// A schema that was released never changes: neither does what is known of it.
  @Test(arguments: 1...Migration.all.count) func theKnownSchemasAreThoseOfTheMigrations(_ version: Int) throws
  {
    let connection = try Connection(path: nil)
    try connection.configure(SQLiteOptions())
    try Migration.run(Array(Migration.all.prefix(version)), on: connection)
    let digest = SchemaCheck.digest(of: try connection.schemaObjects())
    try #require(version <= SchemaCheck.known.count, "the digest of version \(version) is \(digest)")
    #expect(digest == SchemaCheck.known[version - 1], "version \(version)")
    #expect(try SchemaCheck.version(of: connection) == version)
  }

  private static let plants: [(name: String, sql: String)] = [
    (
      "trigger hide",
      "CREATE TRIGGER hide BEFORE INSERT ON event WHEN new.type = 2100 BEGIN SELECT RAISE(IGNORE); END"
    ),
    ("trigger copy", "CREATE TRIGGER copy AFTER INSERT ON token BEGIN UPDATE token SET payload = ''; END"),
    ("table extra", "CREATE TABLE extra (x)"), ("view v", "CREATE VIEW v AS SELECT * FROM secret"),
    ("index i", "CREATE INDEX i ON secret(value)"),
    ("trigger event_no_update", "DROP TRIGGER event_no_update"),
    ("index event_type", "DROP INDEX event_type"),
    ("table rotation", "ALTER TABLE rotation ADD COLUMN x INTEGER"),
    ("table import2", "DROP INDEX import_digest; ALTER TABLE import RENAME TO import2"),
  ]

  @Test(arguments: plants.indices) func nothingRunsWithAnotherSchema(_ index: Int) throws {
    let plant = Self.plants[index]
    let vault = try VaultFixture(SQLiteStores(), path: path)
    let running = try SQLiteStores().open(at: path)
    try running.begin(.read)
    try running.commit()
    try SchemaProbe.execute(plant.sql, in: vault.service.store)
    let error = VaultError.damaged("its schema was changed: \(plant.name)")
    #expect(throws: error) { try SQLiteStores().open(at: path) }
    #expect(throws: error) { try SQLiteStores().openReadOnly(at: path) }
    // One that was open before sees it with its next transaction.
    #expect(throws: error) { try running.begin(.read) }
    #expect(throws: error) { try running.begin(.write) }
  }

  @Test func aNumberOfAnotherVersionIsRefused() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    for version in [0, 1, Migration.all.count - 1] {
      try SchemaProbe.execute("PRAGMA user_version = \(version)", in: vault.service.store)
      #expect(throws: VaultError.self, "\(version)") { try SQLiteStores().open(at: path) }
    }
  }

  /// An import of events drops the indexes and makes them again: the schema is the same to the letter.
  @Test func aLoadLeavesTheSchemaAsItWas() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    let store = vault.service.store
    try store.begin(.write)
    try store.beginLoad(EventRow.self, count: 100_000)
    try store.commit()
    #expect(try SQLiteStores().open(at: path).facts().schemaVersion == Migration.all.count)
  }
}
