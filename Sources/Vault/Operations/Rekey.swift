import Crypto

/// What a rekey sealed anew, and what it ended.
package struct RekeyReport: Sendable, Equatable {
  /// The version of the organization key now.
  package var keyVersion: Int64 = 0
  /// Names of machine accounts, projects and access tokens, and of what was deleted.
  package var names = 0
  /// Secrets, those in the trash included.
  package var secrets = 0
  /// Earlier values of secrets.
  package var versions = 0
  /// Access tokens that go on.
  package var tokens = 0
  /// Access tokens that ended: all if that was asked for, else those that could not be used any more.
  package var revokedTokens = 0
  /// Ways to open the vault that go on.
  package var credentials = 0
  /// Keys that ended because they had expired.
  package var endedKeys = 0
  /// Of the credentials that go on, those of people who are suspended.
  package var suspended = 0
  /// Whether what was sealed under the old key is gone from the store's files; else somebody else holds its log.
  package var isErased = false
}

extension VaultSession {
  /// Gives the organization a new key and seals everything under it, in one transaction.
  ///
  /// Whoever could open the vault still can: the new key is sealed to each credential whose MAC under the old one
  /// is right, and put into the payload of each token. This session goes on; others have to sign in again.
  package func rekey(revokingTokens: Bool = false) throws(VaultError) -> RekeyReport {
    if isInTransaction { throw .transaction(problem: .careInside(what: "rekeyed")) }
    let fresh = try VaultKeys(
      SymmetricKey.generate(&service.environment.random), organization: organization.id)
    var report = try write(.vaultRekey) { (writer) throws(VaultError) in
      var rekeying = Rekeying(self, fresh, writer)
      return try rekeying.run(revokingTokens)
    }
    keys = fresh
    seen = nil
    generation += 1
    service.organization.generation = generation
    service.organization.keyVersion = report.keyVersion
    report.isErased = store.compact()
    return report
  }
}

/// One rekey in the making: a page of rows at a time, whatever there is.
private struct Rekeying {
  private static let pageSize = 200

  private let session: VaultSession
  private let old: VaultKeys
  private let new: VaultKeys
  private let writer: Writer
  private var report = RekeyReport()

  init(_ session: VaultSession, _ new: VaultKeys, _ writer: Writer) {
    self.session = session
    old = session.keys
    self.new = new
    self.writer = writer
  }

  private var store: any VaultStore { session.store }

  mutating func run(_ revokingTokens: Bool) throws(VaultError) -> RekeyReport {
    writer.eraseAfterwards()
    try advance()
    try endTokens(all: revokingTokens)
    try each(AccountRow.self) { (rekeying, row) throws(VaultError) in try rekeying.update(row) }
    try each(ProjectRow.self) { (rekeying, row) throws(VaultError) in try rekeying.update(row) }
    try each(SecretRow.self) { (rekeying, row) throws(VaultError) in try rekeying.update(row) }
    try each(SecretVersionRow.self) { (rekeying, row) throws(VaultError) in try rekeying.update(row) }
    try each(TokenRow.self) { (rekeying, row) throws(VaultError) in try rekeying.update(row) }
    try each(TombstoneRow.self) { (rekeying, row) throws(VaultError) in try rekeying.update(row) }
    // The sign-in of the day is recorded with the first event and changes a credential's row, not its seal.
    try each(CredentialRow.self) { (rekeying, row) throws(VaultError) in try rekeying.update(row) }
    let detail = EventDetail.rekeyed(report, valueKeys: try sealedValueKeys())
    try writer.record(.vaultRekeyed) { $0.detail = detail }
    return report
  }

  private mutating func each<Row: StoredRow>(
    _ type: Row.Type, _ body: (inout Rekeying, Row) throws(VaultError) -> Void
  ) throws(VaultError) {
    var last: Int64 = 0
    while true {
      let page = try store.rows(
        Query<Row>().page(after: last, through: Int64.max, limit: Self.pageSize))
      for row in page {
        try body(&self, row)
        last = row.number
      }
      if page.count < Self.pageSize { return }
    }
  }

  private mutating func advance() throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
    report.keyVersion = row.keyVersion + 1
    new.version = report.keyVersion
    try store.update(
      OrganizationRow.self, number: row.number,
      set: [
        (.keyVersion, .int(report.keyVersion)), (.generation, .int(row.generation + 1)),
        (.revised, .int(writer.now)), (.version, .int(row.stamp.version + 1)),
      ])
  }

  /// Ends tokens before the new key gets into their payloads: one that is of no use any more must not hold it.
  private mutating func endTokens(all: Bool) throws(VaultError) {
    try each(TokenRow.self) { (rekeying, row) throws(VaultError) in
      guard row.revoked == nil else { return }
      let isExpired = row.expires.map { $0 <= rekeying.writer.now } ?? false
      let isUsedUp = row.maxUses.map { row.uses >= $0 } ?? false
      guard all || isExpired || isUsedUp else { return }
      _ = try rekeying.session.revoke(row, rekeying.writer)
      rekeying.report.revokedTokens += 1
    }
  }

  /// The keys of the digests in earlier events, which `verify` compares values with.
  private func sealedValueKeys() throws(VaultError) -> String {
    let digests = try ValueDigests(session)
    return try new.seal(secret: digests.joined(), random: &session.service.environment.random)
  }
}

