import Base
import Crypto

extension VaultSession {
  /// Gives the organization a new key and seals everything under it, in one transaction.
  ///
  /// The same credentials and tokens open the vault afterwards: the new key is sealed to each credential whose
  /// MAC under the old key is valid, and put into the payload of each token. This session goes on; others have
  /// to sign in again. Data that does not open under the old key (a client of the server can send such
  /// ciphertexts) stays as it is and does not stop the rekey; an access token that cannot be given the new key
  /// ends.
  package func rekey(revokingTokens: Bool = false) throws(VaultError) -> RekeyReport {
    if isInTransaction { throw .transaction(problem: .careInside(what: "rekeyed")) }
    let fresh = try VaultKeys(
      SymmetricKey.generate(&service.environment.random), organization: organization.id)
    var report = try write(.vaultRekey) { (scope) throws(VaultError) in
      var rekeying = Rekeying(self, fresh, scope)
      return try follower.following("rows", of: rekeying.total(), changes: true) { () throws(VaultError) in
        try rekeying.run(revokingTokens)
      }
    }
    keys = fresh
    seen = nil
    generation = generation.incremented
    service.organization.generation = generation
    service.organization.keyVersion = report.keyVersion
    report.isErased = store.compact()
    return report
  }
}

/// A running rekey: a page of rows at a time, however many there are.
private struct Rekeying {
  private static let pageSize = 200

  private let session: VaultSession
  private let old: VaultKeys
  private let new: VaultKeys
  private let scope: Scope
  private var report = RekeyReport()

  init(_ session: VaultSession, _ new: VaultKeys, _ scope: Scope) {
    self.session = session
    old = session.keys
    self.new = new
    self.scope = scope
  }

  private var store: any VaultStore { session.store }

  mutating func run(_ revokingTokens: Bool) throws(VaultError) -> RekeyReport {
    scope.eraseAfterwards()
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
    var sealing = RowSealing(scope, new)
    try sealing.run()
    try scope.record(.vaultRekeyed) { $0.detail = detail }
    scope.transaction.seal()
    return report
  }

  /// How many rows are gone through: access tokens twice.
  func total() throws(VaultError) -> Int {
    try store.count(Query<AccountRow>()) + store.count(Query<ProjectRow>()) + store.count(Query<SecretRow>())
      + store.count(Query<SecretVersionRow>()) + 2 * store.count(Query<TokenRow>())
      + store.count(Query<TombstoneRow>()) + store.count(Query<CredentialRow>())
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
        try session.follower?.advance(1)
      }
      if page.count < Self.pageSize { return }
    }
  }

  private mutating func advance() throws(VaultError) {
    guard let row = try store.first(Query<OrganizationRow>()) else {
      throw .damaged("the organization is missing")
    }
    report.keyVersion = row.keyVersion.incremented
    new.version = report.keyVersion
    try store.update(
      OrganizationRow.self, number: row.number,
      set: [
        (.keyVersion, .int(report.keyVersion)), (.generation, .int(row.generation.incremented)),
        (.revised, .int(scope.now)), (.version, .int(row.stamp.nextVersion)),
      ])
  }

  /// Ends tokens before the new key gets into their payloads: one that is of no use any more must not hold it.
  private mutating func endTokens(all: Bool) throws(VaultError) {
    try each(TokenRow.self) { (rekeying, row) throws(VaultError) in
      guard row.revoked == nil else { return }
      let isExpired = row.expires.map { $0 <= rekeying.scope.clock } ?? false
      let isUsedUp = row.maxUses.map { row.uses >= $0 } ?? false
      guard all || isExpired || isUsedUp else { return }
      _ = try rekeying.scope.revoke(row)
      rekeying.report.revokedTokens += 1
    }
  }

  /// The keys of the digests in earlier events, which `verify` compares values with.
  private func sealedValueKeys() throws(VaultError) -> String {
    let digests = try ValueDigests(session.keys, session.store)
    return try new.seal(secret: digests.joined(), random: &session.service.environment.random)
  }
}

extension Rekeying {
  /// The text under the new key; nil where it does not open under the old one.
  private func sealed(_ text: String) throws(VaultError) -> String? {
    do {
      return try new.reseal(text, from: old, random: &session.service.environment.random)
    } catch .authentication, .malformed, .notText { return nil } catch { throw VaultError(error) }
  }

  /// The columns of a name under the new key; none where it does not open.
  private mutating func name<Row: NamedRow>(
    _ row: Row
  ) throws(VaultError) -> [(column: Row.Column, value: Field)] {
    // A ciphertext that decrypts to something other than text is no name: it stays as the client sent it, too.
    // A name with a digest is known to be text, because its digest was computed from it.
    let isText = row.name.digest != nil || old.name(row.name.text).isReadable
    guard isText, let sealed = try sealed(row.name.text) else {
      try carry(.name) { $0.set(Row.kind, row.id) }
      return []
    }
    report.names += Row.kind == .secret ? 0 : 1
    return [
      (Row.Column.name, .text(sealed)), (Row.Column.nameDigest, .bytes(or: digest(row.name, Row.kind))),
      (Row.Column.keyVersion, .int(new.version)),
    ]
  }

