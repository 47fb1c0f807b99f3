package import Crypto

/// The code of an invite, which was just made; it is never to be had again.
package struct NewInvite {
  /// Whom it is for.
  package let person: Person
  /// The text of the code.
  package let code: Secret
  /// When it ends, in µs.
  package let expires: Int64
  /// What grew of the subscription with it.
  package var growth: Growth?
}

/// Changes of a person; nil keeps a field.
package struct PersonChange: Sendable, Equatable {
  /// The role.
  package var role: Role?
  /// The bits of a custom role.
  package var permissions: Permissions?
  /// The name; an empty one takes it away.
  package var name: String?
  /// Whether the person may use secrets at all.
  package var hasAccess: Bool?
  /// Whether the person may do nothing for the time being.
  package var isSuspended: Bool?

  /// No change.
  package init() {}
}

/// What was deleted with a person, and what they made that stays.
package struct RemovedPerson: Sendable, Equatable {
  /// The person.
  package let person: EntityRef
  /// Grants to them that went.
  package let grants: Int
  /// Groups that they are no longer in.
  package let groups: Int
  /// Ways to open the vault that ended.
  package let credentials: Int
  /// Access tokens that they made; they go on.
  package let tokens: [TokenItem]
  /// Keys and invites of others that they made; they go on.
  package let keys: [CredentialStatus]
}

extension VaultSession {
  /// Invites a person, who joins with the returned code and a passphrase of their own.
  package func invitePerson(
    email: String, role: Role, permissions: Permissions = [], name: String? = nil,
    hasAccess: Bool = true, expires: Int64
  ) throws(VaultError) -> NewInvite {
    let email = try PersonTexts.email(email)
    let name = try PersonTexts.name(name)
    try PersonTexts.check(role, permissions)
    return try write(.personInvite) { (writer) throws(VaultError) in
      guard try accessView().access.mayGive(role, permissions) else {
        throw VaultError.aboveOwnRole(what: "the role \(role.word)")
      }
      if try store.first(Query<PersonRow>([.equal(.email, .text(email))])) != nil {
        throw VaultError.exists(kind: .person, text: email)
      }
      var row = PersonRow(
        stamp: writer.stamp(), email: email, name: name, role: role,
        permissions: permissions.rawValue, status: .invited, hasAccess: hasAccess)
      let growth = row.takesSeat ? try makeRoom(.seats, writer) : nil
      row.number = try store.insert(row)
      let code = try insertInvite(row, expires, writer)
      try writer.record(.personInvited) {
        $0.person = row.id
        $0.detail = EventDetail.person(before: nil, after: row)
      }
      return NewInvite(person: Person(row), code: code, expires: expires, growth: growth)
    }
  }

  /// Gives a person who forgot the passphrase a new invite; grants and groups stay.
  package func resetPerson(_ id: UUID128, expires: Int64) throws(VaultError) -> NewInvite {
    try write(.personReset) { (writer) throws(VaultError) in
      let row = try managed(id)
      guard row.number != actor.person?.number else {
        throw VaultError.invalid(what: "your own passphrase", why: "is changed by vault passphrase")
      }
      var changed = row
      if row.status != .revoked { changed.status = .invited }
      try keepOwner(row, changed)
      writer.eraseAfterwards()
      _ = try store.delete(
        Query<CredentialRow>([
          .equal(.person, .int(row.number)),
          .oneOf(.kind, [CredentialKind.passphrase, .invite].map { .int($0.rawValue) }),
        ]))
      try update(row, to: changed, writer)
      let code = try insertInvite(changed, expires, writer)
      try writer.record(.personReset) {
        $0.person = row.id
        $0.detail = EventDetail.person(before: row, after: changed)
      }
      return NewInvite(person: Person(changed), code: code, expires: expires)
    }
  }

  private func insertInvite(
    _ row: PersonRow, _ expires: Int64, _ writer: Writer
  ) throws(VaultError) -> Secret {
    try checkEnd(expires, writer)
    // The id goes to the holder: it tells no date.
    let (credential, text) = try Credentials.random(
      .invite, stamp: writer.stamp(service.randomID()), person: row, key: keys.organizationKey,
      expires: expires, random: &service.environment.random)
    _ = try store.insert(credential)
    return text
  }

