package import Base
package import Crypto

extension VaultService {
  /// Signs a person in with a passphrase.
  ///
  /// A wrong passphrase, an unknown e-mail and an expired or removed credential give the same error
  /// after the same work: one key derivation and one attempt to open.
  package func unlock(
    email: String, passphrase: Secret, isReadOnly: Bool = false
  ) throws(VaultError) -> VaultSession {
    try signIn(email: email, passphrase: passphrase, isReadOnly: isReadOnly).session
  }

  /// The same, with the seed of the credential, for a keeper.
  package func signIn(
    email: String, passphrase: Secret, isReadOnly: Bool = false
  ) throws(VaultError) -> (session: VaultSession, seed: Secret) {
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
    let opened = try organizationKey(credential, passphrase: passphrase)
    guard let person, let credential, let (key, seed) = opened,
      person.status == .confirmed,
      credential.expires.map({ $0 > now() }) ?? true, Credentials.isGenuine(credential, person, key)
    else { throw refusal(of: person, credential, isReadOnly: isReadOnly) }
    return (try session(person, credential, key, Credentials.signer(seed), isReadOnly), seed)
  }

  private func session(
    _ person: PersonRow, _ credential: CredentialRow, _ key: SymmetricKey, _ signer: any MessageSigner,
    _ isReadOnly: Bool, ceiling: Int64? = nil
  ) throws(VaultError) -> VaultSession {
    let keys = try VaultKeys(key, organization: organization.id)
    try atOneMoment { (check) throws(VaultError) in
      try check.check(check.current(credential), of: check.current(person))
      try check.checkSeal(credential, keys)
      try check.checkSeal(person, keys)
    }
    var credential = credential
    if let ceiling { credential.ceiling = (credential.ceiling ?? ceiling) & ceiling }
    return VaultSession(
      service: self, actor: .person(Person(person), credential), keys: keys,
      signer: self.signer(of: credential, signer), isReadOnly: isReadOnly)
  }

  /// Compares rows with their events while no other process can write between the two.
  func atOneMoment(_ body: (ProofCheck) throws(VaultError) -> Void) throws(VaultError) {
    try store.begin(.read)
    do {
      try body(ProofCheck(store, vault: ledger.vault))
      try store.commit()
    } catch {
      store.rollback()
      throw error
    }
  }

  /// The row of a credential that a keeper holds, and its person; nil where it is gone or has ended.
  package func row(
    kept credential: UUID128, of person: UUID128
  ) throws(VaultError) -> (row: CredentialRow, person: PersonRow)? {
    try refresh()
    guard let row = try store.first(Query<CredentialRow>([.equal(.id, .id(credential))])),
      row.kind != .invite, row.expires.map({ $0 > now() }) ?? true,
      let owner = try store.row(PersonRow.self, number: row.person), owner.id == person,
      owner.status == .confirmed
    else { return nil }
    return (row, owner)
  }

  /// Signs a person in with the organization key that a keeper opened; nil where it is not that of the row.
  ///
  /// - Parameter signer: the keeper, which signs what the session changes.
  package func unlock(
    kept: (row: CredentialRow, person: PersonRow), opened: Secret, signer: any MessageSigner,
    ceiling: Int64?, isReadOnly: Bool = false
  ) throws(VaultError) -> VaultSession? {
    guard let key = try? SymmetricKey(opened), Credentials.isGenuine(kept.row, kept.person, key) else {
      return nil
    }
    return try session(kept.person, kept.row, key, signer, isReadOnly, ceiling: ceiling)
  }

  /// The seed in the text of a key.
  package func seed(ofKey text: Secret) -> Secret? {
    (CredentialText.read(text, .cronKey) ?? CredentialText.read(text, .recovery))?.seed
  }

  /// The id of the vault, and of a person by e-mail.
  package func identity(of email: String?) throws(VaultError) -> (vault: UUID128, person: UUID128?) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
    let person = try email.map { (email) throws(VaultError) in
      try store.first(Query<PersonRow>([.equal(.email, .text(Texts.normalizedEmail(email)))]))
    }
    return (row.vaultID, person?.map(\.id))
  }

  /// Signs a person in with the text of a key file.
  package func unlock(key text: Secret, isReadOnly: Bool = false) throws(VaultError) -> VaultSession {
    try refresh()
    var found = try opened(text, .cronKey)
    if found == nil { found = try opened(text, .recovery) }
    guard let (credential, key, seed) = found,
      let person = try store.row(PersonRow.self, number: credential.person),
      person.status == .confirmed, Credentials.isGenuine(credential, person, key)
    else { throw try refusal(ofKey: text, isReadOnly: isReadOnly) }
    return try session(person, credential, key, Credentials.signer(seed), isReadOnly)
  }

  /// The credential of a text, the organization key that it opens, and its seed; nil when it opens none.
  func opened(
    _ text: Secret, _ kind: CredentialKind
  ) throws(VaultError) -> (row: CredentialRow, key: SymmetricKey, seed: Secret)? {
    guard let (id, seed) = CredentialText.read(text, kind),
      let row = try store.first(
        Query<CredentialRow>([.equal(.id, .id(id)), .equal(.kind, .int(kind.rawValue))])),
      row.expires.map({ $0 > now() }) ?? true, let key = Credentials.open(row, seed: seed)
    else { return nil }
    return (row, key, seed)
  }

  /// Derives the seed and opens what is sealed with it, for a stored credential or for one made up.
  private func organizationKey(
    _ credential: CredentialRow?, passphrase: Secret
  ) throws(VaultError) -> (key: SymmetricKey, seed: Secret)? {
    let cost = environment.cost
    let parameters = PassphraseParameters(
      memoryKiB: credential?.memoryKiB.map(Int.init) ?? cost.memoryKiB,
      passes: credential?.passes.map(Int.init) ?? cost.passes,
      salt: credential?.salt ?? [UInt8](repeating: 0x5a, count: PassphraseParameters.saltCount))
    let sealed = credential?.sealedKey ?? [UInt8](repeating: 0, count: SymmetricKey.count + 48)
    do {
      let seed = try environment.derive(parameters, passphrase)
      return (try SymmetricKey(try SealingKeyPair(seed: seed).open(sealed)), seed)
    } catch .authentication, .malformed {
      return nil
    } catch { throw VaultError(error) }
  }
}
