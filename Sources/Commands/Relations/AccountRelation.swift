internal import Crypto
internal import Interpreter
internal import Vault

/// The machine accounts.
enum AccountRelation: ListedRelation {
  static var noun: String { "accounts" }
  static let columns: [RelationColumn<AccountRow>] = [
    RelationColumn(
      "name", .string,
      .name(.account, .nameDigest) { (session) throws(VaultError) in
        try session.hasAllDigests(AccountRow.self)
      }),
    RelationColumn("secrets", .int),
    RelationColumn("revised", .datetime, .date(.revised)),
    RelationColumn("projects", .int, isShown: false),
    RelationColumn("people", .int, isShown: false),
    RelationColumn("tokens", .int, isShown: false),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static var name: String { "name" }
  static var counted: [String] { ["secrets", "projects", "people", "tokens"] }

  static func list(
    _ query: Query<AccountRow>, _ parts: ListedParts, _ session: VaultSession
  ) throws(VaultError) -> ListedPage { try session.listAccounts(query, parts) }

  static func counts(_ numbers: [Int64], _ session: VaultSession) throws(VaultError) -> [[Int]] {
    try session.accountCounts(numbers).map { [$0.secrets, $0.projects, $0.people, $0.tokens] }
  }

  static func items(
    _ query: Query<AccountRow>, _ session: VaultSession
  ) throws(VaultError) -> [MachineAccount] { try session.accounts(query) }

  static func count(_ query: Query<AccountRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countAccounts(query)
  }

  static func number(_ item: MachineAccount) -> Int64 { item.number }

  static func rows(
    _ items: [MachineAccount], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    let isCounted = !wanted.isDisjoint(with: ["secrets", "projects", "people", "tokens"])
    let counts = isCounted ? try maker.session.counts(of: items) : items.map { _ in AccountCounts() }
    let isIDWanted = wanted.contains("id")
    return zip(items, counts).map { account, count in
      let id = account.id.text
      let values: [Value] = [
        .string(account.name), .int(count.secrets), maker.date(account.revised), .int(count.projects),
        .int(count.people), .int(count.tokens), maker.date(account.created),
        isIDWanted ? .string(id) : .null,
      ]
      return EntityObject(
        kind: "account", id: id, name: account.name,
        row: RecordObject(shape: shape, values: values))
    }
  }
}
