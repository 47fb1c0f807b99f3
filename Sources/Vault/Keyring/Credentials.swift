import Base
import Crypto

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

  /// A passphrase credential that opens this organization key, and the key that it signs with.
  static func passphrase(
    _ passphrase: Secret, id: UUID128, cost: PassphraseCost, key: SymmetricKey, random: inout AnyRandomBytes
  ) throws(VaultError) -> (credential: SealedCredential, signer: SigningKey) {
    try check(passphrase)
    let parameters = PassphraseParameters(
      memoryKiB: cost.memoryKiB, passes: cost.passes,
      salt: random.bytes(PassphraseParameters.saltCount))
    let seed = try wrapping { () throws(CryptoError) in try parameters.seed(passphrase: passphrase) }
    var made = try made(.passphrase, seed, id: id, key: key)
    made.derivation = SealedCredential.Derivation(
      memoryKiB: Int64(parameters.memoryKiB), passes: Int64(parameters.passes), salt: parameters.salt)
    return (made, try signer(seed))
  }

  /// A credential from a random seed, which is handed out once.
  static func random(
    _ kind: CredentialKind, id: UUID128, key: SymmetricKey, expires: Int64?,
    ceiling: CredentialEffects? = nil, name: String? = nil, random: inout AnyRandomBytes
  ) throws(VaultError) -> (credential: SealedCredential, text: Secret) {
    let seed = Secret.random(count: SealingKeyPair.seedCount, using: &random)
    var made = try made(kind, seed, id: id, key: key)
    (made.expires, made.ceiling, made.name) = (expires, ceiling, name)
    return (made, CredentialText.write(kind, id, seed))
  }

  /// A credential from a seed.
  static func made(
    _ kind: CredentialKind, _ seed: Secret, id: UUID128, key: SymmetricKey
  ) throws(VaultError) -> SealedCredential {
    try wrapping { () throws(CryptoError) in
      let pair = try SealingKeyPair(seed: seed)
      let sealed = try SealingKeyPair.seal(key.secret, to: pair.publicKey)
      return SealedCredential(
        id: id, kind: kind, publicKey: pair.publicKey, sealedKey: sealed,
        signKey: try SigningKey(of: seed).publicKey)
    }
  }

  /// The key that a credential signs with, by its seed.
  static func signer(_ seed: Secret) throws(VaultError) -> SigningKey {
    try wrapping { () throws(CryptoError) in try SigningKey(of: seed) }
  }

  /// The row of a credential, with its seal.
  static func row(
    _ credential: SealedCredential, stamp: Stamp, person: PersonRow, key: SymmetricKey
  ) -> CredentialRow {
    var row = CredentialRow(credential, stamp: stamp, person: person.number)
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
