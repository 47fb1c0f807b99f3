package import Base
package import Crypto

/// A key that was just made; its text is never to be had again.
package struct NewKey {
  /// Which one.
  package let id: UUID128
  /// The key's owner.
  package let person: EntityRef
  /// The text of the key file: `sms-key.1.ID.BASE64`.
  package let text: Secret
  /// When it ends, in µs.
  package let expires: Int64
  /// The effects that it allows; nil: all of the person.
  package let ceiling: CredentialEffects?
  /// The credential's name.
  package let name: String?
}

extension VaultSession {
  /// Makes a key that signs the acting person in without a prompt; by its name they know it among others.
  package func createKey(
    expires: Int64, ceiling: CredentialEffects? = nil, name: String? = nil
  ) throws(VaultError) -> NewKey {
    if let name { try TextLimit.tokenName.check(name, "the key's name") }
    let (credential, text) = try Credentials.random(
      .cronKey, id: service.randomID(), key: keys.organizationKey, expires: expires, ceiling: ceiling,
      name: try name.map { (name) throws(VaultError) in
        try keys.seal(text: name, random: &service.environment.random)
      },
      random: &service.environment.random)
    let owner = try perform { () throws(VaultError) in
      CreateKey(credential: credential, mac: try seal(ofOwn: credential))
    }
    return NewKey(
      id: credential.id, person: Person(owner).ref, text: text, expires: expires, ceiling: ceiling, name: name
    )
  }

  /// Stores a recovery key of the acting person: it does not expire, and may do all that they may.
  package func createRecoveryKey(_ key: RecoveryKey) throws(VaultError) {
    let credential = try Credentials.made(.recovery, key.seed, id: key.id, key: keys.organizationKey)
    _ = try perform { () throws(VaultError) in
      CreateRecoveryKey(credential: credential, mac: try seal(ofOwn: credential))
    }
  }

  /// The seal of a credential that the acting person makes for themselves.
  private func seal(ofOwn credential: SealedCredential) throws(VaultError) -> [UInt8] {
    guard let person = actor.person, let owner = try store.row(PersonRow.self, number: person.number) else {
      throw .wrongCredential
    }
    let stamp = Stamp(
      id: credential.id, organization: organization.id, now: service.now(), createdBy: person.id)
    return Credentials.row(credential, stamp: stamp, person: owner, key: keys.organizationKey).mac
  }

  /// Revokes a key of the caller, or of a person whom the caller may manage.
  package func revokeKey(_ id: UUID128) throws(VaultError) -> Change {
    keys.open(try perform(RevokeKey(key: id)))
  }

  /// The keys of the acting person, or of all people for callers who may change people.
  package func personKeys() throws(VaultError) -> [CredentialStatus] {
    try require(.personList)
    var all: [CredentialStatus] = []
    for key in try credentials([.oneOf(.kind, CredentialRow.keyKinds)]) {
      guard let owner = try store.row(PersonRow.self, number: key.personNumber) else { continue }
      if try accessView().isInReach(owner, of: actor.id) { all.append(key) }
    }
    return all
  }

  /// Gives the acting person another passphrase; the one that they had ends.
  ///
  /// They signed in with it, or forgot it and have the recovery key.
  package func changePassphrase(to passphrase: Secret) throws(VaultError) {
    try Credentials.check(passphrase)
    try require(.passphraseChange)
    guard case .person(let person, let credential) = actor else {
      throw .invalid(what: "a passphrase", why: "belongs to a person")
    }
    let stored = try store.first(
      Query<CredentialRow>([
        .equal(.person, .int(person.number)),
        .equal(.kind, .int(CredentialKind.passphrase.rawValue)),
      ]))
    guard credential.kind == .passphrase || credential.kind == .recovery, let own = stored else {
      throw .invalid(
        what: "a passphrase", why: "is changed only by who signed in with it or with the recovery key")
    }
    let (derived, signingKey) = try Credentials.passphrase(
      passphrase, id: own.id, cost: service.environment.cost, key: keys.organizationKey,
      random: &service.environment.random)
    let mac = Credentials.mac(
      of: CredentialRow(derived, stamp: own.stamp, person: own.person), nil, keys.organizationKey)
    try perform { () throws(VaultError) in
      if credential.kind == .passphrase { try signer?.add(signingKey, in: store) }
      let known = [credential.publicKey, changedKey].compactMap(\.self)
      let stored = try store.row(CredentialRow.self, number: own.number)?.publicKey
      let former = stored.flatMap { known.contains($0) ? $0 : nil } ?? credential.publicKey
      return ChangePassphrase(
        credential: derived, mac: mac, former: credential.kind == .recovery ? nil : former)
    }
    changedKey = derived.publicKey
  }
}
