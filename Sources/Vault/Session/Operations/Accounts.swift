package import Base
internal import Crypto

/// What was deleted with a machine account.
package struct DeletedAccount: Sendable, Equatable {
  /// The machine account.
  package let account: EntityRef
  /// Access tokens that ended with it.
  package let tokens: Int
  /// Grants to it and on it that went with it.
  package let grants: Int
}

/// The configuration of a machine account's client.
package struct AccountConfig: Sendable, Equatable {
  /// The address that clients sign in at.
  package let identityURL: String
  /// The address of the interface.
  package let apiURL: String
  /// The id of the organization.
  package let organization: UUID128
  /// The projects that it can reach, by name.
  package let projects: [EntityRef]
}

extension VaultSession {
  /// Makes a machine account; with `ifMissing` one of exactly this name is left as it is.
  ///
  /// Another one of its name is refused, unless it is to be a `twin`. The creator gets a grant on it. Beyond what the subscription includes it grows, up to its limit.
  package func createAccount(
    name: String, description: String? = nil, ifMissing: Bool = false, twin: Bool = false
  ) throws(VaultError) -> (account: MachineAccount, isNew: Bool, growth: Growth?) {
    try TextLimit.name.check(name, "the machine account's name")
    let description = try Self.checked(description: description)
    do throws(VaultError) {
      let made = try perform { () throws(VaultError) in
        if ifMissing || !twin { try fillDigests(AccountRow.self) }
        return CreateAccount(
          name: try seal(name: name, .account), description: try seal(description: description),
          ifMissing: ifMissing, twin: twin)
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

  /// Says what a machine account is for; a blank text takes the description away, the same one changes nothing.
  package func describeAccount(_ id: UUID128, as text: String) throws(VaultError) -> Change {
    let description = try Self.checked(description: text)
    return try write(.accountDescribe) { (scope) throws(VaultError) in
      let row = try scope.target(AccountRow.self, id)
      let before = row.description.map { keys.name($0).text }
      let isSame = (before == nil) == (description == nil) && Texts.areSame(before ?? "", description ?? "")
      if !isSame {
        try DescribeAccount(
          account: id, version: row.stamp.version, description: try seal(description: description)
        ).perform(in: scope)
      }
      return Change(isSame ? .unchanged : .changed, ref(row), before: before, after: description)
    }
  }

  /// A description as it is stored: without white space at its ends; nil: none.
  private static func checked(description: String?) throws(VaultError) -> String? {
    guard let text = description.map(Texts.trimmed), !text.isEmpty else { return nil }
    try TextLimit.description.check(text, "the machine account's description")
    return text
  }

  private func seal(description: String?) throws(VaultError) -> String? {
    try description.map { (text) throws(VaultError) in
      try keys.seal(text: text, random: &service.environment.random)
    }
  }

  /// The descriptions of machine accounts by their numbers, in their order; nil: none.
  package func descriptions(ofAccounts numbers: [Int64]) throws(VaultError) -> [String?] {
    try require(.accountList)
    var found: [Int64: String] = [:]
    try store.scan(
      limited(AccountQuery([.oneOf(.number, numbers.map { .int($0) }), .isNotNull(.description)])),
      [.number, .description]
    ) { (row) throws(VaultError) in
      let number = try row.int(0)
      try row.text(1) { (sealed) in found[number] = keys.name(String(decoding: sealed, as: UTF8.self)).text }
      return true
    }
    return numbers.map { found[$0] }
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

  /// The configuration of a machine account's client.
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
