package import Base

/// How a credential stands.
package struct CredentialStatus: Sendable, Equatable {
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// What the person signs in with.
  package let kind: CredentialKind
  /// The number of the person.
  package let personNumber: Int64
  /// The e-mail address of the person.
  package let person: String
  /// When it was made, in µs.
  package let created: Int64
  /// When it ends, in µs; nil: never.
  package let expires: Int64?
  /// The day it was last used, in µs.
  package let lastUsed: Int64?
  /// The effects that it allows; nil: all of the person.
  package let ceiling: CredentialEffects?
  /// The credential's name.
  package let name: String?
}

/// Counts and facts of a vault.
package struct VaultStatus: Sendable, Equatable {
  /// The organization with its settings.
  package let organization: Organization
  /// The size and version of the stored file.
  package let store: StoreFacts
  /// How many people there are.
  package let people: Int
  /// How many machine accounts there are.
  package let accounts: Int
  /// How many projects there are.
  package let projects: Int
  /// How many live secrets there are.
  package let secrets: Int
  /// How many access tokens there are.
  package let tokens: Int
  /// How many grants there are.
  package let grants: Int
  /// How many events there are.
  package let events: Int64
  /// The date of the last event.
  package let lastEvent: Int64
  /// How many events of the last 30 days there are a day, or since the vault was made if that is less.
  package let eventsPerDay: Double
  /// The date of the last rekey; nil: the key is the first one.
  package let rekeyed: Int64?
  /// Where events go, as `vault set event-sink` takes it; nil: nowhere.
  package let eventSink: String?
  /// How many events a second each token may cause at a server; nil: as many as it likes.
  package let tokenRate: Int?
  /// How many events the vault's sink lacks; nil: there is no sink.
  package let eventsWaiting: Int64?
  /// The ways to open the vault.
  package let credentials: [CredentialStatus]
}

extension VaultSession {
  /// Counts and facts of the vault, at one moment.
  package func status() throws(VaultError) -> VaultStatus {
    try read(.vaultStatus) { () throws(VaultError) in
      guard let head = try head() else {
        throw VaultError.damaged("the head of the events is missing")
      }
      guard let organization = try store.first(Query<OrganizationRow>()) else {
        throw VaultError.damaged("the organization is missing")
      }
      return VaultStatus(
        organization: Organization(organization), store: try store.facts(),
        people: try store.count(Query<PersonRow>()),
        accounts: try store.count(Query<AccountRow>()),
        projects: try store.count(Query<ProjectRow>()),
        secrets: try store.count(Query<SecretRow>([.isNull(.deleted)])),
        tokens: try store.count(Query<TokenRow>([.isNull(.revoked)])),
        grants: try store.count(Query<PolicyRow>()), events: head.event, lastEvent: head.date,
        eventsPerDay: try eventsPerDay(), rekeyed: try lastRekey(),
        eventSink: organization.eventSink, tokenRate: organization.tokenLimit,
        eventsWaiting: head.sinkNext > 0 ? max(0, head.event - head.sinkNext + 1) : nil,
        credentials: try credentials())
    }
  }

  private func eventsPerDay() throws(VaultError) -> Double {
    let day: Int64 = 86_400_000_000
    let now = service.now()
    let time = min(30 * day, max(day, now.subtractingSaturating(organization.created)))
    let count = try store.count(EventQuery([Condition(.date, .greaterOrEqual, .int(now - time))]))
    return Double(count) * Double(day) / Double(time)
  }

  private func lastRekey() throws(VaultError) -> Int64? {
    try store.first(
      EventQuery(
        [.equal(.type, .int(EventCode.vaultRekeyed.number))], order: [SortKey(.number, descending: true)])
    )?.date
  }

  /// The credentials that fulfil these conditions.
  func credentials(
    _ conditions: [Condition<CredentialRow>] = []
  ) throws(VaultError) -> [CredentialStatus] {
    let sides = NumberedNames(self)
    var list: [CredentialStatus] = []
    for row in try store.rows(Query<CredentialRow>(conditions)) {
      list.append(
        CredentialStatus(
          id: row.id, kind: row.kind, personNumber: row.person,
          person: try sides.ref(.person, number: row.person)?.name ?? "?",
          created: row.stamp.created, expires: row.expires, lastUsed: row.lastUsed,
          ceiling: row.ceiling.map { CredentialEffects(rawValue: $0) },
          name: row.name.map { keys.name($0).text }))
    }
    return list
  }

  /// The highest number of a relation's rows when it is opened: later rows do not belong to it.
  package func highestNumber<Row: StoredRow>(_ type: Row.Type) throws(VaultError) -> Int64 {
    try store.highest(type)
  }
}
