import Base
import Crypto
import StoreSQLite
import Support
import Testing
import Vault

/// Two vaults that get the same orders: one in arrays, one in SQLite.
@Suite struct AgreementTests {
  /// What a step did, without what differs by nature.
  private static func outcome(_ step: (VaultSession) throws -> String, _ session: VaultSession) -> String {
    do { return try step(session) } catch { return "\(error)" }
  }

  private static func step(_ random: inout StoreRandom) -> (VaultSession) throws -> String {
    let (dice, a, b) = (
      Int.random(in: 0..<20, using: &random), Int.random(in: 0..<64, using: &random),
      Int.random(in: 0..<64, using: &random)
    )
    let name = ["web", "api", "ci", "e\u{301}", "\u{e9}", " trimmed ", ""][a % 7]
    let level: AccessLevel = b % 2 == 0 ? .read : .readWrite
    func project(_ session: VaultSession, _ place: Int) throws -> UUID128 {
      let all = try session.projects()
      return all.isEmpty ? session.person.id : all[place % all.count].id
    }
    func account(_ session: VaultSession, _ place: Int) throws -> UUID128 {
      let all = try session.accounts()
      return all.isEmpty ? session.person.id : all[place % all.count].id
    }
    func secret(_ session: VaultSession, _ place: Int) throws -> UUID128 {
      let all = try session.secrets()
      return all.isEmpty ? session.person.id : all[place % all.count].id
    }
    func trashed(_ session: VaultSession, _ place: Int) throws -> UUID128 {
      let all = try session.trash()
      return all.isEmpty ? session.person.id : all[place % all.count].id
    }
    return { session in
      switch dice {
      case 16:
        return "\(try session.editSecret(secret(session, a), SecretEdits(value: Secret(utf8: "v\(b)"))))"
      case 17:
        return "\(try session.moveSecrets([secret(session, a)], to: b % 3 == 0 ? nil : project(session, b)))"
      case 18: return "\(try session.deleteSecrets([secret(session, a)]))"
      case 19:
        if b % 2 == 0 { return "\(try session.restoreSecrets([trashed(session, a)]))" }
        return "\(try session.purgeSecrets([trashed(session, a)]))"
      case 0: return "\(try session.createProject(name: name))"
      case 1: return "\(try session.renameProject(project(session, a), to: name))"
      case 2: return b % 4 == 0 ? "\(try session.deleteProjects([project(session, a)]))" : ""
      case 3, 4: return "\(try session.createAccount(name: name, ifMissing: b % 2 == 0))"
      case 5: return "\(try session.renameAccount(account(session, a), to: name))"
      case 6: return b % 4 == 0 ? "\(try session.deleteAccounts([account(session, a)]))" : ""
      case 7, 8:
        let home = b % 5 == 0 ? nil : try project(session, b)
        return "\(try session.createSecret(key: name, value: Secret(utf8: name + "v"), project: home))"
      case 9, 10:
        let requests = try [(a, b), (b, a)].map { one, two in
          GrantRequest(account: try account(session, one), project: try project(session, two), level: level)
        }
        return "\(try session.grant(requests, exact: a % 3 == 0))"
      case 11:
        return
          "\(try session.revoke([RevokeRequest(account: account(session, a), project: project(session, b))]))"
      case 12:
        return "\(try session.createToken(account: account(session, a), name: name, expires: nil).item)"
      case 13:
        let secrets = try session.secrets()
        return try session.reveal(secrets.prefix(3).map(\.id)).map { try $0.value.text() }.joined()
      case 14:
        if session.isInTransaction { return "" }
        try session.begin()
        return "begin"
      default:
        if a % 2 == 0 { try session.commit() } else { session.rollback() }
        return "end"
      }
    }
  }

