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
  /// What it may do; nil: all that the person may.
  package let ceiling: CredentialEffects?
  /// What it is called.
  package let name: String?
}

extension VaultSession {
  /// Makes a key that signs the acting person in without a prompt; by its name they know it among others.
  package func createKey(
    expires: Int64, ceiling: CredentialEffects? = nil, name: String? = nil
  ) throws(VaultError) -> NewKey {
    if let name { try TextLimit.tokenName.check(name, "the key's name") }
    return try write(.keyCreate) { (writer) throws(VaultError) in
      try checkEnd(expires, writer)
      guard let person = actor.person, let row = try store.row(PersonRow.self, number: person.number)
      else { throw VaultError.wrongCredential }
      let (credential, text) = try Credentials.random(
        .cronKey, stamp: writer.stamp(service.randomID()), person: row, key: keys.organizationKey,
        expires: expires, ceiling: ceiling,
        name: try name.map { (name) throws(VaultError) in
          try keys.seal(text: name, random: &service.environment.random)
        },
        random: &service.environment.random)
      _ = try store.insert(credential)
      try writer.record(.keyCreated) {
        $0.person = row.id
        $0.detail = EventDetail.key(ceiling, credential: credential.id, expires: expires)
      }
      return NewKey(
        id: credential.id, person: person.ref, text: text, expires: expires, ceiling: ceiling, name: name)
    }
  }

  /// Stores a recovery key of the acting person: it does not expire, and may do all that they may.
  package func createRecoveryKey(_ key: RecoveryKey) throws(VaultError) {
    try write(.recoveryCreate) { (writer) throws(VaultError) in
      guard let person = actor.person, let row = try store.row(PersonRow.self, number: person.number) else {
        throw VaultError.wrongCredential
      }
      let credential = try Credentials.made(
        .recovery, key.seed, stamp: writer.stamp(key.id), person: row, key: keys.organizationKey)
      _ = try store.insert(credential)
      try writer.record(.keyCreated) {
        $0.person = row.id
        $0.detail = EventDetail.key(nil, credential: key.id, expires: nil)
      }
    }
  }

  /// Revokes a key of the caller, or of a person whom the caller may manage.
  package func revokeKey(_ id: UUID128) throws(VaultError) -> Change {
    try write(.keyRevoke) { (writer) throws(VaultError) in
      let row = try store.first(
        Query<CredentialRow>([
          .equal(.id, .id(id)), .oneOf(.kind, Self.keyKinds),
        ]))
      guard let row, let owner = try store.row(PersonRow.self, number: row.person),
        try isInReach(owner)
      else { throw VaultError.notFound(kind: nil, text: id.text, near: []) }
      writer.eraseAfterwards()
      let ceiling = row.ceiling.map { CredentialEffects(rawValue: $0) }
      try writer.record(.keyRevoked) {
        $0.person = owner.id
        $0.detail = EventDetail.key(ceiling, credential: row.id, expires: row.expires)
      }
      // After its event: a key may end itself.
      _ = try store.delete(Query<CredentialRow>([.equal(.number, .int(row.number))]))
      return Change(.revoked, Person(owner).ref, before: id.text)
    }
  }

  /// The kinds of credentials that are keys: those of timers, and recovery keys.
  private static let keyKinds = [CredentialKind.cronKey, .recovery].map { Field.int($0.rawValue) }

  private func isInReach(_ owner: PersonRow) throws(VaultError) -> Bool {
    if owner.number == actor.person?.number { return true }
    let access = try accessView().access
    return access.decide(.personSet) == .allowed && access.mayManage(Person(owner))
  }

  /// The keys of the acting person, or of all people for callers who may change people.
  package func personKeys() throws(VaultError) -> [CredentialStatus] {
    try require(.personList)
    var all: [CredentialStatus] = []
    for key in try credentials([.oneOf(.kind, Self.keyKinds)]) {
      guard let owner = try store.row(PersonRow.self, number: key.personNumber) else { continue }
      if try isInReach(owner) { all.append(key) }
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
    let derived = try Credentials.passphrase(
      passphrase, cost: service.environment.cost, stamp: own.stamp, person: person.number,
      key: keys.organizationKey, random: &service.environment.random)
    try write(.passphraseChange) { (writer) throws(VaultError) in
      guard let stored = try store.row(CredentialRow.self, number: own.number),
        credential.kind == .recovery || stored.publicKey == credential.publicKey
          || stored.publicKey == changedKey
      else { throw VaultError.wrongCredential }
      writer.eraseAfterwards()
      try store.update(
        CredentialRow.self, number: stored.number,
        set: [
          (.publicKey, .bytes(derived.publicKey)), (.sealedKey, .bytes(derived.sealedKey)),
          (.mac, .bytes(derived.mac)), (.memoryKiB, .int(or: derived.memoryKiB)),
          (.passes, .int(or: derived.passes)), (.salt, .bytes(or: derived.salt)),
          (.revised, .int(writer.now)), (.version, .int(stored.stamp.version + 1)),
        ])
      try writer.record(.passphraseChanged) { $0.person = person.id }
    }
    changedKey = derived.publicKey
  }
}
