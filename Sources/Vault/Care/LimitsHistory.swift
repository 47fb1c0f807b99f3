import Base

/// The limits of tokens and of people's keys, as the events give them.
struct LimitsHistory {
  /// The limits of each token, as details write them; events of earlier releases do not say them.
  private var tokens: [UUID128: String] = [:]
  /// The owners of the keys that were made and not ended.
  private var keys: [UUID128: UUID128] = [:]

  /// Adds the next event.
  mutating func add(_ event: EventRow, _ code: EventCode) {
    switch code {
    case .tokenCreated:
      if let token = event.token { tokens[token] = event.detail }
    case .vaultCreated, .keyCreated, .keyRevoked:
      guard let key = EventDetail.credential(event.detail) else { return }
      keys[key] = code == .keyRevoked ? nil : event.person
    case .personRemoved:
      guard let person = event.person else { return }
      keys = keys.filter { $0.value != person }
    default: return
    }
  }

  /// Says where the rows differ.
  func compare(with store: any VaultStore, _ report: inout Verification) throws(VaultError) {
    for row in try store.rows(TokenQuery([.isNull(.revoked)])) {
      guard let told = tokens[row.id] else { continue }
      let found = EventDetail.token(expires: row.expires, uses: row.maxUses, from: row.fromCIDR)
      if !Texts.areSame(found, told) {
        report.add(
          .history,
          "the access token \(row.id.text) is limited to \(found), its event says \(told)")
      }
    }
    try compareKeys(with: store, &report)
  }

  private func compareKeys(
    with store: any VaultStore, _ report: inout Verification
  ) throws(VaultError) {
    let rows = try store.rows(
      Query<CredentialRow>([
        .oneOf(.kind, [CredentialKind.cronKey, .recovery].map { .int($0.rawValue) })
      ]))
    let found = Set(rows.map(\.id))
    for id in found.symmetricDifference(keys.keys).sorted() {
      let what = found.contains(id) ? "there" : "gone"
      report.add(.history, "the key \(id.text) is \(what) without an event")
    }
  }
}
