import Commands
import Foundation
import Interpreter
import StoreSQLite
import Support
import Testing
import Vault

/// What a plan says is what a real run then does.
@Suite struct PlanTests {
  private static let isLong = getenv("SMS_TEST_LONG") != nil

  @Test func saysOfRandomScriptsWhatARealRunDoes() throws {
    let acme = try CommandsFixture.acme()
    let seeds = SeedCache()
    let count = Self.isLong ? 2000 : 300
    var changes = 0
    for seed in 1...count {
      var maker = ScriptMaker(seed: seed)
      let script = maker.script()
      let plan = try Planned(script, on: StoreGiven(acme.copy()), seeds)
      let real = try Done(script, on: StoreGiven(acme.copy()), seeds)
      changes += plan.changes.count
      #expect(plan.before == plan.after, "seed \(seed): the plan changed the vault\n\(script)")
      #expect(plan.output == real.output, "seed \(seed)\n\(script)")
      #expect(plan.events == real.events, "seed \(seed)\n\(script)")
      let tables = Self.differences(plan.planned, real.after)
      #expect(tables.isEmpty, "seed \(seed): \(tables)\n\(script)")
    }
    print("\(count) random scripts with \(changes) changes: each plan says what the real run does")
    #expect(changes > 2 * count)
  }

  @Test func worksTheSameOnAFile() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/sms-plan-\(getpid())"
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for seed in 1...(Self.isLong ? 200 : 15) {
      var maker = ScriptMaker(seed: seed &* 7919)
      let script = maker.script()
      // Two vaults from the same seed are the same but for what the operating system seals keys with.
      let paths = ["plan", "real"].map { "\(folder)/\($0)-\(seed).db" }
      for path in paths { try CommandsFixture.fill(VaultFixture(SQLiteStores(), path: path).session) }
      let plan = try Planned(script, on: SQLiteStores(), SeedCache(), path: paths[0])
      let real = try Done(script, on: SQLiteStores(), SeedCache(), path: paths[1])
      #expect(plan.before == plan.after, "seed \(seed): the plan changed the vault\n\(script)")
      #expect(plan.output == real.output, "seed \(seed)\n\(script)")
      #expect(plan.events == real.events, "seed \(seed)\n\(script)")
      let tables = Self.differences(plan.planned, real.after)
      #expect(tables.isEmpty, "seed \(seed): \(tables)\n\(script)")
    }
  }

  /// The tables in which two vaults differ, apart from signatures, which a plan does not make, from organization keys as
  /// they are sealed, and from what is computed of them: the library that seals them takes its own random bytes.
  private static func differences(_ left: StoreDump, _ right: StoreDump) -> [String] {
    func plain(_ dump: StoreDump) -> [String: [[Field]]] {
      var tables = dump.tables
      tables["checkpoint"] = nil
      func blank<Column: StoredColumn>(_ columns: Set<Column>) {
        tables[Column.Row.table] = tables[Column.Row.table]?.map { row in
          zip(Column.allCases, row).map { columns.contains($0.0) ? Field.null : $0.1 }
        }
      }
      blank([CredentialRow.Column.sealedKey, .seal])
      // The digest of such a row is part of the chain.
      blank([EventRow.Column.previous, .hash, .rows])
      blank([HeadRow.Column.hash])
      return tables
    }
    let (left, right) = (plain(left), plain(right))
    return left.keys.filter { left[$0] != right[$0] }.sorted()
  }
}

/// A script that was planned.
private struct Planned {
  let output: String
  let changes: [RecordObject]
  /// The names of the events that the changes list.
  let events: [String]
  let before: StoreDump
  let after: StoreDump
  /// The copy at the end of the plan.
  let planned: StoreDump

  init(_ script: String, on stores: any StoreProvider, _ seeds: SeedCache, path: String = "vault") throws {
    let fixture = try CommandsFixture(stores, path: path, seeds: seeds)
    fixture.clock.step = 0
    let store = try fixture.access.open().service.store
    before = try StoreDump(store)
    let context = fixture.run.context
    try context.enter(.plan)
    output = fixture.run.output(script)
    planned = try StoreDump(try fixture.access.open().service.store)
    var rows: [RecordObject] = []
    if case .list(let list)? = try context.leave() {
      rows = list.items.compactMap { if case .record(let record) = $0 { record } else { nil } }
    }
    changes = rows
    events = rows.flatMap { row -> [String] in
      guard case .list(let names)? = row["events"] else { return [] }
      return names.items.compactMap(\.string)
    }.sorted()
    after = try StoreDump(store)
  }
}

/// A script that was run.
private struct Done {
  let output: String
  /// The names of the events that it wrote.
  let events: [String]
  let after: StoreDump

  init(_ script: String, on stores: any StoreProvider, _ seeds: SeedCache, path: String = "vault") throws {
    let fixture = try CommandsFixture(stores, path: path, seeds: seeds)
    fixture.clock.step = 0
    let session = try fixture.access.open()
    let start = try session.countEvents(EventFilter().query)
    output = fixture.run.output(script)
    let all = try fixture.access.open().events(EventFilter().query)
    events = all.dropLast(start).map(\.name).sorted()
    after = try StoreDump(try fixture.access.open().service.store)
  }
}
