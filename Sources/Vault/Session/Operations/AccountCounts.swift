/// Which counts of machine accounts are wanted.
package struct AccountCountParts: OptionSet, Sendable {
  /// The bits.
  package let rawValue: Int

  /// Parts by their bits.
  package init(rawValue: Int) { self.rawValue = rawValue }

  /// How many secrets the account may use.
  package static let secrets = AccountCountParts(rawValue: 1)
  /// How many projects the account may use.
  package static let projects = AccountCountParts(rawValue: 2)
  /// How many people and groups have a grant on the account.
  package static let people = AccountCountParts(rawValue: 4)
  /// How many access tokens the account has.
  package static let tokens = AccountCountParts(rawValue: 8)
  /// All four counts.
  package static let all: AccountCountParts = [.secrets, .projects, .people, .tokens]
}

extension VaultSession {
  /// How much belongs to each of these machine accounts, in their order.
  ///
  /// Five queries for a page of accounts, however many they are.
  package func counts(of accounts: [MachineAccount]) throws(VaultError) -> [AccountCounts] {
    try accountCounts(accounts.map(\.number))
  }

  /// The same by the numbers of the machine accounts; what is not wanted stays 0.
  package func accountCounts(
    _ numbers: [Int64], _ wanted: AccountCountParts = .all
  ) throws(VaultError) -> [AccountCounts] {
    try require(.accountList)
    guard let low = numbers.min(), let high = numbers.max() else { return [] }
    var page = AccountCountPage(numbers, low...high)
    if !wanted.isDisjoint(with: [.secrets, .projects]) {
      try countReach(&page, secrets: wanted.contains(.secrets))
    }
    if wanted.contains(.people) {
      let people = Query<PolicyRow>([
        .equal(.objectKind, .int(EntityKind.account.rawValue)),
        Condition(.object, .greaterOrEqual, .int(low)), Condition(.object, .lessOrEqual, .int(high)),
      ])
      try store.scan(people, [.object]) { (row) throws(VaultError) in
        page.update(try row.int(0)) { $0.people += 1 }
        return true
      }
    }
    if wanted.contains(.tokens) {
      let tokens = Query<TokenRow>([
        .isNull(.revoked), Condition(.account, .greaterOrEqual, .int(low)),
        Condition(.account, .lessOrEqual, .int(high)),
      ])
      try store.scan(tokens, [.account]) { (row) throws(VaultError) in
        page.update(try row.int(0)) { $0.tokens += 1 }
        return true
      }
    }
    return numbers.map { page[$0] }
  }

  /// When a token of each of these machine accounts was used last, in µs and in their order; nil: never.
  ///
  /// Tokens that were revoked since count, too: the machine account was used.
  package func lastUses(ofAccounts numbers: [Int64]) throws(VaultError) -> [Int64?] {
    try require(.accountList)
    guard let low = numbers.min(), let high = numbers.max() else { return [] }
    var latest: [Int64: Int64] = [:]
    let tokens = Query<TokenRow>([
      .isNotNull(.lastUsed), Condition(.account, .greaterOrEqual, .int(low)),
      Condition(.account, .lessOrEqual, .int(high)),
    ])
    try store.scan(tokens, [.account, .lastUsed]) { (row) throws(VaultError) in
      let (account, used) = (try row.int(0), try row.int(1))
      latest[account] = max(latest[account] ?? used, used)
      return true
    }
    return numbers.map { latest[$0] }
  }

  /// Counts what each machine account reaches.
  ///
  /// A pair of sides has one grant, so no project and no secret comes twice.
  private func countReach(_ page: inout AccountCountPage, secrets: Bool) throws(VaultError) {
    let perProject = secrets ? try accessView().liveSecrets() : NumberTable([])
    var alone: [(account: Int64, secret: Int64)] = []
    let grants = Query<PolicyRow>([
      .equal(.subjectKind, .int(EntityKind.account.rawValue)),
      Condition(.subject, .greaterOrEqual, .int(page.range.lowerBound)),
      Condition(.subject, .lessOrEqual, .int(page.range.upperBound)),
    ])
    let fields = BorrowedFields(count: 3, of: PolicyRow.table)
    try store.scan(grants, [.subject, .objectKind, .object]) { (row) throws(VaultError) in
      try row.lend(to: fields.all)
      let (account, object) = (try fields.int(0), try fields.int(2))
      switch EntityKind(rawValue: try fields.int(1)) {
      case .project:
        page.update(account) {
          $0.projects += 1
          $0.secrets += perProject[object]
        }
      case .secret where secrets: alone.append((account, object))
      default: break
      }
      return true
    }
    for (account, number) in alone {
      guard let secret = try store.row(SecretRow.self, number: number), secret.deleted == nil else {
        continue
      }
      // One that its project gives too counts once.
      if let project = secret.project, try isGranted(project, to: account) { continue }
      page.update(account) { $0.secrets += 1 }
    }
  }

  private func isGranted(_ project: Int64, to account: Int64) throws(VaultError) -> Bool {
    try store.count(
      Query<PolicyRow>([
        .equal(.subjectKind, .int(EntityKind.account.rawValue)), .equal(.subject, .int(account)),
        .equal(.objectKind, .int(EntityKind.project.rawValue)), .equal(.object, .int(project)),
      ])) > 0
  }
}

/// The counts of a page of machine accounts in the making.
private struct AccountCountPage {
  let range: ClosedRange<Int64>
  private var counts: [AccountCounts]
  /// Where the counts of an account are, and one: 0 for those of other pages.
  private var places: NumberTable

  init(_ numbers: [Int64], _ range: ClosedRange<Int64>) {
    self.range = range
    counts = [AccountCounts](repeating: AccountCounts(), count: numbers.count)
    places = NumberTable(range, count: numbers.count)
    for (place, number) in numbers.enumerated() { places[number] = place + 1 }
  }

  /// The counts of an account of the page.
  subscript(account: Int64) -> AccountCounts { counts[places[account] - 1] }

  @inline(__always)
  mutating func update(_ account: Int64, _ body: (inout AccountCounts) -> Void) {
    let place = places[account]
    if place > 0 { body(&counts[place - 1]) }
  }
}
