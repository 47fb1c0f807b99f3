import Base

/// Invites a person, who joins with the code of the invite and a passphrase of their own.
struct InvitePerson: Operation {
  static let name = "person.invite"
  static let rule = VaultOperation.personInvite
  /// The e-mail address.
  let email: String
  /// The role.
  let role: Role
  /// The bits of a custom role.
  let permissions: Permissions
  /// The name.
  let name: String?
  /// Whether the person may use secrets at all.
  let hasAccess: Bool
  /// The invite, without its seal, which covers the person's number.
  let invite: SealedCredential

  func perform(in scope: Scope) throws(VaultError) -> (person: PersonRow, growth: Growth?) {
    let email = try PersonTexts.email(email)
    let name = try PersonTexts.name(name)
    try PersonTexts.check(role, permissions)
    try invite.check(.invite)
    guard scope.view.access.mayGive(role, permissions) else {
      throw .aboveOwnRole(what: "the role \(role.word)")
    }
    if try scope.store.first(Query<PersonRow>([.equal(.email, .text(email))])) != nil {
      throw .exists(kind: .person, text: email)
    }
    var row = PersonRow(
      stamp: scope.stamp(), email: email, name: name, role: role, permissions: permissions.rawValue,
      status: .invited, hasAccess: hasAccess)
    let growth = row.takesSeat ? try scope.makeRoom(.seats) : nil
    row.number = try scope.insert(row)
    _ = try scope.insert(invite, of: row)
    let id = row.id
    let detail = EventDetail.person(before: nil, after: row)
    try scope.record(.personInvited) {
      $0.person = id
      $0.detail = detail
    }
    return (row, growth)
  }
}

/// Gives a person who forgot the passphrase a new invite; grants and groups stay.
struct ResetPerson: Operation {
  static let name = "person.reset"
  static let rule = VaultOperation.personReset
  /// Which one.
  let person: UUID128
  /// The invite, without its seal.
  let invite: SealedCredential

  func perform(in scope: Scope) throws(VaultError) -> PersonRow {
    try invite.check(.invite)
    let row = try scope.managed(person)
    guard row.id != scope.principal.id else {
      throw .invalid(what: "your own passphrase", why: "is changed by vault passphrase")
    }
    var changed = row
    if row.status != .revoked { changed.status = .invited }
    try scope.keepOwner(row, changed)
    scope.eraseAfterwards()
    try scope.delete(
      Query<CredentialRow>([
        .equal(.person, .int(row.number)),
        .oneOf(.kind, [CredentialKind.passphrase, .invite].map { .int($0.rawValue) }),
      ]))
    try scope.update(row, to: changed)
    _ = try scope.insert(invite, of: changed)
    let detail = EventDetail.person(before: row, after: changed)
    try scope.record(.personReset) {
      $0.person = row.id
      $0.detail = detail
    }
    return changed
  }
}

/// Changes a person.
struct SetPerson: Operation {
  static let name = "person.set"
  static let rule = VaultOperation.personSet
  /// Which one.
  let person: UUID128
  /// The changes; nil fields stay.
  let change: PersonChange

  /// The person before and after.
  struct Changed {
    let before: PersonRow
    let after: PersonRow
    let growth: Growth?
    var isChanged: Bool { before != after }
  }

  func perform(in scope: Scope) throws(VaultError) -> Changed {
    let row = try scope.managed(person)
    let changed = try changed(row, scope)
    if changed.role != row.role || changed.permissions != row.permissions {
      guard scope.view.access.mayGive(changed.role, Permissions(rawValue: changed.permissions))
      else { throw .aboveOwnRole(what: "the role \(changed.role.word)") }
    }
    try scope.keepOwner(row, changed)
    if changed == row { return Changed(before: row, after: row, growth: nil) }
    let growth = changed.takesSeat && !row.takesSeat ? try scope.makeRoom(.seats) : nil
    try scope.update(row, to: changed)
    let detail = EventDetail.person(before: row, after: changed)
    try scope.record(.personChanged) {
      $0.person = row.id
      $0.detail = detail
    }
    return Changed(before: row, after: changed, growth: growth)
  }

  private func changed(_ row: PersonRow, _ scope: Scope) throws(VaultError) -> PersonRow {
    var changed = row
    if let role = change.role {
      changed.role = role
      if role != .custom { changed.permissions = 0 }
    }
    if let permissions = change.permissions { changed.permissions = permissions.rawValue }
    try PersonTexts.check(changed.role, Permissions(rawValue: changed.permissions))
    if let name = change.name { changed.name = try PersonTexts.name(name) }
    if let hasAccess = change.hasAccess { changed.hasAccess = hasAccess }
    if let isSuspended = change.isSuspended {
      changed.status = isSuspended ? .revoked : try unsuspended(row, scope)
    }
    return changed
  }

  /// The status after a suspension is lifted: confirmed with a passphrase, else invited.
  private func unsuspended(_ row: PersonRow, _ scope: Scope) throws(VaultError) -> PersonStatus {
    guard row.status == .revoked else { return row.status }
    let passphrases = try scope.store.count(
      Query<CredentialRow>([
        .equal(.person, .int(row.number)), .equal(.kind, .int(CredentialKind.passphrase.rawValue)),
      ]))
    return passphrases > 0 ? .confirmed : .invited
  }
}

