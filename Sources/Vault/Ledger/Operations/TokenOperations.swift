import Base
import Crypto

/// Makes an access token of a machine account.
///
/// The caller keeps the token's text; the ledger never has it.
struct CreateToken: Operation {
  static let name = "token.create"
  static let rule = VaultOperation.tokenCreate
  /// The id, which is part of the text.
  let id: UUID128
  /// The machine account.
  let account: UUID128
  /// The sealed name.
  let name: SealedName
  /// The hash of the secret that clients sign in with.
  let secretHash: String
  /// The organization key, sealed under the token's key.
  let payload: String
  /// The token's key, sealed under the organization key.
  let key: String
  /// The public key that a shell signs with for it.
  let signKey: [UInt8]
  /// When it ends, in µs; nil: never.
  let expires: Int64?
  /// How often it may be used; nil: always.
  let maxUses: Int64?
  /// The network that it may be used from; nil: any.
  let network: String?
  /// Whether another token of the account may have the name.
  let twin: Bool

  func perform(
    in scope: Scope
  ) throws(VaultError) -> (row: TokenRow, account: SealedRef) {
    if let expires, expires <= scope.clock { throw .expiryPassed }
    guard signKey.count == SigningKey.publicKeyCount else {
      throw .invalid(what: "the signing key", why: "has not \(SigningKey.publicKeyCount) bytes")
    }
    if let maxUses, maxUses < 1 { throw .invalid(what: "the number of uses", why: "is below 1") }
    if let network, NetworkRange(network)?.text != network { throw Self.noNetwork(network) }
    let owner = try scope.target(AccountRow.self, account)
    if !twin {
      try scope.refuseTwin(
        TokenRow.self, name, [.equal(.account, .int(owner.number)), .isNull(.revoked)])
    }
    var row = TokenRow(
      stamp: scope.stamp(id), name: name, account: owner.number, secretHash: secretHash,
      scope: "[\"api.secrets\"]", payload: payload, key: key, expires: expires, uses: 0)
    row.maxUses = maxUses
    row.fromCIDR = network
    row.signKey = signKey
    row.number = try scope.insert(row)
    try scope.record(.tokenCreated) {
      $0.account = owner.id
      $0.token = id
      $0.detail = EventDetail.token(expires: expires, uses: maxUses, from: network)
    }
    return (row, SealedRef(owner))
  }

  static func noNetwork(_ text: String) -> VaultError {
    .invalid(what: "\"\(text)\"", why: "is no network such as 10.0.0.0/8, 2001:db8::/32 or one address")
  }
}

/// Ends access tokens; one that was revoked before stays `unchanged`.
///
/// The row stays, hidden, so that its events can be read, but its hash and keys are erased.
struct RevokeTokens: Operation {
  static let name = "token.revoke"
  static let rule = VaultOperation.tokenRevoke
  /// Which ones.
  let tokens: [UUID128]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    try scope.each(tokens, "access tokens") { (id) throws(VaultError) in
      try scope.revoke(try scope.view.existing(TokenRow.self, id))
    }
  }
}

/// Forgets the failed sign-ins with tokens; a token without any is `unchanged`.
struct ClearLogins: Operation {
  static let name = "login.clear"
  static let rule = VaultOperation.loginClear
  /// The tokens.
  let tokens: [UUID128]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    try tokens.map { (id) throws(VaultError) in
      let token = try scope.view.existing(TokenRow.self, id)
      let account = try scope.owner(of: token)
      try scope.view.require(.loginClear, on: account)
      let count = try scope.store.delete(Query<LoginFailureRow>([.equal(.subject, .id(id))]))
      if count > 0 {
        try scope.record(.loginsCleared) {
          $0.account = account.id
          $0.token = id
        }
      }
      return Outcome(count > 0 ? .ended : .unchanged, SealedRef(token), object: SealedRef(account))
    }
  }
}

extension Scope {
  /// The machine account of a token.
  fileprivate func owner(of token: TokenRow) throws(VaultError) -> AccountRow {
    guard let account = try store.row(AccountRow.self, number: token.account) else {
      throw .damaged("the access token \(token.id.text) belongs to nothing")
    }
    return account
  }

  /// Ends one access token.
  func revoke(_ row: TokenRow) throws(VaultError) -> Outcome {
    let account = try owner(of: row)
    try view.require(.tokenRevoke, on: account)
    if row.revoked != nil { return Outcome(.unchanged, SealedRef(row), object: SealedRef(account)) }
    eraseAfterwards()
    try update(
      TokenRow.self, number: row.number,
      set: [
        (.secretHash, .null), (.payload, .null), (.key, .null), (.revoked, .int(now)),
        (.revised, .int(now)), (.version, .int(row.stamp.nextVersion)),
      ])
    try record(.tokenRevoked) {
      $0.account = account.id
      $0.token = row.id
    }
    return Outcome(.revoked, SealedRef(row), object: SealedRef(account))
  }
}