  /// Refuses an end that has passed, or that no calendar of four digits has.
  func checkEnd(_ expires: Int64, _ writer: Writer) throws(VaultError) {
    if expires <= max(writer.now, service.now()) { throw .expiryPassed }
    if expires >= Self.yearTenThousand { throw .invalid(what: "the expiry", why: "is after the year 9999") }
  }

  private static var yearTenThousand: Int64 { 253_402_300_800_000_000 }

  /// Changes a person; reports `unchanged` where the change alters nothing.
  package func setPerson(_ id: UUID128, _ change: PersonChange) throws(VaultError) -> Change {
    let name = try PersonTexts.name(change.name)
    return try write(.personSet) { (writer) throws(VaultError) in
      let row = try managed(id)
      var changed = row
      if let role = change.role {
        changed.role = role
        if role != .custom { changed.permissions = 0 }
      }
      if let permissions = change.permissions { changed.permissions = permissions.rawValue }
      try PersonTexts.check(changed.role, Permissions(rawValue: changed.permissions))
      if change.name != nil { changed.name = name }
      if let hasAccess = change.hasAccess { changed.hasAccess = hasAccess }
      if let isSuspended = change.isSuspended {
        changed.status = isSuspended ? .revoked : try unsuspended(row)
      }
      if changed.role != row.role || changed.permissions != row.permissions {
        guard try accessView().access.mayGive(changed.role, Permissions(rawValue: changed.permissions))
        else { throw VaultError.aboveOwnRole(what: "the role \(changed.role.word)") }
      }
      try keepOwner(row, changed)
      let before = EventDetail.words(row)
      let after = EventDetail.words(changed)
      let subject = Person(row).ref
      if changed == row { return Change(.unchanged, subject, before: before, after: after) }
      let growth = changed.takesSeat && !row.takesSeat ? try makeRoom(.seats, writer) : nil
      try update(row, to: changed, writer)
      try sealInvites(of: changed)
      try writer.record(.personChanged) {
        $0.person = row.id
        $0.detail = EventDetail.person(before: row, after: changed)
      }
      var report = Change(.changed, subject, before: before, after: after)
      report.growth = growth
      return report
    }
  }

  /// The status after a suspension is lifted: confirmed with a passphrase, else invited.
  private func unsuspended(_ row: PersonRow) throws(VaultError) -> PersonStatus {
    guard row.status == .revoked else { return row.status }
    let passphrases = try store.count(
      Query<CredentialRow>([
        .equal(.person, .int(row.number)), .equal(.kind, .int(CredentialKind.passphrase.rawValue)),
      ]))
    return passphrases > 0 ? .confirmed : .invited
  }

  /// Binds open invites to the role that the person has now.
  private func sealInvites(of person: PersonRow) throws(VaultError) {
    for row in try store.rows(
      Query<CredentialRow>([
        .equal(.person, .int(person.number)), .equal(.kind, .int(CredentialKind.invite.rawValue)),
      ]))
    {
      let mac = Credentials.mac(of: row, person, keys.organizationKey)
      try store.update(CredentialRow.self, number: row.number, set: [(.mac, .bytes(mac))])
    }
  }

  private func update(_ row: PersonRow, to changed: PersonRow, _ writer: Writer) throws(VaultError) {
    try store.update(
      PersonRow.self, number: row.number,
      set: [
        (.name, .text(or: changed.name)), (.role, .int(changed.role.rawValue)),
        (.permissions, .int(changed.permissions)), (.status, .int(changed.status.rawValue)),
        (.hasAccess, .bool(changed.hasAccess)), (.revised, .int(writer.now)),
        (.version, .int(row.stamp.version + 1)),
      ])
  }

  /// Removes a person with their grants, memberships and every way to open the vault.
  package func removePerson(_ id: UUID128) throws(VaultError) -> RemovedPerson {
    try write(.personRemove) { (writer) throws(VaultError) in
      let row = try managed(id)
      try keepOwner(row, nil)
      writer.eraseAfterwards()
      // Recorded first: a person who removes themselves must still be signed in for it.
      try writer.record(.personRemoved) {
        $0.person = row.id
        $0.detail = EventDetail.person(before: row, after: nil)
      }
      let number = Field.int(row.number)
      let grants = try store.delete(
        GrantQuery([
          .equal(.subjectKind, .int(EntityKind.person.rawValue)), .equal(.subject, number),
        ]))
      let groups = try store.delete(Query<GroupMemberRow>([.equal(.person, number)]))
      let credentials = try store.delete(Query<CredentialRow>([.equal(.person, number)]))
      try bury(.person, row.id, named: row.email, writer)
      _ = try store.delete(Query<PersonRow>([.equal(.number, number)]))
      return RemovedPerson(
        person: Person(row).ref, grants: grants, groups: groups, credentials: credentials,
        tokens: try tokenItems([.equal(.createdBy, .id(row.id))]), keys: try keysMade(by: row.id))
    }
  }

