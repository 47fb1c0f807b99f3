package import Crypto

/// The columns by which grants are asked for.
package typealias GrantQuery = Query<PolicyRow>

/// A grant to be made: a machine account, a project and a level.
package struct GrantRequest: Sendable, Hashable {
  /// The machine account.
  package let account: UUID128
  /// The project.
  package let project: UUID128
  /// What it allows.
  package let level: AccessLevel

  /// A request.
  package init(account: UUID128, project: UUID128, level: AccessLevel) {
    self.account = account
    self.project = project
    self.level = level
  }
}

/// A grant to be taken back.
package struct RevokeRequest: Sendable, Hashable {
  /// The machine account.
  package let account: UUID128
  /// The project.
  package let project: UUID128

  /// A request.
  package init(account: UUID128, project: UUID128) {
    self.account = account
    self.project = project
  }
}

extension VaultSession {
  /// Grants machine accounts projects, all in one transaction, one row for each request in order.
  ///
  /// What is granted already changes nothing (`unchanged`). A higher level is kept (`kept`) unless
  /// `exact` says that the level is to be as given.
  package func grant(
    _ requests: [GrantRequest], exact: Bool = false
  ) throws(VaultError) -> [Change] {
    guard !requests.isEmpty else { throw .emptyList(what: "grants") }
    return try write(.grantChange) { (writer) throws(VaultError) in
      let sides = GrantSides(self)
      var changes: [Change] = []
      changes.reserveCapacity(requests.count)
      for request in requests {
        changes.append(try grant(request, exact: exact, sides, writer))
      }
      try touch(accounts: sides.touched.sorted(), writer)
      return changes
    }
  }

  private func grant(
    _ request: GrantRequest, exact: Bool, _ sides: GrantSides, _ writer: Writer
  ) throws(VaultError) -> Change {
    let account = try sides.account(request.account)
    let project = try sides.project(request.project)
    func change(_ action: ChangeAction, _ before: AccessLevel?, _ after: AccessLevel) -> Change {
      Change(action, account.ref, object: project.ref, before: before?.word, after: after.word)
    }
    let level = request.level
    guard let stored = try policy(account.number, project.number) else {
      _ = try store.insert(
        PolicyRow(
          stamp: writer.stamp(), subjectKind: .account, subject: account.number,
          objectKind: .project, object: project.number, level: level))
      sides.touched.insert(account.number)
      try record(.grantCreated, account.ref, project.ref, before: nil, after: level, writer)
      return change(.granted, nil, level)
    }
    if stored.level == level { return change(.unchanged, level, level) }
    if stored.level > level, !exact { return change(.kept, stored.level, stored.level) }
    try store.update(
      PolicyRow.self, number: stored.number,
      set: [
        (.level, .int(level.rawValue)), (.revised, .int(writer.now)),
        (.version, .int(stored.stamp.version + 1)),
      ])
    sides.touched.insert(account.number)
    try record(.grantChanged, account.ref, project.ref, before: stored.level, after: level, writer)
    return change(.changed, stored.level, level)
  }

  /// Takes grants of projects back, all in one transaction; what was not granted is `unchanged`.
  package func revoke(_ requests: [RevokeRequest]) throws(VaultError) -> [Change] {
    guard !requests.isEmpty else { throw .emptyList(what: "grants") }
    return try write(.grantChange) { (writer) throws(VaultError) in
      let sides = GrantSides(self)
      var changes: [Change] = []
      for request in requests {
        let account = try sides.account(request.account)
        let project = try sides.project(request.project)
        guard let stored = try policy(account.number, project.number) else {
          changes.append(Change(.unchanged, account.ref, object: project.ref))
          continue
        }
        _ = try store.delete(Query<PolicyRow>([.equal(.number, .int(stored.number))]))
        sides.touched.insert(account.number)
        try record(
          .grantRemoved, account.ref, project.ref, before: stored.level, after: nil, writer)
        changes.append(
          Change(.revoked, account.ref, object: project.ref, before: stored.level.word))
      }
      try touch(accounts: sides.touched.sorted(), writer)
      return changes
    }
  }

  /// The grants of a query, with both sides named.
  package func grants(_ query: GrantQuery = GrantQuery()) throws(VaultError) -> [Grant] {
    try require(.grantList)
    let sides = GrantSides(self)
    var grants: [Grant] = []
    for row in try store.rows(query) {
      guard let subject = try sides.ref(row.subjectKind, number: row.subject),
        let object = try sides.ref(row.objectKind, number: row.object)
      else { continue }
      grants.append(Grant(row, subject: subject, object: object))
    }
    return grants
  }

  /// How many grants fulfil a query.
  package func countGrants(_ query: GrantQuery = GrantQuery()) throws(VaultError) -> Int {
    try require(.grantList)
    return try store.count(query)
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

  private func policy(_ account: Int64, _ project: Int64) throws(VaultError) -> PolicyRow? {
    try store.first(
      Query<PolicyRow>([
        .equal(.subjectKind, .int(EntityKind.account.rawValue)), .equal(.subject, .int(account)),
        .equal(.objectKind, .int(EntityKind.project.rawValue)), .equal(.object, .int(project)),
      ]))
  }

  private func record(
    _ code: EventCode, _ account: EntityRef, _ project: EntityRef, before: AccessLevel?,
    after: AccessLevel?, _ writer: Writer
  ) throws(VaultError) {
    try writer.record(code) {
      $0.account = account.id
      $0.project = project.id
      $0.detail = EventDetail.level(before: before, after: after)
    }
  }
}
