import Base

/// Makes a machine account; its maker gets a grant on it.
///
/// Beyond what the subscription includes it grows, up to its limit.
struct CreateAccount: Operation {
  static let name = "account.create"
  static let rule = VaultOperation.accountCreate
  /// The sealed name.
  let name: SealedName
  /// What it is for, sealed.
  let description: String?
  /// Whether one of exactly this name is left as it is.
  let ifMissing: Bool
  /// Whether it may be another one of its name.
  let twin: Bool

  func perform(
    in scope: Scope
  ) throws(VaultError) -> (row: AccountRow, isNew: Bool, growth: Growth?) {
    if ifMissing {
      let same = try scope.view.readable(scope.rows(AccountRow.self, named: name))
      if same.count > 1 {
        throw .ambiguous(kind: .account, text: same[0].id.text, matches: same.map(\.id.text))
      }
      if let row = same.first { return (row, false, nil) }
    }
    if !twin { try scope.refuseTwin(AccountRow.self, name) }
    let growth = try scope.makeRoom(.machineAccounts)
    var row = AccountRow(stamp: scope.stamp(), name: name)
    row.description = description
    row.number = try scope.insert(row)
    // The grant to the creator comes before the account itself, as in the product.
    let id = row.id
    try scope.grantToMaker(SealedRef(row), number: row.number)
    try scope.record(.accountCreated) { $0.account = id }
    return (row, true, growth)
  }
}

/// Gives a machine account another name; the same name changes nothing.
struct RenameAccount: Operation {
  static let name = "account.rename"
  static let rule = VaultOperation.accountRename
  /// Which one.
  let account: UUID128
  /// The sealed name.
  let name: SealedName
  /// Whether another one may have the name.
  let twin: Bool

  func perform(in scope: Scope) throws(VaultError) -> Renamed {
    let row = try scope.target(AccountRow.self, account)
    return try scope.rename(row, to: name, twin: twin) { () throws(VaultError) in
      try scope.record(.accountRenamed) { $0.account = account }
    }
  }
}

/// Says what a machine account is for, or takes the description away.
struct DescribeAccount: Operation {
  static let name = "account.describe"
  static let rule = VaultOperation.accountDescribe
  /// Which one.
  let account: UUID128
  /// The version of the row that it was made from.
  let version: Int64
  /// The description, sealed; nil: none.
  let description: String?

  func perform(in scope: Scope) throws(VaultError) {
    let row = try scope.target(AccountRow.self, account)
    guard row.stamp.version == version else { throw .stale(kind: .account, text: account.text) }
    try scope.update(
      AccountRow.self, number: row.number,
      set: [
        (.description, .text(or: description)), (.revised, .int(scope.now)),
        (.version, .int(row.stamp.nextVersion)),
      ])
    try scope.record(.accountDescribed) { $0.account = account }
  }
}

/// Deletes machine accounts with their tokens and all grants to and on them.
struct DeleteAccounts: Operation {
  static let name = "account.delete"
  static let rule = VaultOperation.accountDelete
  /// Which ones.
  let accounts: [Deletion]

  /// The counts of what was deleted with one of them.
  struct Deleted {
    let account: SealedRef
    let tokens: Int
    let grants: Int
  }

  func perform(in scope: Scope) throws(VaultError) -> [Deleted] {
    scope.eraseAfterwards()
    return try scope.each(accounts, "machine accounts") { (account) throws(VaultError) in
      try delete(account, scope)
    }
  }

  private func delete(_ account: Deletion, _ scope: Scope) throws(VaultError) -> Deleted {
    let store = scope.store
    let row = try scope.target(AccountRow.self, account.id)
    let side = Field.int(EntityKind.account.rawValue)
    let number = Field.int(row.number)
    let grants =
      try scope.delete(
        Query<PolicyRow>([.equal(.subjectKind, side), .equal(.subject, number)]))
      + scope.delete(Query<PolicyRow>([.equal(.objectKind, side), .equal(.object, number)]))
    let live = try store.count(
      Query<TokenRow>([.equal(.account, number), .isNull(.revoked)]))
    for token in try store.rows(Query<TokenRow>([.equal(.account, number)])) {
      if !account.nameless.contains(token.id) { try scope.leaveTombstone(token) }
    }
    try scope.delete(Query<TokenRow>([.equal(.account, number)]))
    if !account.nameless.contains(row.id) { try scope.leaveTombstone(row) }
    try scope.delete(row)
    try scope.record(.accountDeleted) { $0.account = row.id }
    return Deleted(account: SealedRef(row), tokens: live, grants: grants)
  }
}
