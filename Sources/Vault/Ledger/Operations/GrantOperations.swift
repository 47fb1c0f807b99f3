import Base

/// Makes grants, one outcome for each request in order.
///
/// An existing grant is `unchanged`. A higher level is kept (`kept`), unless `exact` asks for the given one.
struct GrantAccess: Operation {
  static let name = "grant.create"
  static let rule = VaultOperation.grantChange
  /// Who gets what.
  let requests: [GrantRequest]
  /// Whether a higher level becomes the given one.
  let exact: Bool

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    let sides = GrantSides(scope.view)
    let outcomes = try scope.each(requests, "grants") { (request) throws(VaultError) in
      try grant(request, sides, scope)
    }
    try scope.store.touch(accounts: sides.touched.sorted(), now: scope.now)
    return outcomes
  }

  private func grant(
    _ request: GrantRequest, _ sides: GrantSides, _ scope: Scope
  ) throws(VaultError) -> Outcome {
    let level = try GrantKinds.level(request)
    let (subject, object) = try scope.sides(request.subject, request.object, sides)
    func outcome(_ action: ChangeAction, _ before: AccessLevel?, _ after: AccessLevel) -> Outcome {
      Outcome(action, subject.ref, object: object.ref, before: before?.word, after: after.word)
    }
    guard let stored = try scope.policy(subject, object) else {
      if let account = subject.resource {
        try scope.view.require(.grantToAccount, on: account, subject.ref.id)
      }
      try scope.insertGrant(subject, object, level, sides)
      return outcome(.granted, nil, level)
    }
    if stored.level == level { return outcome(.unchanged, level, level) }
    if stored.level > level, !exact { return outcome(.kept, stored.level, stored.level) }
    try scope.update(
      PolicyRow.self, number: stored.number,
      set: [
        (.level, .int(level.rawValue)), (.revised, .int(scope.now)),
        (.version, .int(stored.stamp.nextVersion)),
      ])
    if subject.ref.kind == .account { sides.touched.insert(subject.number) }
    try scope.recordGrant(subject, object, before: stored.level, after: level)
    return outcome(.changed, stored.level, level)
  }
}

/// Revokes grants; one that does not exist is `unchanged`.
struct RevokeAccess: Operation {
  static let name = "grant.revoke"
  static let rule = VaultOperation.grantRevoke
  /// Which ones.
  let requests: [RevokeRequest]

  func perform(in scope: Scope) throws(VaultError) -> [Outcome] {
    let sides = GrantSides(scope.view)
    let outcomes = try scope.each(requests, "grants") { (request) throws(VaultError) in
      try revoke(request, sides, scope)
    }
    try scope.store.touch(accounts: sides.touched.sorted(), now: scope.now)
    return outcomes
  }

  private func revoke(
    _ request: RevokeRequest, _ sides: GrantSides, _ scope: Scope
  ) throws(VaultError) -> Outcome {
    let (subject, object) = try scope.sides(request.subject, request.object, sides)
    guard let stored = try scope.policy(subject, object) else {
      return Outcome(.unchanged, subject.ref, object: object.ref)
    }
    try scope.delete(stored)
    if subject.ref.kind == .account { sides.touched.insert(subject.number) }
    try scope.recordGrant(subject, object, before: stored.level, after: nil)
    return Outcome(.revoked, subject.ref, object: object.ref, before: stored.level.word)
  }
}

extension Scope {
  /// Grants the principal read-write access to an object that this operation makes.
  func grantToMaker(_ object: SealedRef, number: Int64) throws(VaultError) {
    let made = GrantSides.Side(number: number, ref: object, resource: Resource(object.kind, number))
    let sides = GrantSides(view)
    try insertGrant(principal.side, made, .readWrite, sides, counts: false)
    try store.touch(accounts: sides.touched, now: now)
  }

  /// Both sides of a grant that the principal may change.
  fileprivate func sides(
    _ subject: GrantSide, _ object: GrantSide, _ sides: GrantSides
  ) throws(VaultError) -> (subject: GrantSides.Side, object: GrantSides.Side) {
    try GrantKinds.check(subject.kind, object.kind)
    let object = try sides.side(object)
    if let resource = object.resource { try view.require(rule, on: resource, object.ref.id) }
    let subject = try self.subject(subject, of: object, sides)
    // The proof of the grant names both by their ids.
    for side in [subject, object] { transaction.ids.know(side.ref.kind, side.number, side.ref.id) }
    return (subject, object)
  }

  /// The subject of a grant; one that the principal cannot see counts only where the grant already exists, which a
  /// principal who may write the object does see.
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

  fileprivate func policy(
    _ subject: GrantSides.Side, _ object: GrantSides.Side
  ) throws(VaultError) -> PolicyRow? {
    try store.first(
      GrantQuery([
        .equal(.subjectKind, .int(subject.ref.kind.rawValue)), .equal(.subject, .int(subject.number)),
        .equal(.objectKind, .int(object.ref.kind.rawValue)), .equal(.object, .int(object.number)),
      ]))
  }

  fileprivate func insertGrant(
    _ subject: GrantSides.Side, _ object: GrantSides.Side, _ level: AccessLevel, _ sides: GrantSides,
    counts: Bool = true
  ) throws(VaultError) {
    _ = try insert(
      PolicyRow(
        stamp: stamp(), subjectKind: subject.ref.kind, subject: subject.number,
        objectKind: object.ref.kind, object: object.number, level: level))
    if subject.ref.kind == .account { sides.touched.insert(subject.number) }
    try recordGrant(subject, object, before: nil, after: level, counts: counts)
  }

  fileprivate func recordGrant(
    _ subject: GrantSides.Side, _ object: GrantSides.Side, before: AccessLevel?, after: AccessLevel?,
    counts: Bool = true
  ) throws(VaultError) {
    let code = GrantKinds.code(subject.ref.kind, object.ref.kind, before, after)
    try record(code, counts: counts) { event in
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
