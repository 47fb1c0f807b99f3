import Base
import Support
import Testing
import Vault

@testable import StoreSQLite

@Suite struct MigrationTests {
  let folder: TemporaryFolder
  var path: String { folder.file("v.db") }

  init() throws { folder = try TemporaryFolder() }

  private static let known = Migration.all.count

  private func options(_ statements: [String]) -> SQLiteOptions {
    var options = SQLiteOptions()
    options.migrations = Migration.all + [Migration(number: Self.known + 1, statements: statements)]
    return options
  }

  @Test func anOlderVaultIsCopiedAndBroughtUp() throws {
    do {
      let vault = try VaultFixture(SQLiteStores(), path: path)
      _ = try vault.session.createProject(name: "web")
    }
    let newer = options(["CREATE TABLE extra (number INTEGER PRIMARY KEY) STRICT"])
    let store = try SQLiteStores(options: newer).open(at: path)
    #expect(try store.facts().schemaVersion == Self.known + 1)
    #expect(try SchemaProbe.number("SELECT count(*) FROM extra", in: store) == 0)
    #expect(try store.count(ProjectQuery()) == 1)
    let copy = path + ".schema-\(Self.known).backup"
    #expect(mode(copy) == 0o600)
    let old = try SQLiteStores().open(at: copy)
    #expect(try old.facts().schemaVersion == Self.known && old.count(ProjectQuery()) == 1)
    // The older release refuses what it does not know, from the header alone.
    #expect(throws: VaultError.newerSchema(path: path, found: Self.known + 1, known: Self.known)) {
      try SQLiteStores().open(at: path)
    }
    // Opened once more nothing is copied again.
    _ = try SQLiteStores(options: newer).open(at: path)
    #expect(!folder.names.contains("v.db.schema-\(Self.known + 1).backup"))
  }

  @Test func theIndexesOfTheFirstReleaseAreReplaced() throws {
    do {
      let vault = try VaultFixture(SQLiteStores(), path: path)
      _ = try vault.session.createProject(name: "web")
      try Self.takeBack(vault.service.store)
    }
    let vault = try SQLiteStores().open(at: path)
    #expect(try vault.facts().schemaVersion == Self.known && vault.count(ProjectQuery()) == 1)
    for (index, columns) in [
      ("event_project", "project,date"), ("event_secret", "secret,date"),
      ("event_type", "type,date,number,account,actor_account"),
    ] {
      let sql = "SELECT group_concat(name) FROM pragma_index_info('\(index)')"
      #expect(try SchemaProbe.texts(sql, in: vault) == [columns])
    }
  }

  /// What the migrations behind the first did, taken back.
  private static func takeBack(_ store: any VaultStore) throws {
    let proven = [
      "organization", "person", "person_group", "group_member", "credential", "project", "account", "secret",
      "secret_version", "token", "policy", "import", "tombstone",
    ]
    let columns =
      proven.flatMap { ["\"\($0)\" DROP COLUMN seal", "\"\($0)\" DROP COLUMN event"] }
      + ["event DROP COLUMN rows", "head DROP COLUMN changed", "head DROP COLUMN sealed"]
      + ["credential DROP COLUMN sign_key", "token DROP COLUMN sign_key", "head DROP COLUMN sink_next"]
      + ["event_sink", "event_sink_mode", "event_sink_format", "token_rate"].map {
        "organization DROP COLUMN \($0)"
      }
    let indexes =
      ["token", "account", "person"].map { "DROP INDEX event_rows_\($0)" }
      + ["DROP TABLE checkpoint", Schema.checkpointTable, "DROP TABLE audit_key", Schema.auditKeyTable]
    for statement in indexes + columns.map({ "ALTER TABLE \($0)" }) + [
      "ALTER TABLE account DROP COLUMN description", "ALTER TABLE credential DROP COLUMN name",
      "DROP INDEX event_type", "DROP INDEX event_project",
      "DROP INDEX event_secret", "CREATE INDEX event_type ON event(type, date)",
      "CREATE INDEX event_project ON event(project) WHERE project IS NOT NULL",
      "CREATE INDEX event_secret ON event(secret) WHERE secret IS NOT NULL", "PRAGMA user_version = 1",
    ] {
      try SchemaProbe.execute(statement, in: store)
    }
  }

  @Test func twoThatUpgradeAtOnceDoItOnceAfterOneCopy() async throws {
    _ = try VaultFixture(SQLiteStores(), path: path)
    let newer = options(["CREATE TABLE extra (number INTEGER PRIMARY KEY) STRICT"])
    let path = path
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask { try SQLiteStores(options: newer).open(at: path).facts().schemaVersion }
      }
      for try await version in group { #expect(version == Self.known + 1) }
    }
    let copy = try SQLiteStores().open(at: path + ".schema-\(Self.known).backup")
    #expect(try copy.facts().schemaVersion == Self.known)
  }

  @Test func aMigrationThatFailsLeavesTheVaultAsItWas() throws {
    _ = try VaultFixture(SQLiteStores(), path: path)
    let wrong = options([
      "CREATE TABLE extra (number INTEGER PRIMARY KEY) STRICT", "CREATE TABLE project (x)",
    ])
    #expect(throws: VaultError.self) { try SQLiteStores(options: wrong).open(at: path) }
    let store = try SQLiteStores().open(at: path)
    #expect(try store.facts().schemaVersion == Self.known)
    #expect(try SchemaProbe.texts("SELECT name FROM sqlite_schema WHERE name = 'extra'", in: store) == [])
  }

  @Test func aNewerSchemaThatStandsOnlyInTheLogIsSeen() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    try SchemaProbe.execute("PRAGMA user_version = 7", in: vault.service.store)
    #expect(bytes(ofFile: path)[63] == UInt8(Self.known))
    #expect(throws: VaultError.newerSchema(path: path, found: 7, known: Self.known)) {
      try SQLiteStores().open(at: path)
    }
  }

  @Test func theSettingsOfAConnectionAreThoseOfTheDesign() throws {
    let vault = try VaultFixture(SQLiteStores(), path: path)
    let wanted = [
      "journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1", "temp_store": "2",
      "trusted_schema": "0", "cell_size_check": "1", "mmap_size": "0",
    ]
    for (pragma, value) in wanted {
      #expect(try SchemaProbe.texts("PRAGMA \(pragma)", in: vault.service.store) == [value], "\(pragma)")
    }
  }

  /// K01: a month of reads is counted by machine account from an index alone, for every actor.
  @Test func eventsOfATypeAreCountedFromTheIndexAlone() throws {
    let store = try SQLiteStores().inMemory()
    let plan = try SchemaProbe.plan(
      "SELECT date, number, account, actor_account FROM event WHERE type = 2100 AND date >= 1 AND date < 9",
      in: try #require(store as? SQLiteStore))
    #expect(plan.count == 1 && plan[0].contains("COVERING INDEX event_type"), "\(plan)")
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

  /// Whatever is asked besides, a name is found by its digest.
  @Test(
    arguments: [
      [], [.isNull(.deleted)], [.isNull(.deleted), .equal(.project, .int(3))],
      [Condition(.number, .less, .int(9)), .equal(.project, .int(3))],
      [.oneOf(.project, [.int(1), .int(2)])],
    ] as [[Condition<SecretRow>]])
  func namesAreFoundByTheirDigest(_ more: [Condition<SecretRow>]) throws {
    let store = try #require(try SQLiteStores().inMemory() as? SQLiteStore)
    for visible in [nil, [1, 2]] as [[Int64]?] {
      let query = SecretQuery(more + [.equal(.nameDigest, .blob([1]))], visible: visible)
      let plan = try SchemaProbe.plan(query, in: store)
      #expect(plan.first?.contains("secret_digest (name_digest=?)") == true, "\(plan)")
    }
  }

  /// Pages of events, also of those after a row, are found in the order of an index and never sorted.
  @Test(
    arguments: [
      ([], "event_date"), ([.equal(.account, .int(0))], "event_account"),
      ([.equal(.actorAccount, .int(0))], "event_actor_account"),
      ([.isNull(.account), .equal(.actorAccount, .int(0))], "event_actor_account"),
      ([.equal(.project, .int(0))], "event_project"),
      ([.equal(.secret, .int(0))], "event_secret"), ([.equal(.type, .int(0))], "event_type"),
      ([Condition(.type, .greater, .int(0)), Condition(.type, .less, .int(9))], "event_date"),
      ([.oneOf(.type, [.int(1), .int(2)])], "event_date"), ([.equal(.person, .int(0))], "event_date"),
      ([Condition(anyOf: [.account, .actorAccount], .oneOf, [.int(1), .int(2)])], "event_date"),
    ] as [([Condition<EventRow>], String)])
  func pagesOfEventsAreWalked(_ conditions: [Condition<EventRow>], _ index: String) throws {
    let store = try #require(try SQLiteStores().inMemory() as? SQLiteStore)
    let open = EventQuery(conditions + [Condition(.number, .lessOrEqual, .int(9))])
    let range = [Condition<EventRow>(.date, .greaterOrEqual, .int(1)), Condition(.date, .less, .int(9))]
    for query in [open, EventQuery(open.conditions + range)] {
      let plan = try SchemaProbe.plan(query.walking(.date, limit: 5), in: store)
      #expect(plan.count == 1 && (plan[0] + " ").contains(index + " "), "\(plan)")
    }
    var equal = EventQuery(conditions + [.equal(.date, .int(5)), Condition(.number, .less, .int(9))])
    equal = equal.walking(.date, limit: 5)
    let plan = try SchemaProbe.plan(equal, in: store)
    #expect(plan.count == 1 && (plan[0] + " ").contains(index + " "), "\(plan)")
    // The index of types has the number before the machine account.
    let number = index == "event_type" ? "number<?" : "rowid<?"
    #expect(plan[0].contains("date=? AND \(number)"), "\(plan)")
  }
}
