import Base

/// When things were used last, as the events say: no proof covers it, because each use would need a new one.
struct UseHistory {
  private var tokens: [UUID128: (date: Int64, ip: String?)] = [:]
  private var credentials: [UUID128: Int64] = [:]
  private var people: [UUID128: Int64] = [:]
  private var trash: [UUID128: Int64] = [:]

  /// Adds the next event.
  mutating func add(_ event: EventRow) {
    guard event.origin == .own, let code = EventCode(number: event.type) else { return }
    switch code {
    case .signedIn:
      if event.actorAccount != nil, let token = event.token {
        tokens[token] = (event.date, event.ip ?? tokens[token]?.ip)
      } else if let person = event.actorPerson {
        let day = event.date - event.date % 86_400_000_000
        people[person] = day
        if let credential = event.credential { credentials[credential] = day }
      }
    case .secretDeleted: if let secret = event.secret { trash[secret] = event.date }
    default: return
    }
  }

  /// Says where the rows differ.
  func compare(with store: any VaultStore, _ report: inout Verification) throws(VaultError) {
    for row in try store.rows(TokenQuery()) {
      let use = tokens[row.id]
      if row.lastUsed != use?.date || !Texts.areSame(row.lastIP ?? "", use?.ip ?? "") {
        report.add(
          .history,
          "the access token \(row.id.text) was used last at another time or place than its events say")
      }
    }
    for row in try store.rows(Query<CredentialRow>()) where row.lastUsed != credentials[row.id] {
      report.add(.history, "the credential \(row.id.text) was used last at another time than its events say")
    }
    for row in try store.rows(Query<PersonRow>()) where row.lastSeen != people[row.id] {
      report.add(.history, "the person \(row.id.text) was seen last at another time than their events say")
    }
    for row in try store.rows(SecretQuery([.isNotNull(.deleted)]).light) where row.deleted != trash[row.id] {
      report.add(.history, "the secret \(row.id.text) was deleted at another time than its event says")
    }
  }
}