extension Rekeying {
  private func name<Row: NamedRow>(
    _ row: Row
  ) throws(VaultError) -> [(column: Row.Column, value: Field)] {
    let sealed = try name(row.name.text, row.name.digest, Row.kind, row.id)
    return [
      (Row.nameColumn, .text(sealed.text)), (Row.digestColumn, .bytes(or: sealed.digest)),
      (Row.keyVersionColumn, .int(new.version)),
    ]
  }

  private func name(
    _ text: String, _ digest: [UInt8]?, _ kind: EntityKind, _ id: UUID128
  ) throws(VaultError) -> SealedName {
    let name = old.name(text)
    guard name.isReadable else { throw .unreadable(kind: kind, id: id) }
    var sealed = try new.seal(name: name.text, kind, random: &session.service.environment.random)
    if digest == nil { sealed.digest = nil }
    return sealed
  }

  private func text(_ sealed: String, _ kind: EntityKind, _ id: UUID128) throws(VaultError) -> Field {
    do {
      return .text(try new.reseal(sealed, from: old, random: &session.service.environment.random))
    } catch { throw .unreadable(kind: kind, id: id) }
  }

  fileprivate mutating func update(_ row: AccountRow) throws(VaultError) {
    try store.update(AccountRow.self, number: row.number, set: name(row))
    report.names += 1
  }

  fileprivate mutating func update(_ row: ProjectRow) throws(VaultError) {
    try store.update(ProjectRow.self, number: row.number, set: name(row))
    report.names += 1
  }

  fileprivate mutating func update(_ row: SecretRow) throws(VaultError) {
    var columns = try name(row)
    columns.append((.value, try text(row.value, .secret, row.id)))
    columns.append((.note, try text(row.note, .secret, row.id)))
    try store.update(SecretRow.self, number: row.number, set: columns)
    report.secrets += 1
  }

  fileprivate mutating func update(_ row: SecretVersionRow) throws(VaultError) {
    try store.update(
      SecretVersionRow.self, number: row.number,
      set: [(.value, try text(row.value, .secret, row.id)), (.keyVersion, .int(new.version))])
    report.versions += 1
  }

  fileprivate mutating func update(_ row: TombstoneRow) throws(VaultError) {
    let sealed = try name(row.name, row.digest, row.kind, row.subject)
    try store.update(
      TombstoneRow.self, number: row.number,
      set: [
        (.name, .text(sealed.text)), (.digest, .bytes(or: sealed.digest)), (.keyVersion, .int(new.version)),
      ])
    report.names += 1
  }

  fileprivate mutating func update(_ row: TokenRow) throws(VaultError) {
    var columns = try name(row)
    report.names += 1
    if row.revoked == nil {
      columns.append((.payload, .text(try payload(of: row))))
      columns.append((.key, try text(row.key ?? "", .token, row.id)))
      report.tokens += 1
    }
    try store.update(TokenRow.self, number: row.number, set: columns)
  }

  /// The new key for the token's holder, if the payload held the old one: a key that somebody put into the row
  /// has no such payload.
  private func payload(of row: TokenRow) throws(VaultError) -> String {
    do {
      let stored = try old.open(row.key ?? "")
      let key = try SymmetricKey(
        try stored.withBytes { (text) throws(CryptoError) in try base64Decode(secret: text) })
      let held = try AccessToken.organizationKey(fromPayload: row.payload ?? "", key: key)
      guard held.secret.isEqual(to: old.organizationKey.secret) else { throw CryptoError.authentication }
      return try AccessToken.encryptedPayload(
        organizationKey: new.organizationKey, key: key, random: &session.service.environment.random)
    } catch { throw VaultError.unreadable(kind: .token, id: row.id) }
  }

  fileprivate mutating func update(_ row: CredentialRow) throws(VaultError) {
    let person = try store.row(PersonRow.self, number: row.person)
    guard let person, Credentials.isGenuine(row, person, old.organizationKey) else {
      throw VaultError.forgedCredential(id: row.id, kind: row.kind.word, person: person?.email)
    }
    if let expires = row.expires, expires <= writer.now {
      // Invites that expired end with every change; see `Writer.finish`.
      if row.kind != .invite { try end(row, of: person) }
      return
    }
    let sealed = try wrapping { () throws(CryptoError) in
      try SealingKeyPair.seal(new.organizationKey.secret, to: row.publicKey)
    }
    var row = row
    row.name = try wrapping { () throws(CryptoError) in
      try row.name.map { (name) throws(CryptoError) in
        try new.reseal(name, from: old, random: &session.service.environment.random)
      }
    }
    try store.update(
      CredentialRow.self, number: row.number,
      set: [
        (.sealedKey, .bytes(sealed)), (.mac, .bytes(Credentials.mac(of: row, person, new.organizationKey))),
        (.name, .text(or: row.name)),
        (.revised, .int(writer.now)), (.version, .int(row.stamp.version + 1)),
      ])
    report.credentials += 1
    if person.status == .revoked { report.suspended += 1 }
  }

  private mutating func end(_ row: CredentialRow, of person: PersonRow) throws(VaultError) {
    let ceiling = row.ceiling.map { CredentialEffects(rawValue: $0) }
    try writer.record(.keyRevoked) {
      $0.person = person.id
      $0.detail = EventDetail.key(ceiling, credential: row.id, expires: row.expires)
    }
    _ = try store.delete(Query<CredentialRow>([.equal(.number, .int(row.number))]))
    report.endedKeys += 1
  }
}