  private static func questions(_ session: VaultSession) throws -> [String] {
    let accounts = try session.accounts()
    let projects = try session.projects()
    return [
      "\(accounts)", "\(try session.counts(of: accounts))", "\(projects)",
      "\(try session.counts(of: projects))",
      "\(try session.secrets())", "\(try session.trash())", "\(try session.grants())",
      "\(try session.secrets().map { try session.versions(of: $0.id) })", "\(try session.tokens())",
      "\(try accounts.map { try session.accountConfig($0.id).projects })",
      "\(try accounts.map { try session.secretNumbers(readableBy: $0.id) })",
    ] + (try eventPages(session, accounts.first?.id, projects.first?.id))
  }

  /// Pages of events under conditions.
  private static func eventPages(
    _ session: VaultSession, _ account: UUID128?, _ project: UUID128?
  ) throws -> [String] {
    var filters = [EventFilter(), EventFilter(), EventFilter(), EventFilter()]
    filters[1].account = account
    filters[2].project = project
    filters[3].types = [2100...2103, 9020...9022]
    var pages: [String] = []
    for filter in filters {
      var last: EventCursor?
      repeat {
        let page = try session.events(filter.query, after: last, limit: 40)
        pages.append("\(page.map(\.number))")
        last = page.last.map { EventCursor(date: $0.date, number: $0.number) }
      } while last != nil
    }
    return pages
  }

