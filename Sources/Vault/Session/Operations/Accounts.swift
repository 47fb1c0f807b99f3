package import Crypto

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
    do throws(VaultError) {
      let made = try perform { () throws(VaultError) in
        if ifMissing || !twin { try fillDigests(AccountRow.self) }
        return CreateAccount(name: try seal(name: name, .account), ifMissing: ifMissing, twin: twin)
      }
      return (account(made.row), made.isNew, made.growth)
    } catch {
      guard case .ambiguous = error else { throw error }
      let same = try rows(AccountRow.self, named: name)
      throw .ambiguous(kind: .account, text: name, matches: try labels(of: same.map(ref)))
    }
  }

  /// Gives a machine account another name; the same name changes nothing.
  package func renameAccount(_ id: UUID128, to name: String, twin: Bool = false) throws(VaultError) -> Change
  {
    try TextLimit.name.check(name, "the machine account's name")
    let renamed = try perform { () throws(VaultError) in
      try fillDigests(AccountRow.self)
      return RenameAccount(account: id, name: try seal(name: name, .account), twin: twin)
    }
    return change(renamed, to: name)
  }

  /// Deletes machine accounts with their tokens and all grants to and on them.
  package func deleteAccounts(_ ids: [UUID128]) throws(VaultError) -> [DeletedAccount] {
    guard !ids.isEmpty else { throw .emptyList(what: "machine accounts") }
    let deleted = try perform { () throws(VaultError) in
      DeleteAccounts(
        accounts: try ids.map { (id) throws(VaultError) in
          guard let row = try row(AccountRow.self, id) else { return Deletion(id) }
          let tokens = try store.rows(TokenQuery([.equal(.account, .int(row.number))]))
          return Deletion(id, nameless: nameless([row]).union(nameless(tokens)))
        })
    }
    return deleted.map {
      DeletedAccount(account: keys.open($0.account), tokens: $0.tokens, grants: $0.grants)
    }
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
