package import Base
package import Crypto

/// What limits the use of an access token beside its expiry.
package struct TokenLimits: Sendable, Equatable {
  /// How often it may be used; nil: always.
  package var uses: Int?
  /// The network that it may be used from; nil: any.
  package var from: String?

  /// Limits.
  package init(uses: Int? = nil, from: String? = nil) {
    self.uses = uses
    self.from = from
  }
}

/// A token that was just made; its text is never to be had again.
package struct NewToken {
  /// Which one.
  package let item: TokenItem
  /// The text that clients sign in with.
  package let text: Secret
}

extension VaultSession {
  /// Creates an access token of a machine account.
  ///
  /// `expires` is in µs; nil: it never expires. Another token of the account and name is refused, unless it is to
  /// be a `twin`.
  package func createToken(
    account: UUID128, name: String, expires: Int64?, limits: TokenLimits = TokenLimits(), twin: Bool = false
  ) throws(VaultError) -> NewToken {
    try TextLimit.tokenName.check(name, "the token's name")
    let network = try limits.from.map(Self.network)
    // The id goes to the holder and is what clients name themselves by: it tells no date.
    let token = AccessToken.generate(id: service.randomID(), random: &service.environment.random)
    let made = try perform { () throws(VaultError) in
      if !twin { try fillDigests(TokenRow.self) }
      return CreateToken(
        id: token.id, account: account, name: try seal(name: name, .token),
        secretHash: token.clientSecretHash(), payload: try payload(of: token),
        key: try seal(base64Encode(token.key().secret)),
        signKey: try Credentials.signer(token.clientSecret).publicKey, expires: expires,
        maxUses: limits.uses.map(Int64.init), network: network, twin: twin)
    }
    let item = TokenItem(
      made.row, name: keys.name(made.row.name.text), account: keys.open(made.account),
      now: made.row.stamp.created)
    return NewToken(item: item, text: token.text())
  }

  private static func network(_ text: String) throws(VaultError) -> String {
    guard let range = NetworkRange(text) else { throw CreateToken.noNetwork(text) }
    return range.text
  }

  private func payload(of token: AccessToken) throws(VaultError) -> String {
    do {
      return try token.encryptedPayload(
        organizationKey: keys.organizationKey, random: &service.environment.random)
    } catch { throw VaultError(error) }
  }

  /// The access tokens of a query that were not revoked.
  package func tokens(_ query: TokenQuery = TokenQuery()) throws(VaultError) -> [TokenItem] {
    try require(.tokenList)
    return try current(items(limited(query)), \.isReadable)
  }

  /// The access tokens that fulfil these conditions, without checking the caller's rights.
  func tokenItems(_ conditions: [Condition<TokenRow>]) throws(VaultError) -> [TokenItem] {
    try items(TokenQuery(conditions))
  }

  private func items(_ query: TokenQuery) throws(VaultError) -> [TokenItem] {
    let sides = NumberedNames(self)
    let now = service.now()
    var items: [TokenItem] = []
    for row in try store.rows(query.and(.isNull(.revoked))) {
      guard let account = try sides.ref(.account, number: row.account) else { continue }
      items.append(TokenItem(row, name: keys.name(row.name.text), account: account, now: now))
    }
    return items
  }

  /// How many access tokens that were not revoked fulfil a query.
  package func countTokens(_ query: TokenQuery = TokenQuery()) throws(VaultError) -> Int {
    try require(.tokenList)
    return try store.count(limited(query.and(.isNull(.revoked))))
  }

  /// The condition that a token expires from now on, within this time (µs).
  package func expiring(within duration: Int64) -> [Condition<TokenRow>] {
    let now = service.now()
    let (sum, overflow) = now.addingReportingOverflow(duration)
    return [
      .isNotNull(.expires), Condition(.expires, .greater, .int(now)),
      Condition(.expires, .lessOrEqual, .int(overflow ? Int64.max : sum)),
    ]
  }
}
