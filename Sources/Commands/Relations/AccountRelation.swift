internal import Interpreter
internal import Vault

/// The machine accounts.
enum AccountRelation: Relation {
  static var noun: String { "accounts" }
  static var kind: EntityKind { .account }
  static var name: String { "name" }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn(
      "name", .string,
      .name(.account, .name, digest: .nameDigest) { (session) throws(VaultError) in
        try session.hasAllDigests(AccountRow.self)
      }),
    RelationColumn("secrets", .int, page: counted(.secrets, \.secrets)),
    RelationColumn("revised", .datetime, .date(.revised)),
    RelationColumn("projects", .int, isShown: false, page: counted(.projects, \.projects)),
    RelationColumn("people", .int, isShown: false, page: counted(.people, \.people)),
    RelationColumn("tokens", .int, isShown: false, page: counted(.tokens, \.tokens)),
    RelationColumn("last_used", .optional(.datetime), isShown: false, page: lastUsed),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("description", .optional(.string), isShown: false, page: described),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  /// Counts what belongs to the rows of a page.
  private static func counted(
    _ part: AccountCountParts, _ count: any KeyPath<AccountCounts, Int> & Sendable
  ) -> @Sendable ([Int64], RowContext) throws(VaultError) -> (Int) -> Value {
    { (numbers, rowContext) throws(VaultError) in
      let counts = try rowContext.session.accountCounts(numbers, part)
      return { .int(counts[$0][keyPath: count]) }
    }
  }

  /// Finds when the tokens of the rows of a page were used last.
  private static let lastUsed: @Sendable ([Int64], RowContext) throws(VaultError) -> (Int) -> Value = {
    (numbers, rowContext) throws(VaultError) in
    let uses = try rowContext.session.lastUses(ofAccounts: numbers)
    return { rowContext.date(or: uses[$0]) }
  }

  /// Opens the descriptions of the rows of a page.
  private static let described: @Sendable ([Int64], RowContext) throws(VaultError) -> (Int) -> Value = {
    (numbers, rowContext) throws(VaultError) in
    let texts = try rowContext.session.descriptions(ofAccounts: numbers)
    return { texts[$0].map { .string($0) } ?? .null }
  }

  static func items(
    _ query: Query<AccountRow>, _ session: VaultSession
  ) throws(VaultError) -> [MachineAccount] { try session.accounts(query) }

  static func count(_ query: Query<AccountRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countAccounts(query)
  }

  static func number(_ item: MachineAccount) -> Int64 { item.number }

  static func scan(
    _ query: Query<AccountRow>, _ columns: [AccountRow.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool {
    try session.scanAccounts(query, columns, body)
    return true
  }
}
