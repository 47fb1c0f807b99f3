internal import Base
package import Crypto

extension VaultService {
  /// Makes a vault: its store, the organization, and the creator, who is the owner.
  ///
  /// All or nothing: when something fails the new store is removed again. A recovery key also signs the owner in.
  package static func create(
    _ stores: any StoreProvider, path: String, organization: String, email: String,
    passphrase: Secret, recovery: RecoveryKey? = nil, environment: VaultEnvironment = VaultEnvironment()
  ) throws(VaultError) -> VaultService {
    let name = Texts.trimmed(organization)
    let address = Texts.normalizedEmail(email)
    try TextLimit.organization.check(name, "the organization's name")
    try TextLimit.email.check(address, "the e-mail")
    guard address.utf8.contains(UInt8(ascii: "@")) else {
      throw .invalid(what: "the e-mail", why: "has no @")
    }
    try Credentials.check(passphrase)
    let store = try stores.create(at: path)
    do {
      var environment = environment
      try fill(store, name, address, passphrase, recovery, &environment)
      return try VaultService(store: store, environment: environment)
    } catch {
      stores.discard(store)
      throw error
    }
  }

  private static func fill(
    _ store: any VaultStore, _ name: String, _ email: String, _ passphrase: Secret,
    _ recovery: RecoveryKey?, _ environment: inout VaultEnvironment
  ) throws(VaultError) {
    let now = environment.clock.now()
    let key = SymmetricKey.generate(&environment.random)
    func id() -> UUID128 { UUID128(milliseconds: now / 1000, using: &environment.random) }
    let organization = id()
    let person = id()
    func stamp(_ id: UUID128) -> Stamp {
      Stamp(id: id, organization: organization, now: now, createdBy: person)
    }
    let organizationRow = OrganizationRow(
      stamp: stamp(organization), name: name, tier: "none", enabled: true, usesSecretsManager: true,
      machineProjects: "writers", vaultID: id(), generation: 1, keyVersion: 1)
    var personRow = PersonRow(
      stamp: stamp(person), email: email, role: .owner, permissions: 0, status: .confirmed,
      hasAccess: true)
    personRow.number = 1
    let credentialStamp = stamp(id())
    let (sealed, signingKey) = try Credentials.passphrase(
      passphrase, id: credentialStamp.id, cost: environment.cost, key: key, random: &environment.random)
    let credential = Credentials.row(sealed, stamp: credentialStamp, person: personRow, key: key)
    var event = EventRow(
      number: 1, id: id(), organization: organization, date: now, type: EventCode.vaultCreated.number)
    event.previous = EventChain.start
    event.actorPerson = person
    event.person = person
    event.credential = credential.id
    let recoveryRow = try recovery.map { (recovery) throws(VaultError) in
      Credentials.row(
        try Credentials.made(.recovery, recovery.seed, id: recovery.id, key: key),
        stamp: stamp(recovery.id), person: personRow, key: key)
    }
    event.detail = recovery.map { EventDetail.recovery($0.id) }
    try store.begin(.write)
    do throws(VaultError) {
      var first = FirstRows(store, vault: organizationRow.vaultID, RowSeal(organizationKey: key))
      try first.insert(organizationRow)
      let number = try first.insert(personRow)
      guard number == credential.person else { throw VaultError.constraint(table: "person") }
      try first.insert(credential)
      if let recoveryRow { try first.insert(recoveryRow) }
      event.rows = RowWrite.joined(first.writes)
      event.hash = EventChain.hash(of: event) ?? []
      _ = try store.insert(event)
      let head = HeadRow(event: 1, hash: event.hash, date: now, changed: 1, sealed: 1)
      _ = try store.insert(head)
      try CheckpointSigner(credential.id, .credential, vault: organizationRow.vaultID, signingKey)
        .sign(head, own: 1, in: store)
      try store.commit()
    } catch {
      store.rollback()
      throw error
    }
  }
}

/// Adds the rows of a vault in the making, each with its proof: event 1 will hold their digests.
private struct FirstRows {
  private let store: any VaultStore
  private let vault: UUID128
  private let seal: RowSeal
  private let ids: RowIDs
  private(set) var writes: [RowWrite] = []

  init(_ store: any VaultStore, vault: UUID128, _ seal: RowSeal) {
    self.store = store
    self.vault = vault
    self.seal = seal
    ids = RowIDs(store)
  }

  @discardableResult
  mutating func insert<Row: ProvenRow>(_ row: Row) throws(VaultError) -> Int64 {
    var row = row
    let (message, id) = try RowMessage.of(row, vault: vault, ids)
    row.proof.seal = seal.seal(message)
    row.proof.event = 1
    writes.append(RowWrite(Row.proven, id, digest: sha256(message)))
    if let signKey = row.signKey { writes.append(RowWrite(.signKey, id, digest: signKey)) }
    return try store.insert(row)
  }
}
