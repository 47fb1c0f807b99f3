package import Base

/// An access token that wrong secrets were tried with at a server, from one address.
package struct LockedLogin: Sendable, Equatable {
  /// The access token.
  package let token: EntityRef
  /// Its machine account.
  package let account: EntityRef
  /// The address that they came from, of IPv6 the network.
  package let address: String
  /// How many failed in a row.
  package let failures: Int64
  /// When the last one failed, in µs.
  package let last: Int64
  /// Until when wrong secrets are not looked at, in µs; nil: they are.
  package let until: Int64?
}

extension VaultSession {
  /// The failed sign-ins that a server counts, of the tokens that one may see.
  package func lockedLogins() throws(VaultError) -> [LockedLogin] {
    try read(.tokenList) { () throws(VaultError) in
      var found: [LockedLogin] = []
      for failure in try store.rows(Query<LoginFailureRow>()) {
        guard let id = failure.subject, let token = try row(TokenRow.self, id), token.revoked == nil,
          let account = try store.row(AccountRow.self, number: token.account)
        else { continue }
        let delay = LoginDelay.seconds(after: failure.count) * 1_000_000
        found.append(
          LockedLogin(
            token: ref(token), account: ref(account), address: failure.ip ?? "", failures: failure.count,
            last: failure.date, until: delay > 0 ? failure.date + delay : nil))
      }
      return found
    }
  }

  /// Forgets the failed sign-ins with tokens, all or nothing; a token without any is `unchanged`.
  package func clearLogins(_ ids: [UUID128]) throws(VaultError) -> [Change] {
    guard !ids.isEmpty else { throw .emptyList(what: "access tokens") }
    return open(try perform(ClearLogins(tokens: ids)))
  }
}
