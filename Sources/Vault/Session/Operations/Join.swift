package import Crypto

extension VaultService {
  /// Lets an invited person join with a passphrase of their own; the invite ends with it.
  ///
  /// An unknown, used, altered or expired code gets the same error, so that nothing can be learned from it.
  package func join(code: Secret, passphrase: Secret, name: String? = nil) throws(VaultError) -> Person {
    try Credentials.check(passphrase)
    let name = try PersonTexts.name(name)
    try refresh()
    guard let (invite, key, seed) = try opened(code, .invite),
      let person = try store.row(PersonRow.self, number: invite.person), person.status == .invited,
      Credentials.isGenuine(invite, person, key)
    else { throw .wrongInvite }
    let session = VaultSession(
      service: self, actor: .person(Person(person), invite),
      keys: try VaultKeys(key, organization: organization.id),
      signer: signer(of: invite, try Credentials.signer(seed)), isReadOnly: false)
    return try session.join(Person(person), invite, passphrase, name: name)
  }
}

extension VaultSession {
  /// The second half of joining: everything is read again under the writer's lock.
  fileprivate func join(
    _ person: Person, _ invite: CredentialRow, _ passphrase: Secret, name: String?
  ) throws(VaultError) -> Person {
    let (derived, _) = try Credentials.passphrase(
      passphrase, id: service.newID(), cost: service.environment.cost, key: keys.organizationKey,
      random: &service.environment.random)
    let stamp = Stamp(
      id: derived.id, organization: organization.id, now: service.now(), createdBy: person.id)
    let row = CredentialRow(derived, stamp: stamp, person: person.number)
    let joining = JoinOrganization(
      invite: invite.id, credential: derived, mac: Credentials.mac(of: row, nil, keys.organizationKey),
      name: name)
    return try change { () throws(VaultError) in
      let scope = try scopeOfJoining()
      try addSigningKey(in: scope)
      return scope
    } body: { (scope) throws(VaultError) in
      Person(try joining.perform(in: scope))
    }
  }
}