  @Test(arguments: 0..<6) func randomOperationsGiveTheSame(_ round: Int) throws {
    let arrays = try VaultFixture(StoresInMemory(), seed: UInt64(round))
    let folder = try TemporaryFolder()
    var options = SQLiteOptions()
    // Pages of any length are read as ranges of their table.
    if round % 2 == 1 { options.fewestInRange = 1 }
    let sqlite = try VaultFixture(
      SQLiteStores(options: options), path: folder.file("v.db"), seed: UInt64(round))
    var random = StoreRandom(seed: round)
    for number in 0..<150 {
      let step = Self.step(&random)
      let (left, right) = (Self.outcome(step, arrays.session), Self.outcome(step, sqlite.session))
      #expect(left == right, "step \(number)")
      if number % 25 == 0 { #expect(try Self.questions(arrays.session) == Self.questions(sqlite.session)) }
    }
    arrays.session.rollback()
    sqlite.session.rollback()
    var (left, right) = (try StoreDump(arrays.service.store), try StoreDump(sqlite.service.store))
    // A sealed box draws its own randomness, and the digest of its row is part of the chain.
    for table in ["credential", "head", "checkpoint"] {
      left.tables[table] = nil
      right.tables[table] = nil
    }
    #expect(Self.withoutHashes(&left) == Self.withoutHashes(&right))
    #expect(left == right)
    #expect(try arrays.session.verify().findings == [])
    #expect(try sqlite.session.verify().findings == [])
  }

  /// Takes the events out and gives them without what differs between two vaults.
  private static func withoutHashes(_ dump: inout StoreDump) -> [[Field]] {
    let dropped: Set<EventRow.Column> = [.previous, .hash, .rows]
    let events = dump.tables.removeValue(forKey: EventRow.table) ?? []
    return events.map { fields in
      zip(EventRow.Column.allCases, fields).filter { !dropped.contains($0.0) }.map(\.1)
    }
  }

  @Test(arguments: 0..<2) func randomQueriesGiveTheSame(_ round: Int) throws {
    let stores: [any VaultStore] = [StoreInMemory(), try SQLiteStores().inMemory()]
    var random = StoreRandom(seed: round)
    let texts = ["", "a", "A", "e\u{301}", "\u{e9}", "\u{1F600}", "a\u{0}"]
    for number in 1...150 {
      var row = TokenRow(
        stamp: Stamp(
          id: UUID128(high: 5, low: UInt64(number)), organization: UUID128(high: 1, low: 1), now: 0,
          createdBy: nil),
        name: SealedName(
          text: texts.randomElement(using: &random) ?? "",
          digest: Bool.random(using: &random) ? nil : [UInt8.random(in: 0...2, using: &random)]),
        account: 1, scope: texts.randomElement(using: &random) ?? "",
        uses: Int64.random(in: -2...2, using: &random))
      row.expires = Bool.random(using: &random) ? nil : Int64.random(in: -2...2, using: &random)
      row.lastIP = texts.randomElement(using: &random)
      for store in stores {
        if number == 1 { _ = try store.insert(AccountRow(stamp: row.stamp, name: row.name)) }
        _ = try store.insert(row)
      }
    }
    let columns: [TokenRow.Column] = [.number, .name, .nameDigest, .scope, .uses, .expires, .lastIP, .id]
    func column() -> TokenRow.Column { columns.randomElement(using: &random) ?? .number }
    /// A value of the column's type or null: what the checker of the language lets through.
    func value(_ column: TokenRow.Column) -> Field {
      if Int.random(in: 0..<8, using: &random) == 0 { return .null }
      switch column {
      case .number, .uses, .expires: return .int(Int64.random(in: -2...2, using: &random))
      case .nameDigest: return .blob([UInt8.random(in: 0...2, using: &random)])
      case .id: return .id(UUID128(high: 5, low: UInt64.random(in: 1...150, using: &random)))
      default: return .text(texts.randomElement(using: &random) ?? "")
      }
    }
    func condition() -> Condition<TokenRow> {
      let comparisons: [FieldComparison] = [
        .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isNull, .isNotNull, .oneOf,
      ]
      let comparison = comparisons.randomElement(using: &random) ?? .equal
      let first = column()
      // Two columns of one type, now and then.
      let several = first == .uses ? [first, .expires] : first == .name ? [first, .scope, .lastIP] : [first]
      let values: [Field] =
        switch comparison {
        case .isNull, .isNotNull: []
        case .oneOf: (0..<Int.random(in: 0...3, using: &random)).map { _ in value(first) }
        default: [value(first)]
        }
      return Bool.random(using: &random)
        ? Condition(anyOf: several, comparison, values) : Condition(firstOf: several, comparison, values)
    }
    for _ in 0..<250 {
      let query = TokenQuery(
        (0..<Int.random(in: 0...2, using: &random)).map { _ in condition() },
        order: (0..<Int.random(in: 0...2, using: &random)).map { _ in
          SortKey(column(), descending: Bool.random(using: &random))
        },
        limit: Bool.random(using: &random) ? nil : Int.random(in: 0...50, using: &random),
        offset: Bool.random(using: &random) ? 0 : Int.random(in: 0...50, using: &random),
        visible: Int.random(in: 0..<4, using: &random) == 0 ? (1...100).map { Int64($0 * 2) } : nil)
      let by = column()
      let aggregates: [Aggregate<TokenRow>] = [
        Aggregate(.sum, .uses), Aggregate(.sum, .expires), Aggregate(.min, column()),
        Aggregate(.max, column()),
      ]
      #expect(try stores[0].rows(query) == stores[1].rows(query), "\(query)")
      #expect(try stores[0].count(query) == stores[1].count(query), "\(query)")
      #expect(
        try stores[0].groups(query, by: by, aggregates) == stores[1].groups(query, by: by, aggregates),
        "\(query) by \(by)")
    }
  }

  @Test func aFailureAnywhereLeavesSQLiteAsItWas() throws {
    let world = try VaultOperations(SQLiteInMemory())
    let store = world.fixture.service.store
    // One session for all, so that no two ids are the same.
    let failing = StoreFailing(store)
    let session = try world.fixture.session.copy(on: failing, isReadOnly: false)
    for operation in world.all {
      let before = try StoreDump(store)
      for call in 1... {
        failing.fail(atCall: call)
        try? operation.run(session)
        if !failing.hasFailed { break }
        #expect(try StoreDump(store) == before, "\(operation) at call \(call)")
      }
    }
    let findings = try world.fixture.session.verify().findings
    #expect(findings == [], "\(findings)")
  }
}

/// Vaults of SQLite in memory.
struct SQLiteInMemory: StoreProvider {
  func create(at path: String) throws(VaultError) -> any VaultStore { try SQLiteStores().inMemory() }
  func open(at path: String) throws(VaultError) -> any VaultStore { throw .missing(path: path) }
  func discard(_ store: any VaultStore) {}
}
