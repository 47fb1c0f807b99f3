import Crypto

/// The columns by which grants are asked for.
package typealias GrantQuery = Query<PolicyRow>

extension VaultSession {
  /// Makes grants, all in one transaction, one row for each request in order.
  ///
  /// An existing grant is `unchanged`. A higher level is kept (`kept`), unless `exact` asks for the given one.
  package func grant(
    _ requests: [GrantRequest], exact: Bool = false
  ) throws(VaultError) -> [Change] {
    guard !requests.isEmpty else { throw .emptyList(what: "grants") }
    return try write(.grantChange) { (writer) throws(VaultError) in
      let sides = GrantSides(self)
      let changes = try each(requests, "grants") { (request) throws(VaultError) in
        try grant(request, exact: exact, sides, writer)
      }
      try touch(accounts: sides.touched.sorted(), writer)
      return changes
    }
  }

  private func grant(
    _ request: GrantRequest, exact: Bool, _ sides: GrantSides, _ writer: Writer
  ) throws(VaultError) -> Change {
    try GrantKinds.check(request.subject.kind, request.object.kind)
    let level = try GrantKinds.level(request)
    let object = try sides.side(request.object)
    try requireGrant(on: object)
    let subject = try subject(request.subject, of: object, sides)
    func change(_ action: ChangeAction, _ before: AccessLevel?, _ after: AccessLevel) -> Change {
      Change(action, subject.ref, object: object.ref, before: before?.word, after: after.word)
    }
    guard let stored = try policy(subject, object) else {
      if let account = subject.thing { try require(.grantToAccount, on: account, subject.ref) }
      try insertGrant(subject, object, level, sides, writer)
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
    if subject.ref.kind == .account { sides.touched.insert(subject.number) }
    try record(subject, object, before: stored.level, after: level, writer)
    return change(.changed, stored.level, level)
  }

  private func insertGrant(
    _ subject: GrantSides.Side, _ object: GrantSides.Side, _ level: AccessLevel, _ sides: GrantSides,
    counts: Bool = true, _ writer: Writer
  ) throws(VaultError) {
    _ = try store.insert(
      PolicyRow(
        stamp: writer.stamp(), subjectKind: subject.ref.kind, subject: subject.number,
        objectKind: object.ref.kind, object: object.number, level: level))
    if subject.ref.kind == .account { sides.touched.insert(subject.number) }
    try record(subject, object, before: nil, after: level, counts: counts, writer)
  }

  /// Grants the actor read-write access to an object that the same change creates.
  func grantToMaker(_ object: EntityRef, number: Int64, _ writer: Writer) throws(VaultError) {
    let made = GrantSides.Side(number: number, ref: object, thing: Thing(object.kind, number))
    let sides = GrantSides(self)
    try insertGrant(GrantSides.Side(actor), made, .readWrite, sides, counts: false, writer)
    try touch(accounts: sides.touched, writer)
  }

  /// Revokes grants, all in one transaction; a grant that does not exist is `unchanged`.
  package func revoke(_ requests: [RevokeRequest]) throws(VaultError) -> [Change] {
    guard !requests.isEmpty else { throw .emptyList(what: "grants") }
    return try write(.grantChange) { (writer) throws(VaultError) in
      let sides = GrantSides(self)
      let changes = try each(requests, "grants") { (request) throws(VaultError) in
        try revoke(request, sides, writer)
      }
      try touch(accounts: sides.touched.sorted(), writer)
      return changes
    }
  }

  private func revoke(
    _ request: RevokeRequest, _ sides: GrantSides, _ writer: Writer
  ) throws(VaultError) -> Change {
    try GrantKinds.check(request.subject.kind, request.object.kind)
    let object = try sides.side(request.object)
    try requireGrant(on: object)
    let subject = try subject(request.subject, of: object, sides)
    guard let stored = try policy(subject, object) else {
      return Change(.unchanged, subject.ref, object: object.ref)
    }
    _ = try store.delete(GrantQuery([.equal(.number, .int(stored.number))]))
    if subject.ref.kind == .account { sides.touched.insert(subject.number) }
    try record(subject, object, before: stored.level, after: nil, writer)
    return Change(.revoked, subject.ref, object: object.ref, before: stored.level.word)
  }

  private func requireGrant(on object: GrantSides.Side) throws(VaultError) {
    guard let thing = object.thing else { return }
    try require(.grantChange, on: thing, object.ref)
  }

  /// The subject of a grant; one that the caller cannot see counts only where the grant already exists, which a
  /// caller who may write the object does see.
  private func subject(
    _ side: GrantSide, of object: GrantSides.Side, _ sides: GrantSides
  ) throws(VaultError) -> GrantSides.Side {
    do throws(VaultError) { return try sides.side(side) } catch {
      guard side.kind == .account, case .notFound = error,
        let hidden = try sides.hiddenAccount(side.id), try policy(hidden, object) != nil
      else { throw error }
      return hidden
    }
  }

  /// The grants of a query that the person may see, with both sides named.
  package func grants(_ query: GrantQuery = GrantQuery()) throws(VaultError) -> [Grant] {
    try require(.grantList)
    let sides = GrantSides(self)
    var grants: [Grant] = []
    for row in try store.rows(try limitedGrants(query)) {
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

  private func policy(
    _ subject: GrantSides.Side, _ object: GrantSides.Side
  ) throws(VaultError) -> PolicyRow? {
    try store.first(
      GrantQuery([
        .equal(.subjectKind, .int(subject.ref.kind.rawValue)), .equal(.subject, .int(subject.number)),
        .equal(.objectKind, .int(object.ref.kind.rawValue)), .equal(.object, .int(object.number)),
      ]))
  }

  private func record(
    _ subject: GrantSides.Side, _ object: GrantSides.Side, before: AccessLevel?, after: AccessLevel?,
    counts: Bool = true, _ writer: Writer
  ) throws(VaultError) {
    let code = GrantKinds.code(subject.ref.kind, object.ref.kind, before, after)
    try writer.record(code, counts: counts) { event in
      for side in [subject.ref, object.ref] {
        switch side.kind {
        case .person: event.person = side.id
        case .group: event.group = side.id
        case .account: event.account = side.id
        case .project: event.project = side.id
        case .secret: event.secret = side.id
        default: break
        }
      }
      // The product's own events on machine accounts carry no level: it is always the same.
      if object.ref.kind != .account { event.detail = EventDetail.level(before: before, after: after) }
    }
  }
}