/// Removes a person with their grants, memberships and every way to open the vault.
struct RemovePerson: Operation {
  static let name = "person.remove"
  static let rule = VaultOperation.personRemove
  /// Which one.
  let person: UUID128
  /// The e-mail address, sealed, which the tombstone keeps.
  let name: SealedName

  /// The counts of what was deleted with the person.
  struct Removed {
    let person: PersonRow
    let grants: Int
    let groups: Int
    let credentials: Int
  }

  func perform(in scope: Scope) throws(VaultError) -> Removed {
    let row = try scope.managed(person)
    try scope.keepOwner(row, nil)
    scope.eraseAfterwards()
    let number = Field.int(row.number)
    let grants = try scope.delete(
      GrantQuery([
        .equal(.subjectKind, .int(EntityKind.person.rawValue)), .equal(.subject, number),
      ]))
    let groups = try scope.delete(Query<GroupMemberRow>([.equal(.person, number)]))
    let credentials = try scope.delete(Query<CredentialRow>([.equal(.person, number)]))
    try scope.leaveTombstone(.person, row.id, name)
    try scope.delete(row)
    let detail = EventDetail.person(before: row, after: nil)
    try scope.record(.personRemoved) {
      $0.person = row.id
      $0.detail = detail
    }
    return Removed(person: row, grants: grants, groups: groups, credentials: credentials)
  }
}

/// Lets an invited person join with a passphrase of their own; the invite ends with it.
///
/// Who performs it holds the invite: no rule is checked beside it.
struct JoinOrganization: Operation {
  static let name = "person.join"
  static let rule = VaultOperation.passphraseChange
  /// The invite.
  let invite: UUID128
  /// The credential of the passphrase.
  let credential: SealedCredential
  /// Its seal.
  let mac: [UInt8]
  /// The name; nil keeps the one of the invite.
  let name: String?

  func perform(in scope: Scope) throws(VaultError) -> PersonRow {
    let store = scope.store
    let name = try PersonTexts.name(name)
    try credential.check(.passphrase)
    guard case .person(let person, _) = scope.principal,
      let row = try store.row(PersonRow.self, number: person.number), row.status == .invited,
      try scope.delete(Query<CredentialRow>([.equal(.id, .id(invite))])) == 1
    else { throw .wrongInvite }
    scope.eraseAfterwards()
    // The invite gave way to the passphrase; older invites, of earlier resets, end as well.
    try scope.delete(
      Query<CredentialRow>([
        .equal(.person, .int(row.number)), .equal(.kind, .int(CredentialKind.invite.rawValue)),
      ]))
    _ = try scope.insert(credential, of: row, mac: mac)
    var joined = row
    joined.status = .confirmed
    if let name { joined.name = name }
    try scope.update(
      PersonRow.self, number: row.number,
      set: [
        (.status, .int(joined.status.rawValue)), (.name, .text(or: joined.name)),
        (.revised, .int(scope.now)), (.version, .int(row.stamp.nextVersion)),
      ])
    let detail = EventDetail.person(before: row, after: joined)
    try scope.record(.personJoined) {
      $0.person = row.id
      $0.detail = detail
    }
    return joined
  }
}

extension Scope {
  /// The row of a person whom the principal may change.
  fileprivate func managed(_ id: UUID128) throws(VaultError) -> PersonRow {
    guard let row = try store.first(Query<PersonRow>([.equal(.id, .id(id))])) else {
      throw .notFound(kind: .person, text: id.text, near: [])
    }
    guard view.access.mayManage(Person(row)) else {
      throw .aboveOwnRole(what: "\(row.email), who is \(row.role.word)")
    }
    return row
  }

  /// Refuses a change that would leave the vault without an owner; `after` nil: the person is removed.
  fileprivate func keepOwner(_ before: PersonRow, _ after: PersonRow?) throws(VaultError) {
    func isOwner(_ row: PersonRow) -> Bool { row.role == .owner && row.status == .confirmed }
    guard isOwner(before), view.access.keepsAnOwner else { return }
    if let after, isOwner(after) { return }
    let owners = try store.count(
      Query<PersonRow>([
        .equal(.role, .int(Role.owner.rawValue)),
        .equal(.status, .int(PersonStatus.confirmed.rawValue)),
      ]))
    if owners <= 1 { throw .lastOwner(email: before.email) }
  }

  fileprivate func update(_ row: PersonRow, to changed: PersonRow) throws(VaultError) {
    try update(
      PersonRow.self, number: row.number,
      set: [
        (.name, .text(or: changed.name)), (.role, .int(changed.role.rawValue)),
        (.permissions, .int(changed.permissions)), (.status, .int(changed.status.rawValue)),
        (.hasAccess, .bool(changed.hasAccess)), (.revised, .int(now)),
        (.version, .int(row.stamp.nextVersion)),
      ])
  }
}
