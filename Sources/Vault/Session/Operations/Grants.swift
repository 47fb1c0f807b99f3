import Base

extension VaultSession {
  /// Makes grants, all in one transaction, one row for each request in order; see `GrantAccess`.
  package func grant(
    _ requests: [GrantRequest], exact: Bool = false
  ) throws(VaultError) -> [Change] {
    guard !requests.isEmpty else { throw .emptyList(what: "grants") }
    return try open(perform(GrantAccess(requests: requests, exact: exact)))
  }

  /// Revokes grants, all in one transaction; a grant that does not exist is `unchanged`.
  package func revoke(_ requests: [RevokeRequest]) throws(VaultError) -> [Change] {
    guard !requests.isEmpty else { throw .emptyList(what: "grants") }
    return try open(perform(RevokeAccess(requests: requests)))
  }

  /// The grants of a query that the person may see, with both sides named.
  package func grants(_ query: GrantQuery = GrantQuery()) throws(VaultError) -> [Grant] {
    try require(.grantList)
    let names = NumberedNames(self)
    var grants: [Grant] = []
    for row in try store.rows(try limitedGrants(query)) {
      guard let subject = try names.ref(row.subjectKind, number: row.subject),
        let object = try names.ref(row.objectKind, number: row.object)
      else { continue }
      grants.append(Grant(row, subject: subject, object: object))
    }
    return grants
  }

  /// How many grants fulfil a query.
  package func countGrants(_ query: GrantQuery = GrantQuery()) throws(VaultError) -> Int {
    try require(.grantList)
    return try store.count(try limitedGrants(query))
  }

  private func limitedGrants(_ query: GrantQuery) throws(VaultError) -> GrantQuery {
    query.limited(to: try accessView().listed(.grantList, .grant))
  }

  /// The conditions for grants to or on one thing (a side is a kind and a number).
  package func grantQuery(
    subject: EntityRef? = nil, object: EntityRef? = nil
  ) throws(VaultError) -> GrantQuery {
    var query = GrantQuery()
    if let subject {
      query.conditions.append(.equal(.subjectKind, .int(subject.kind.rawValue)))
      query.conditions.append(.equal(.subject, .int(try number(of: subject))))
    }
    if let object {
      query.conditions.append(.equal(.objectKind, .int(object.kind.rawValue)))
      query.conditions.append(.equal(.object, .int(try number(of: object))))
    }
    return query
  }

  /// The number of a thing, which conditions on sides and owners compare.
  package func number(of ref: EntityRef) throws(VaultError) -> Int64 {
    let number: Int64? =
      switch ref.kind {
      case .account: try row(AccountRow.self, ref.id)?.number
      case .project: try row(ProjectRow.self, ref.id)?.number
      case .secret: try row(SecretRow.self, ref.id)?.number
      case .token: try row(TokenRow.self, ref.id)?.number
      case .person: try personRow(ref.id)?.number
      case .group: try store.first(Query<GroupRow>([.equal(.id, .id(ref.id))]))?.number
      case .grant, .event: nil
      }
    guard let number else { throw .notFound(kind: ref.kind, text: ref.id.text, near: []) }
    return number
  }
}

/// The names of things by their numbers, each opened once.
final class NumberedNames {
  private let session: VaultSession
  private var refs: [EntityKind: [Int64: EntityRef]] = [:]

  init(_ session: VaultSession) { self.session = session }

  /// The thing with a number; nil when it is gone.
  ///
  /// What the person may not read goes by its id.
  func ref(_ kind: EntityKind, number: Int64) throws(VaultError) -> EntityRef? {
    if let ref = refs[kind]?[number] { return ref }
    let ref = try session.visibleRef(kind, number: number)
    refs[kind, default: [:]][number] = ref
    return ref
  }
}
