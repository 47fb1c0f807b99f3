import Base

/// How the first event of a session's operation records that its principal signed in.
final class SignInRecord {
  /// The event that recorded the use of the access token.
  private var use: (event: Int64, hash: [UInt8])?

  /// The same record for a session on another store.
  func copy() -> SignInRecord {
    let copy = SignInRecord()
    copy.use = use
    return copy
  }

  /// Records the sign-in of a scope's principal, unless that is done.
  func record(in scope: Scope) throws(VaultError) {
    switch scope.principal {
    case .person(let person, let credential): try record(person, credential, in: scope)
    case .account(_, let id, let token): try recordUse(of: token, by: id, in: scope)
    case .served: return
    }
  }

  /// The first change or reveal of a session is one use of its access token.
  ///
  /// The recorded event may have been rolled back since: only its presence proves that it was not.
  private func recordUse(
    of token: Principal.TokenReference, by account: UUID128, in scope: Scope
  ) throws(VaultError) {
    let store = scope.store
    if let use, try store.row(EventRow.self, number: use.event)?.hash == use.hash { return }
    guard let stored = try store.row(TokenRow.self, number: token.number), !stored.isUsedUp else {
      throw .wrongToken
    }
    try store.update(
      TokenRow.self, number: stored.number,
      set: [(.uses, .int(stored.uses + 1)), (.lastUsed, .int(scope.now))])
    try scope.record(.signedIn, counts: false) { $0.account = account }
    let head = scope.transaction.tail.head
    use = (head.event, head.hash)
  }

  /// The first change or reveal of a day records that the credential's person signed in.
  private func record(
    _ person: Person, _ credential: CredentialRow, in scope: Scope
  ) throws(VaultError) {
    let store = scope.store
    guard let stored = try store.row(CredentialRow.self, number: credential.number) else {
      throw .wrongCredential
    }
    let today = scope.now - scope.now % 86_400_000_000
    if let last = stored.lastUsed, last >= today { return }
    try store.update(CredentialRow.self, number: stored.number, set: [(.lastUsed, .int(today))])
    try store.update(PersonRow.self, number: person.number, set: [(.lastSeen, .int(today))])
    try scope.record(.signedIn, counts: false) { $0.person = person.id }
  }
}