  private func keysMade(by id: UUID128) throws(VaultError) -> [CredentialStatus] {
    try credentials([.equal(.createdBy, .id(id))])
  }

  /// The row of a person whom the caller may change.
  private func managed(_ id: UUID128) throws(VaultError) -> PersonRow {
    guard let row = try personRow(id) else {
      throw .notFound(kind: .person, text: id.text, near: [])
    }
    guard try accessView().access.mayManage(Person(row)) else {
      throw .aboveOwnRole(what: "\(row.email), who is \(row.role.word)")
    }
    return row
  }

  /// Refuses a change that would leave the vault without an owner; `after` nil: the person is removed.
  private func keepOwner(_ before: PersonRow, _ after: PersonRow?) throws(VaultError) {
    func isOwner(_ row: PersonRow) -> Bool { row.role == .owner && row.status == .confirmed }
    guard isOwner(before), try accessView().access.keepsAnOwner else { return }
    if let after, isOwner(after) { return }
    let owners = try store.count(
      Query<PersonRow>([
        .equal(.role, .int(Role.owner.rawValue)),
        .equal(.status, .int(PersonStatus.confirmed.rawValue)),
      ]))
    if owners <= 1 { throw .lastOwner(email: before.email) }
  }

  /// Keeps the name of a person or group that goes, so that its events can still be read.
  func bury(
    _ kind: EntityKind, _ id: UUID128, named name: String, _ writer: Writer
  ) throws(VaultError) {
    let sealed = try writer.seal(name: name, kind)
    _ = try store.insert(
      TombstoneRow(
        stamp: writer.stamp(), kind: kind, subject: id, keyVersion: sealed.keyVersion, name: sealed.text,
        digest: sealed.digest))
  }

  /// The members of the organization.
  package func people() throws(VaultError) -> [Person] { try people(Query<PersonRow>()) }

  /// The members of a query.
  package func people(_ query: Query<PersonRow>) throws(VaultError) -> [Person] {
    try require(.personList)
    return try store.rows(query).map(Person.init)
  }

  /// How many members fulfil a query.
  package func countPeople(_ query: Query<PersonRow>) throws(VaultError) -> Int {
    try require(.personList)
    return try store.count(query)
  }
}

/// The rules of the texts about a person.
enum PersonTexts {
  /// An address as it is stored.
  static func email(_ email: String) throws(VaultError) -> String {
    let address = Texts.normalizedEmail(email)
    try TextLimit.email.check(address, "the e-mail")
    if address.unicodeScalars.contains(where: { $0.value < 32 || $0.properties.isWhitespace }) {
      throw .invalid(what: "the e-mail", why: "holds a blank")
    }
    guard address.utf8.contains(UInt8(ascii: "@")) else {
      throw .invalid(what: "the e-mail", why: "has no @")
    }
    return address
  }

  /// A name as it is stored; blank: none.
  static func name(_ name: String?) throws(VaultError) -> String? {
    guard let name else { return nil }
    let text = Texts.trimmed(name)
    if text.isEmpty { return nil }
    try TextLimit.personName.check(text, "the name")
    try checkLine(text, "the name")
    return text
  }

  /// Refuses text that does not fit on a line.
  static func checkLine(_ text: String, _ what: String) throws(VaultError) {
    if text.unicodeScalars.contains(where: { $0.value < 32 || $0.value == 127 }) {
      throw .invalid(what: what, why: "holds a newline or another control character")
    }
  }

  /// Refuses bits for others than custom people, and bits that there are not.
  static func check(_ role: Role, _ permissions: Permissions) throws(VaultError) {
    if role != .custom, !permissions.isEmpty {
      throw .invalid(what: "what is allowed besides", why: "goes with the role custom only")
    }
    if !Permissions.all.isSuperset(of: permissions) {
      throw .invalid(what: "what is allowed besides", why: "is unknown")
    }
  }
}
