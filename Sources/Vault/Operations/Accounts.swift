package import Crypto

/// The columns by which machine accounts are asked for.
package typealias AccountQuery = Query<AccountRow>

/// What was deleted with a machine account.
package struct DeletedAccount: Sendable, Equatable {
  /// The machine account.
  package let account: EntityRef
  /// Access tokens that ended with it.
  package let tokens: Int
  /// Grants to it and on it that went with it.
  package let grants: Int
}

/// What the client of a machine account is configured with.
package struct AccountConfig: Sendable, Equatable {
  /// The address that clients sign in at.
  package let identityURL: String
  /// The address of the interface.
  package let apiURL: String
  /// The organization.
  package let organization: UUID128
  /// The projects that it can reach, by name.
  package let projects: [EntityRef]
}

extension VaultSession {
  /// Makes a machine account; with `ifMissing` one of exactly this name is left as it is.
  ///
  /// Another one of its name is refused, unless it is to be a `twin`. The creator gets a grant on it. Beyond what the subscription includes it grows, up to its limit.
  package func createAccount(
    name: String, ifMissing: Bool = false, twin: Bool = false
  ) throws(VaultError) -> (account: MachineAccount, isNew: Bool, growth: Growth?) {
    try TextLimit.name.check(name, "the machine account's name")
    return try write(.accountCreate) { (writer) throws(VaultError) in
      if ifMissing {
        let same = try rows(AccountRow.self, named: name)
        if same.count > 1 {
          throw VaultError.ambiguous(kind: .account, text: name, matches: try labels(of: same.map(ref)))
        }
        if let row = same.first { return (account(row), false, nil) }
      }
      if !twin { try refuseTwin(AccountRow.self, name) }
      let growth = try makeRoom(.machineAccounts, writer)
      return (account(try insertAccount(name, writer)), true, growth)
    }
  }

  private func insertAccount(_ name: String, _ writer: Writer) throws(VaultError) -> AccountRow {
    var row = AccountRow(stamp: writer.stamp(), name: try writer.seal(name: name, .account))
    row.number = try store.insert(row)
    // The grant to the creator comes before the account itself, as in the product.
    let id = row.id
    try grantToMaker(EntityRef(kind: .account, id: id, name: name), number: row.number, writer)
    try writer.record(.accountCreated) { $0.account = id }
    return row
  }

  /// Gives a machine account another name; the same name changes nothing.
  package func renameAccount(_ id: UUID128, to name: String, twin: Bool = false) throws(VaultError) -> Change
  {
    try TextLimit.name.check(name, "the machine account's name")
    return try write(.accountRename) { (writer) throws(VaultError) in
      let row = try writer.target(AccountRow.self, id)
      return try rename(row, to: name, twin: twin, writer) { (writer) throws(VaultError) in
        try writer.record(.accountRenamed) { $0.account = id }
      }
    }
  }

  /// Deletes machine accounts with their tokens and all grants to and on them.
  package func deleteAccounts(_ ids: [UUID128]) throws(VaultError) -> [DeletedAccount] {
    guard !ids.isEmpty else { throw .emptyList(what: "machine accounts") }
    return try write(.accountDelete) { (writer) throws(VaultError) in
      writer.eraseAfterwards()
      return try each(ids, "machine accounts") { (id) throws(VaultError) in try deleteAccount(id, writer) }
    }
  }

  private func deleteAccount(
    _ id: UUID128, _ writer: Writer
  ) throws(VaultError) -> DeletedAccount {
    let row = try writer.target(AccountRow.self, id)
    let side = Field.int(EntityKind.account.rawValue)
    let number = Field.int(row.number)
    let grants =
      try store.delete(
        Query<PolicyRow>([.equal(.subjectKind, side), .equal(.subject, number)]))
      + store.delete(Query<PolicyRow>([.equal(.objectKind, side), .equal(.object, number)]))
    let live = try store.count(
      Query<TokenRow>([.equal(.account, number), .isNull(.revoked)]))
    for token in try store.rows(Query<TokenRow>([.equal(.account, number)])) {
      try bury(token, writer)
    }
    _ = try store.delete(Query<TokenRow>([.equal(.account, number)]))
    try bury(row, writer)
    _ = try store.delete(Query<AccountRow>([.equal(.number, number)]))
    try writer.record(.accountDeleted) { $0.account = id }
    return DeletedAccount(account: ref(row), tokens: live, grants: grants)
  }

  /// One machine account.
  package func account(_ id: UUID128) throws(VaultError) -> MachineAccount {
    try require(.accountShow)
    return account(try existing(AccountRow.self, id))
  }

  /// The machine accounts of a query.
  package func accounts(
    _ query: AccountQuery = AccountQuery()
  ) throws(VaultError) -> [MachineAccount] {
    try require(.accountList)
    let rows = try listed(
      limited(query), [.number, .id, .created, .revised, .createdBy, .name])
    return try current(rows.map { MachineAccount($0.facts, name: $0.name) }, \.isReadable)
  }

  /// How many machine accounts fulfil a query.
  package func countAccounts(_ query: AccountQuery = AccountQuery()) throws(VaultError) -> Int {
    try require(.accountList)
    return try store.count(limited(query))
  }

  /// What the client of a machine account is configured with.
  package func accountConfig(_ id: UUID128) throws(VaultError) -> AccountConfig {
    try read(.accountShow) { () throws(VaultError) in
      let row = try existing(AccountRow.self, id)
      var projects: [EntityRef] = []
      // Who may only read the machine account does not see its grants.
      for grant in try grants(try grantQuery(subject: ref(row))) where grant.object.kind == .project {
        projects.append(grant.object)
      }
      projects.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
      let current = try store.first(Query<OrganizationRow>()).map(Organization.init) ?? organization
      return AccountConfig(
        identityURL: current.identityURL, apiURL: current.apiURL, organization: current.id,
        projects: projects)
    }
  }

  func account(_ row: AccountRow) -> MachineAccount {
    MachineAccount(row, name: keys.name(row.name.text))
  }
}
