package import Crypto

extension VaultService {
  /// Refuses a passphrase that could not be a person's, before anything else is asked.
  package static func check(passphrase: Secret) throws(VaultError) { try Credentials.check(passphrase) }
}

/// Makes and checks the rows of credentials.
enum Credentials {
  /// The fewest characters of a passphrase.
  static let minimumPassphrase = 12

  /// Refuses a passphrase that is too short to stand against guessing.
  static func check(_ passphrase: Secret) throws(VaultError) {
    let characters = passphrase.withBytes { bytes in
      String(validating: bytes, as: UTF8.self)?.unicodeScalars.count
    }
    guard let characters else { throw .notText(what: "the passphrase") }
    if characters < minimumPassphrase { throw .passphraseTooShort(minimum: minimumPassphrase) }
  }

  /// A passphrase credential that opens this organization key.
  static func passphrase(
    _ passphrase: Secret, cost: PassphraseCost, stamp: Stamp, person: Int64, key: SymmetricKey,
    random: inout AnyRandomBytes
  ) throws(VaultError) -> CredentialRow {
    try check(passphrase)
    let parameters = PassphraseParameters(
      memoryKiB: cost.memoryKiB, passes: cost.passes,
      salt: random.bytes(PassphraseParameters.saltCount))
    let pair: SealingKeyPair
    let sealed: [UInt8]
    do {
      pair = try SealingKeyPair(seed: try parameters.seed(passphrase: passphrase))
      sealed = try SealingKeyPair.seal(key.secret, to: pair.publicKey)
    } catch { throw VaultError(error) }
    var row = CredentialRow(
      stamp: stamp, person: person, kind: .passphrase, publicKey: pair.publicKey, sealedKey: sealed,
      mac: [], memoryKiB: Int64(parameters.memoryKiB), passes: Int64(parameters.passes),
      salt: parameters.salt)
    row.mac = rowMAC(organizationKey: key, fields: macFields(row))
    return row
  }

  /// A credential from a random seed, which is handed out once.
  static func random(
    _ kind: CredentialKind, stamp: Stamp, person: PersonRow, key: SymmetricKey, expires: Int64?,
    ceiling: CredentialEffects? = nil, name: String? = nil, random: inout AnyRandomBytes
  ) throws(VaultError) -> (row: CredentialRow, text: Secret) {
    let seed = Secret.random(count: SealingKeyPair.seedCount, using: &random)
    let row = try made(
      kind, seed, stamp: stamp, person: person, key: key, expires: expires, ceiling: ceiling, name: name)
    return (row, CredentialText.write(kind, row.id, seed))
  }

  /// The row of a credential from a seed.
  static func made(
    _ kind: CredentialKind, _ seed: Secret, stamp: Stamp, person: PersonRow, key: SymmetricKey,
    expires: Int64? = nil, ceiling: CredentialEffects? = nil, name: String? = nil
  ) throws(VaultError) -> CredentialRow {
    let pair: SealingKeyPair
    let sealed: [UInt8]
    do {
      pair = try SealingKeyPair(seed: seed)
      sealed = try SealingKeyPair.seal(key.secret, to: pair.publicKey)
    } catch { throw VaultError(error) }
    var row = CredentialRow(
      stamp: stamp, person: person.number, kind: kind, publicKey: pair.publicKey, sealedKey: sealed,
      mac: [], expires: expires, ceiling: ceiling?.rawValue, name: name)
    row.mac = mac(of: row, person, key)
    return row
  }

  /// The organization key that a random credential holds; nil for the wrong seed.
  static func open(_ row: CredentialRow, seed: Secret) -> SymmetricKey? {
    guard let pair = try? SealingKeyPair(seed: seed), let opened = try? pair.open(row.sealedKey) else {
      return nil
    }
    return try? SymmetricKey(opened)
  }

  /// The MAC of a row; that of an invite also covers the e-mail and the role that it is for.
  static func mac(of row: CredentialRow, _ person: PersonRow?, _ key: SymmetricKey) -> [UInt8] {
    rowMAC(organizationKey: key, fields: macFields(row) + bound(row, person))
  }

  /// Whether the row's MAC under this key is right.
  static func isGenuine(_ row: CredentialRow, _ person: PersonRow?, _ key: SymmetricKey) -> Bool {
    isRowMAC(row.mac, organizationKey: key, fields: macFields(row) + bound(row, person))
  }

  private static func bound(_ row: CredentialRow, _ person: PersonRow?) -> [[UInt8]] {
    guard row.kind == .invite, let person else { return [] }
    return [
      Array(person.email.utf8),
      withUnsafeBytes(of: person.role.rawValue.bigEndian) { Array($0) },
      withUnsafeBytes(of: person.permissions.bigEndian) { Array($0) },
    ]
  }

  /// What the MAC covers: who, what kind, how long and how strong, the public key, and the sealed name if there is one.
  ///
  /// Not the sealed key: a rekey seals anew only to rows whose MAC it checked before.
  private static func macFields(_ row: CredentialRow) -> [[UInt8]] {
    func number(_ value: Int64?) -> [UInt8] {
      guard let value else { return [] }
      return withUnsafeBytes(of: value.bigEndian) { Array($0) }
    }
    return [
      row.id.bytes, row.stamp.organization.bytes, number(row.person), number(row.kind.rawValue),
      row.publicKey, number(row.memoryKiB), number(row.passes), row.salt ?? [],
      number(row.expires), number(row.ceiling), row.stamp.createdBy?.bytes ?? [],
    ] + (row.name.map { [Array($0.utf8)] } ?? [])
  }
}
