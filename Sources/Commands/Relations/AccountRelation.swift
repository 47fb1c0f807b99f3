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

  static func counts(
    _ numbers: [Int64], _ wanted: Set<String>, _ session: VaultSession
  ) throws(VaultError) -> [Int] {
    var counts: [Int] = []
    counts.reserveCapacity(numbers.count * counted.count)
    for one in try session.accountCounts(numbers, parts(wanted)) {
      counts.append(one.secrets)
      counts.append(one.projects)
      counts.append(one.people)
      counts.append(one.tokens)
    }
    return counts
  }

  private static func parts(_ wanted: Set<String>) -> AccountCountParts {
    var parts: AccountCountParts = []
    if wanted.contains("secrets") { parts.insert(.secrets) }
    if wanted.contains("projects") { parts.insert(.projects) }
    if wanted.contains("people") { parts.insert(.people) }
    if wanted.contains("tokens") { parts.insert(.tokens) }
    return parts
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
    let counts = try maker.session.accountCounts(items.map(\.number), parts(wanted))
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