  /// The digest under the new key, where there was one.
  private func digest(_ name: SealedName, _ kind: EntityKind) -> [UInt8]? {
    guard name.digest != nil else { return nil }
    let opened = old.name(name.text)
    return opened.isReadable ? new.digest(kind, opened.text) : nil
  }

  /// The column of a text under the new key; none where it does not open.
  private mutating func text<Column>(
    _ column: Column, _ text: String, _ part: SecretPart, version: UUID128? = nil, secret: UUID128
  ) throws(VaultError) -> [(column: Column, value: Field)] {
    if let sealed = try sealed(text) { return [(column, .text(sealed))] }
    try carry(part, version: version) { $0.set(.secret, secret) }
    return []
  }

  /// Says that a text stays as it is.
  private mutating func carry(
    _ part: SecretPart, version: UUID128? = nil, _ fill: (inout EventRow) -> Void
  ) throws(VaultError) {
    report.carried += 1
    try scope.record(.textCarried) {
      fill(&$0)
      $0.detail = EventDetail.carried(part, version: version)
    }
  }

  fileprivate mutating func update(_ row: AccountRow) throws(VaultError) {
    var columns = try name(row)
    if let text = row.description {
      if let sealed = try sealed(text) {
        columns.append((.description, .text(sealed)))
      } else {
        try carry(.description) { $0.account = row.id }
      }
    }
    try set(columns, row.number, AccountRow.self)
  }

  fileprivate mutating func update(_ row: ProjectRow) throws(VaultError) {
    try set(name(row), row.number, ProjectRow.self)
  }

  fileprivate mutating func update(_ row: SecretRow) throws(VaultError) {
    var columns = try name(row)
    columns += try text(.value, row.value, .value, secret: row.id)
    columns += try text(.note, row.note, .note, secret: row.id)
    try set(columns, row.number, SecretRow.self)
    report.secrets += 1
  }

  fileprivate mutating func update(_ row: SecretVersionRow) throws(VaultError) {
    let secret = try store.row(SecretRow.self, number: row.secret)?.id ?? row.id
    var columns = try text(SecretVersionRow.Column.value, row.value, .value, version: row.id, secret: secret)
    if !columns.isEmpty { columns.append((.keyVersion, .int(new.version))) }
    try set(columns, row.number, SecretVersionRow.self)
    report.versions += 1
  }

  fileprivate mutating func update(_ row: TombstoneRow) throws(VaultError) {
    guard let sealed = try sealed(row.name) else {
      // It names nothing.
      try scope.delete(row)
      report.droppedNames += 1
      return
    }
    var name = SealedName(text: row.name, digest: row.digest)
    name.digest = digest(name, row.kind)
    try set(
      [(.name, .text(sealed)), (.digest, .bytes(or: name.digest)), (.keyVersion, .int(new.version))],
      row.number, TombstoneRow.self)
    report.names += 1
  }

  fileprivate mutating func update(_ row: TokenRow) throws(VaultError) {
    var columns = try name(row)
    if row.revoked == nil {
      if let payload = payload(of: row), let key = try sealed(row.key ?? "") {
        columns += [(.payload, .text(payload)), (.key, .text(key))]
        report.tokens += 1
      } else {
        // Its holder cannot be given the new key, and must not go on with the old one.
        _ = try scope.revoke(row)
        report.revokedTokens += 1
      }
    }
    try set(columns, row.number, TokenRow.self)
  }

  private func set<Row: StoredRow>(
    _ columns: [(column: Row.Column, value: Field)], _ number: Int64, _ type: Row.Type
  ) throws(VaultError) {
    if !columns.isEmpty { try store.update(Row.self, number: number, set: columns) }
  }

  /// The payload with the new key for the token's holder, if the old payload held the old key.
  ///
  /// The payload does not open with a key that an attacker put into the row.
  private func payload(of row: TokenRow) -> String? {
    do {
      let stored = try old.open(row.key ?? "")
      let key = try SymmetricKey(
        try stored.withBytes { (text) throws(CryptoError) in try base64Decode(secret: text) })
      let held = try AccessToken.organizationKey(fromPayload: row.payload ?? "", key: key)
      guard held.secret.isEqual(to: old.organizationKey.secret) else { return nil }
      return try AccessToken.encryptedPayload(
        organizationKey: new.organizationKey, key: key, random: &session.service.environment.random)
    } catch { return nil }
  }

  fileprivate mutating func update(_ row: CredentialRow) throws(VaultError) {
    let person = try store.row(PersonRow.self, number: row.person)
    guard let person, Credentials.isGenuine(row, person, old.organizationKey) else {
      throw VaultError.forgedCredential(id: row.id, kind: row.kind.word, person: person?.email)
    }
    if let expires = row.expires, expires <= scope.clock {
      // Invites that expired end with every change; see `Scope.finish`.
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
        (.revised, .int(scope.now)), (.version, .int(row.stamp.nextVersion)),
      ])
    report.credentials += 1
    if person.status == .revoked { report.suspended += 1 }
  }

  private mutating func end(_ row: CredentialRow, of person: PersonRow) throws(VaultError) {
    let ceiling = row.ceiling.map { CredentialEffects(rawValue: $0) }
    try scope.delete(row)
    try scope.record(.keyRevoked) {
      $0.person = person.id
      $0.detail = EventDetail.key(ceiling, credential: row.id, expires: row.expires)
    }
    report.endedKeys += 1
  }
}
