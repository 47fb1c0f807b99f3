package import Crypto

/// The signed-in principal of a session, and its credential.
package enum VaultActor {
  case person(Person, CredentialRow)
  /// A machine account, with one of its access tokens.
  case account(MachineAccount, TokenItem)

  /// The principal as a reference.
  package var ref: EntityRef {
    switch self {
    case .person(let person, _): person.ref
    case .account(let account, _): account.ref
    }
  }

  /// Their id.
  package var id: UUID128 { ref.id }

  /// The caller for the rules, as of the sign-in.
  var caller: Caller {
    switch self {
    case .person(let person, _): .person(person)
    case .account(let account, _): .account(account.number)
    }
  }

  /// The person; nil for a machine account.
  package var person: Person? {
    if case .person(let person, _) = self { return person }
    return nil
  }

  /// The credential of a person; nil for a machine account.
  package var credential: CredentialRow? {
    if case .person(_, let credential) = self { return credential }
    return nil
  }

  /// The access token of a machine account; nil for a person.
  package var token: TokenItem? {
    if case .account(_, let token) = self { return token }
    return nil
  }

  /// The actor as the ledger knows them.
  var principal: Principal {
    switch self {
    case .person(let person, let credential): .person(person, credential)
    case .account(let account, let token):
      .account(
        number: account.number, id: account.id,
        token: Principal.TokenReference(number: token.number, id: token.id))
    }
  }
}

/// How the sign-in of an actor stands at one moment.
struct Standing {
  /// The caller for the rules.
  let caller: Caller
  /// The error that every request gets after the sign-in has ended: the same as that of signing in.
  var refusal: VaultError?
  /// When it will end, in µs.
  var end = Int64.max

  /// Of a person: the row and the credential must still be there.
  init(_ person: Person, _ credential: CredentialRow, _ store: any VaultStore, now: Int64) throws(VaultError)
  {
    let row = try store.row(PersonRow.self, number: person.number)
    let stored = try store.row(CredentialRow.self, number: credential.number)
    caller = .person(row.map(Person.init) ?? person.suspended)
    let isThere = stored?.id == credential.id
    end = stored?.expires ?? Int64.max
    if !isThere || end <= now || row?.status != .confirmed { refusal = .wrongCredential }
  }

  /// Of a machine account: the row and the token must still be there, and the organization let machines in.
  init(_ account: MachineAccount, _ token: TokenItem, _ store: any VaultStore, now: Int64) throws(VaultError)
  {
    let row = try store.row(TokenRow.self, number: token.number)
    let owner = try store.row(AccountRow.self, number: account.number)
    self.init(
      account.number, owner?.id == account.id ? owner : nil, row?.id == token.id ? row : nil,
      try store.first(Query<OrganizationRow>()), now: now)
  }

  /// Of the machine account with this number, by the rows that are still there.
  init(
    _ number: Int64, _ account: AccountRow?, _ token: TokenRow?, _ organization: OrganizationRow?, now: Int64
  ) {
    caller = .account(number)
    end = token?.expires ?? Int64.max
    guard let token, account != nil, token.account == number, token.isAlive(now),
      organization?.letsMachinesIn ?? false
    else {
      refusal = .wrongToken
      return
    }
  }
}

extension TokenRow {
  /// Whether it may sign in at a moment, however often it was used.
  func isAlive(_ now: Int64) -> Bool { revoked == nil && (expires ?? Int64.max) > now }

  /// Whether it was used as often as it may be.
  var isUsedUp: Bool { maxUses.map { uses >= $0 } ?? false }
}

extension OrganizationRow {
  /// Whether machine accounts sign in at all.
  var letsMachinesIn: Bool { enabled && usesSecretsManager }
}
