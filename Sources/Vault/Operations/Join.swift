package import Crypto

extension VaultService {
  /// Lets an invited person join with a passphrase of their own; the invite ends with it.
  ///
  /// A code that is unknown, used, altered or expired is told the same.
  package func join(code: Secret, passphrase: Secret, name: String? = nil) throws(VaultError) -> Person {
    try Credentials.check(passphrase)
    let name = try PersonTexts.name(name)
    try refresh()
    guard let (invite, key) = try opened(code, .invite),
      let person = try store.row(PersonRow.self, number: invite.person), person.status == .invited,
      Credentials.isGenuine(invite, person, key)
    else { throw .wrongInvite }
    let session = VaultSession(
      service: self, actor: .person(Person(person), invite),
      keys: try VaultKeys(key, organization: organization.id), isReadOnly: false)
    return try session.join(Person(person), invite, passphrase, name: name)
  }
}

extension VaultSession {
  /// The second half of joining: everything is read again under the writer's lock.
  fileprivate func join(
    _ person: Person, _ invite: CredentialRow, _ passphrase: Secret, name: String?
  ) throws(VaultError) -> Person {
    let id = service.newID()
    let derived = try Credentials.passphrase(
      passphrase, cost: service.environment.cost,
      stamp: Stamp(id: id, organization: organization.id, now: service.now(), createdBy: person.id),
      person: person.number, key: keys.organizationKey, random: &service.environment.random)
    return try change { () throws(VaultError) in
      try Writer(joining: self)
    } body: { (writer) throws(VaultError) in
      guard let row = try store.row(PersonRow.self, number: person.number), row.status == .invited,
        try store.delete(Query<CredentialRow>([.equal(.id, .id(invite.id))])) == 1
      else { throw VaultError.wrongInvite }
      writer.eraseAfterwards()
      // The invite gave way to the passphrase; older invites, of earlier resets, end as well.
      _ = try store.delete(
        Query<CredentialRow>([
          .equal(.person, .int(row.number)), .equal(.kind, .int(CredentialKind.invite.rawValue)),
        ]))
      _ = try store.insert(derived)
      var joined = row
      joined.status = .confirmed
      if let name { joined.name = name }
      try store.update(
        PersonRow.self, number: row.number,
        set: [
          (.status, .int(joined.status.rawValue)), (.name, .text(or: joined.name)),
          (.revised, .int(writer.now)), (.version, .int(row.stamp.version + 1)),
        ])
      try writer.record(.personJoined) {
        $0.person = row.id
        $0.detail = EventDetail.person(before: row, after: joined)
      }
      return Person(joined)
    }
  }
}
