import Base

/// How the sign-in of an actor stands at one moment.
struct SignInState {
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
