import Crypto
import StoreSQLite
import Support
import Testing
import Vault

@Suite struct MigrationTests {
  let folder: TemporaryFolder
  var path: String { folder.file("v.db") }

  init() throws { folder = try TemporaryFolder() }

  private func options(_ statements: [String]) -> SQLiteOptions {
    var options = SQLiteOptions()
    options.migrations = Migration.all + [Migration(number: 2, statements: statements)]
    return options
  }

  @Test func anOlderVaultIsCopiedAndBroughtUp() throws {
    do {
      let vault = try VaultFixture(SQLiteStores(), path: path)
      _ = try vault.session.createProject(name: "web")
    }
    let newer = options(["CREATE TABLE extra (number INTEGER PRIMARY KEY) STRICT"])
    let store = try SQLiteStores(options: newer).open(at: path)
    #expect(try store.facts().schemaVersion == 2)
    #expect(try SchemaProbe.number("SELECT count(*) FROM extra", in: store) == 0)
    #expect(try store.count(ProjectQuery()) == 1)
    let copy = path + ".schema-1.backup"
    #expect(mode(copy) == 0o600)
    let old = try SQLiteStores().open(at: copy)
    #expect(try old.facts().schemaVersion == 1 && old.count(ProjectQuery()) == 1)
    // The older release refuses what it does not know, from the header alone.
    #expect(throws: VaultError.newerSchema(path: path, found: 2, known: 1)) {
      try SQLiteStores().open(at: path)
    }
    // Opened once more nothing is copied again.
    _ = try SQLiteStores(options: newer).open(at: path)
    #expect(!TemporaryFolder.names(folder.path).contains("v.db.schema-2.backup"))
  }

  @Test func twoThatUpgradeAtOnceDoItOnceAfterOneCopy() async throws {
    _ = try VaultFixture(SQLiteStores(), path: path)
    let newer = options(["CREATE TABLE extra (number INTEGER PRIMARY KEY) STRICT"])
    let path = path
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask { try SQLiteStores(options: newer).open(at: path).facts().schemaVersion }
      }
      for try await version in group { #expect(version == 2) }
    }
    #expect(try SQLiteStores().open(at: path + ".schema-1.backup").facts().schemaVersion == 1)
  }

  @Test func aMigrationThatFailsLeavesTheVaultAsItWas() throws {
    _ = try VaultFixture(SQLiteStores(), path: path)
    let wrong = options([
      "CREATE TABLE extra (number INTEGER PRIMARY KEY) STRICT", "CREATE TABLE project (x)",
    ])
    #expect(throws: VaultError.self) { try SQLiteStores(options: wrong).open(at: path) }
    let store = try SQLiteStores().open(at: path)
    #expect(try store.facts().schemaVersion == 1)
    #expect(try SchemaProbe.texts("SELECT name FROM sqlite_schema WHERE name = 'extra'", in: store) == [])
  }

  @Test func aNewerSchemaThatStandsOnlyInTheLogIsSeen() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    try SchemaProbe.execute("PRAGMA user_version = 7", in: vault.service.store)
    #expect(bytes(ofFile: path)[63] == 1)
    #expect(throws: VaultError.newerSchema(path: path, found: 7, known: 1)) {
      try SQLiteStores().open(at: path)
    }
  }

  @Test func theSettingsOfAConnectionAreThoseOfTheDesign() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    let wanted = [
      "journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1", "temp_store": "2",
      "trusted_schema": "0", "cell_size_check": "1", "busy_timeout": "10000", "mmap_size": "0",
    ]
    for (pragma, value) in wanted {
      #expect(try SchemaProbe.texts("PRAGMA \(pragma)", in: vault.service.store) == [value], "\(pragma)")
    }
  }

  @Test func theWholeSchemaIsThereFromTheFirstMigration() throws {
    let store = try SQLiteStores().inMemory()
    let tables = try SchemaProbe.texts(
      "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name", in: store)
    #expect(
      tables == [
        "account", "audit_key", "checkpoint", "credential", "event", "group_member", "head", "import",
        "login_failure", "organization", "person", "person_group", "policy", "project", "rotation", "secret",
        "secret_version", "sqlite_sequence", "token", "tombstone",
      ])
    for table in tables where table != "sqlite_sequence" {
      #expect(try SchemaProbe.number("SELECT count(*) FROM \"\(table)\"", in: store) == 0)
      let key = try SchemaProbe.texts(
        "SELECT name || type FROM pragma_table_info('\(table)') WHERE pk = 1", in: store)
      #expect(key == ["numberINTEGER"], "\(table)")
    }
  }

  /// The questions that grow with the vault go through an index.
  @Test(arguments: [
    ("SELECT * FROM account WHERE name_digest = x'00'", "account_digest"),
    ("SELECT * FROM secret WHERE name_digest = x'00' AND deleted IS NULL AND project = 1", "secret_"),
    (
      "SELECT project, count(*) FROM secret WHERE deleted IS NULL AND project >= 1 GROUP BY project",
      "secret_project"
    ),
    (
      "SELECT * FROM policy WHERE subject_kind = 3 AND subject = 1 AND object_kind = 4 AND object = 2",
      "autoindex_policy"
    ),
    ("SELECT * FROM policy WHERE object_kind = 4 AND object = 2", "policy_object"),
    ("SELECT * FROM event WHERE type = 2100 AND date >= 5 ORDER BY number DESC", "event_type"),
    (
      "SELECT * FROM event WHERE (account = x'00' OR actor_account = x'00') ORDER BY number DESC",
      "event_actor_account"
    ),
    ("SELECT * FROM event WHERE secret = x'00' ORDER BY number DESC", "event_secret"),
    ("SELECT * FROM event WHERE project = x'00' ORDER BY number DESC", "event_project"),
    ("SELECT * FROM token WHERE account = 1 AND revoked IS NULL", "token_account"),
    ("SELECT * FROM tombstone WHERE subject_id = x'00'", "tombstone_subject"),
  ])
  func questionsUseAnIndex(_ sql: String, _ index: String) throws {
    let store = try SQLiteStores().inMemory()
    guard let store = store as? SQLiteStore else { return }
    let plan = try SchemaProbe.plan(sql, in: store)
    #expect(plan.contains { $0.contains(index) }, "\(plan)")
  }
}
