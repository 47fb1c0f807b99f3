package import Base
package import Crypto

/// The code of an invite, which was just made; it is never to be had again.
package struct NewInvite {
  /// Whom it is for.
  package let person: Person
  /// The text of the code.
  package let code: Secret
  /// When it ends, in µs.
  package let expires: Int64
  /// The growth of the subscription that it caused; nil: none.
  package var growth: Growth?
}

/// The counts of what was deleted with a person, and of what they created that stays.
package struct RemovedPerson: Sendable, Equatable {
  /// The person who was removed.
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
    // The id goes to the holder: it tells no date.
    let (invite, code) = try Credentials.random(
      .invite, id: service.randomID(), key: keys.organizationKey, expires: expires,
      random: &service.environment.random)
    let made = try write(.personInvite) { (scope) throws(VaultError) in
      let made = try InvitePerson(
        email: email, role: role, permissions: permissions, name: name, hasAccess: hasAccess, invite: invite
      ).perform(in: scope)
      try sealInvites(of: made.person, scope)
      return made
    }
    return NewInvite(person: Person(made.person), code: code, expires: expires, growth: made.growth)
  }

  /// Gives a person who forgot the passphrase a new invite; grants and groups stay.
  package func resetPerson(_ id: UUID128, expires: Int64) throws(VaultError) -> NewInvite {
    let (invite, code) = try Credentials.random(
      .invite, id: service.randomID(), key: keys.organizationKey, expires: expires,
      random: &service.environment.random)
    let row = try write(.personReset) { (scope) throws(VaultError) in
      let row = try ResetPerson(person: id, invite: invite).perform(in: scope)
      try sealInvites(of: row, scope)
      return row
    }
    return NewInvite(person: Person(row), code: code, expires: expires)
  }

  /// Changes a person; reports `unchanged` where the change alters nothing.
  package func setPerson(_ id: UUID128, _ change: PersonChange) throws(VaultError) -> Change {
    let made = try write(.personSet) { (scope) throws(VaultError) in
      let made = try SetPerson(person: id, change: change).perform(in: scope)
      if made.isChanged { try sealInvites(of: made.after, scope) }
      return made
    }
    var report = Change(
      made.isChanged ? .changed : .unchanged, Person(made.before).ref,
      before: EventDetail.words(made.before), after: EventDetail.words(made.after))
    report.growth = made.growth
    return report
  }

  /// Binds open invites to the person and the role that they have now.
  private func sealInvites(of person: PersonRow, _ scope: Scope) throws(VaultError) {
    let invites = try store.rows(
      Query<CredentialRow>([
        .equal(.person, .int(person.number)), .equal(.kind, .int(CredentialKind.invite.rawValue)),
      ]))
    let seals = invites.map { row in
      SealCredentials.Seal(
        credential: row.id, mac: Credentials.mac(of: row, person, keys.organizationKey))
    }
    try SealCredentials(seals: seals).perform(in: scope)
  }

  /// Removes a person with their grants, memberships and every way to open the vault.
  package func removePerson(_ id: UUID128) throws(VaultError) -> RemovedPerson {
    try write(.personRemove) { (scope) throws(VaultError) in
      let email = try personRow(id)?.email ?? ""
      let removed = try RemovePerson(person: id, name: try seal(name: email, .person)).perform(in: scope)
      return RemovedPerson(
        person: Person(removed.person).ref, grants: removed.grants, groups: removed.groups,
        credentials: removed.credentials, tokens: try tokenItems([.equal(.createdBy, .id(id))]),
        keys: try keysMade(by: id))
    }
  }

  private func keysMade(by id: UUID128) throws(VaultError) -> [CredentialStatus] {
    try credentials([.equal(.createdBy, .id(id))])
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
