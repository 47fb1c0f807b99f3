package import Crypto

extension VaultService {
  /// Signs a person in with a passphrase.
  ///
  /// A wrong passphrase, an unknown e-mail and an expired or removed credential give the same error
  /// after the same work: one key derivation and one attempt to open.
  package func unlock(
    email: String, passphrase: Secret, isReadOnly: Bool = false
  ) throws(VaultError) -> VaultSession {
    try refresh()
    let person = try store.first(
      Query<PersonRow>([.equal(.email, .text(Texts.normalizedEmail(email)))]))
    let stored = try person.map { (person) throws(VaultError) in
      try store.first(
        Query<CredentialRow>([
          .equal(.person, .int(person.number)),
          .equal(.kind, .int(CredentialKind.passphrase.rawValue)),
        ]))
    }
    let credential = stored.flatMap { $0 }
    let key = try organizationKey(credential, passphrase: passphrase)
    guard let person, let credential, let key, person.status == .confirmed,
      credential.expires.map({ $0 > now() }) ?? true, Credentials.isGenuine(credential, person, key)
    else { throw refusal(of: person, credential, isReadOnly: isReadOnly) }
    return VaultSession(
      service: self, actor: .person(Person(person), credential),
      keys: try VaultKeys(key, organization: organization.id), isReadOnly: isReadOnly)
  }

  /// Signs a person in with the text of a key file.
  package func unlock(key text: Secret, isReadOnly: Bool = false) throws(VaultError) -> VaultSession {
    try refresh()
    var found = try opened(text, .cronKey)
    if found == nil { found = try opened(text, .recovery) }
    guard let (credential, key) = found,
      let person = try store.row(PersonRow.self, number: credential.person),
      person.status == .confirmed, Credentials.isGenuine(credential, person, key)
    else { throw try refusal(ofKey: text, isReadOnly: isReadOnly) }
    return VaultSession(
      service: self, actor: .person(Person(person), credential),
      keys: try VaultKeys(key, organization: organization.id), isReadOnly: isReadOnly)
  }

  /// The credential of a text, and the organization key that it opens; nil when it opens none.
  func opened(
    _ text: Secret, _ kind: CredentialKind
  ) throws(VaultError) -> (row: CredentialRow, key: SymmetricKey)? {
    guard let (id, seed) = CredentialText.read(text, kind),
      let row = try store.first(
        Query<CredentialRow>([.equal(.id, .id(id)), .equal(.kind, .int(kind.rawValue))])),
      row.expires.map({ $0 > now() }) ?? true, let key = Credentials.open(row, seed: seed)
    else { return nil }
    return (row, key)
  }

  /// Derives the seed and opens what is sealed, for a stored credential or for one made up.
  private func organizationKey(
    _ credential: CredentialRow?, passphrase: Secret
  ) throws(VaultError) -> SymmetricKey? {
    let cost = environment.cost
    let parameters = PassphraseParameters(
      memoryKiB: credential?.memoryKiB.map(Int.init) ?? cost.memoryKiB,
      passes: credential?.passes.map(Int.init) ?? cost.passes,
      salt: credential?.salt ?? [UInt8](repeating: 0x5a, count: PassphraseParameters.saltCount))
    let sealed = credential?.sealedKey ?? [UInt8](repeating: 0, count: SymmetricKey.count + 48)
    do {
      let pair = try SealingKeyPair(seed: try environment.derive(parameters, passphrase))
      return try SymmetricKey(try pair.open(sealed))
    } catch .authentication, .malformed {
      return nil
    } catch { throw VaultError(error) }
  }
}
