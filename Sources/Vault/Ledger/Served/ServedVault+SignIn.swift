package import Base
package import Crypto

/// How a sign-in with an access token ended.
package enum ServedSignIn {
  /// It is in: who, the payload that holds its key, and the row of the token.
  case accepted(ServedCaller, payload: String)
  /// Refused, for any reason.
  case refused
  /// Refused, and wrong secrets are not checked for so many seconds.
  case delayed(seconds: Int64)
}

extension ServedVault {
  /// Signs a machine account in: one use of its token, counted under the writer's lock.
  ///
  /// Every failure gives the same answer. The right secret of a live token is accepted after any number of
  /// failures.
  package func signIn(
    token id: UUID128, secret: Secret, peer: String
  ) throws(VaultError) -> ServedSignIn {
    let row = try store.first(TokenQuery([.equal(.id, .id(id))]))
    let account = try store.row(AccountRow.self, number: row?.account ?? 0)
    let given = base64Encode(secret.withBytes { sha256($0) })
    // For an unknown id the comparison is done too, with a digest that no secret has.
    let isRight = constantTimeEqual(Array((row?.secretHash ?? Self.nobody).utf8), Array(given.utf8))
    guard let row else { return strangers.fail(id, peer, now: clock) }
    guard isRight, row.secretHash != nil, let account, let payload = row.payload, !row.isUsedUp,
      SignInState(account.number, account, row, organization, now: clock).refusal == nil,
      Self.mayCome(row, peer)
    else { return try refuse(row, account, peer) }
    try ProofCheck(store, vault: organization.vaultID).check(row, of: account)
    let caller = ServedCaller(account: account, token: row, peer: peer)
    try store.update(
      TokenRow.self, number: row.number,
      set: [(.uses, .int(row.uses + 1)), (.lastUsed, .int(now)), (.lastIP, .text(peer))])
    try scope(of: .secretReveal, caller).record(.signedIn) { $0.account = account.id }
    _ = try store.delete(Self.failures(of: row.id, from: NetworkRange.site(of: peer)))
    return .accepted(caller, payload: payload)
  }

  /// The base64 of 32 zero bytes, a digest that no secret has.
  private static let nobody = base64Encode([UInt8](repeating: 0, count: 32))

  private func refuse(
    _ row: TokenRow, _ account: AccountRow?, _ peer: String
  ) throws(VaultError) -> ServedSignIn {
    let place = NetworkRange.site(of: peer)
    let found = try store.first(Self.failures(of: row.id, from: place))
    if let found, let rest = LoginDelay.rest(found, now: clock) { return .delayed(seconds: rest) }
    if found == nil {
      // Old failures no longer count, and one token cannot fill the table.
      _ = try store.delete(
        Query<LoginFailureRow>([Condition(.date, .less, .int(clock - LoginDelay.memory))]))
      let places = try store.count(Query<LoginFailureRow>([.equal(.subject, .id(row.id))]))
      if places >= LoginDelay.mostPlaces { return .delayed(seconds: LoginDelay.longest) }
    }
    let count = (found?.count ?? 0) + 1
    if let found {
      try store.update(
        LoginFailureRow.self, number: found.number, set: [(.date, .int(clock)), (.count, .int(count))])
    } else {
      _ = try store.insert(LoginFailureRow(date: clock, subject: row.id, ip: place, count: count))
    }
    // One event for those that may fail without a delay, and one for each that begins a longer one.
    if count == 1 || LoginDelay.seconds(after: count) > 0 {
      try recordSystem(.tokenRefused, peer: peer) {
        $0.account = account?.id
        $0.token = row.id
      }
    }
    return .refused
  }

  static func failures(of token: UUID128, from place: String) -> Query<LoginFailureRow> {
    Query([.equal(.subject, .id(token)), .equal(.ip, .text(place))])
  }
}

/// How long a wrong secret is not looked at.
enum LoginDelay {
  /// So many may fail before the first delay.
  static let free: Int64 = 5
  /// The first delay in seconds; each further failure doubles it.
  static let first: Int64 = 5
  /// The longest, a quarter of an hour.
  static let longest: Int64 = 900
  /// How long a failure counts, in µs.
  static let memory: Int64 = 86_400_000_000
  /// How many places are kept of each token.
  static let mostPlaces = 200

  /// The delay that so many failures begin.
  static func seconds(after count: Int64) -> Int64 {
    count < free ? 0 : min(longest, first << min(count - free, 10))
  }

  /// How many seconds of a delay are left; nil: none.
  static func rest(_ failure: LoginFailureRow, now: Int64) -> Int64? {
    let end = failure.date + seconds(after: failure.count) * 1_000_000
    // A failure at a clock that was ahead counts as one of now.
    return end > now ? min((end - now + 999_999) / 1_000_000, seconds(after: failure.count)) : nil
  }
}

/// Failures with ids that no token has: they get the same answers as those of tokens, and are not stored.
struct StrangerFailures {
  private static let limit = 4096
  private var rows: [String: LoginFailureRow] = [:]

  mutating func fail(_ id: UUID128, _ peer: String, now: Int64) -> ServedSignIn {
    let place = NetworkRange.site(of: peer)
    let key = id.text + " " + place
    var row = rows[key] ?? LoginFailureRow(date: now, subject: id, ip: place, count: 0)
    if now - row.date > LoginDelay.memory { row.count = 0 }
    if let rest = LoginDelay.rest(row, now: now) { return .delayed(seconds: rest) }
    row.count += 1
    row.date = now
    if rows.count >= Self.limit { rows = [:] }
    rows[key] = row
    return .refused
  }
}
