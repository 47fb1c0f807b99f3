internal import Base
package import Crypto

/// The organization key at work: one cipher and one digest for the whole session.
///
/// The one place where errors of `Crypto` become errors of the vault.
package final class VaultKeys {
  /// The key that seals every text of the vault.
  package let organizationKey: SymmetricKey
  /// The version of the organization key, which rows store beside sealed texts.
  package internal(set) var version: Int64 = 1
  private var kept: EncStringCipher?
  private let digests: NameDigest
  /// The key of the digests of values.
  private(set) var valueKey: [UInt8]
  private let organization: UUID128
  /// The MAC of the digests of values, made when it is needed first.
  private lazy var valueMAC = valueKey.withUnsafeBytes { HMACSHA256(key: $0) }
  /// The seals of rows, made when they are needed first.
  private lazy var rows = RowSeal(organizationKey: organizationKey)
  /// For names by the thousand.
  private var names: EncStringBatch?

  /// The keys of an organization.
  init(_ key: SymmetricKey, organization: UUID128) throws(VaultError) {
    organizationKey = key
    self.organization = organization
    digests = NameDigest(organizationKey: key)
    valueKey = try wrapping { () throws(CryptoError) in
      try key.secret.withBytes { (bytes) throws(CryptoError) in
        try hkdfSHA256(bytes, salt: [], info: Array("sms value digest".utf8), count: 32)
      }.withBytes { [UInt8]($0) }
    }
  }

  deinit { wipe(&valueKey) }

  /// The cipher, made when it is needed first.
  private func cipher() throws(CryptoError) -> EncStringCipher {
    if let kept { return kept }
    let cipher = try EncStringCipher(organizationKey)
    kept = cipher
    return cipher
  }

  /// The digest by which a name of a kind is looked up.
  package func digest(_ kind: EntityKind, _ name: String) -> [UInt8] {
    digests.digest(kind: kind.word, organization: organization, text: name)
  }

  /// The digest of a secret's value, for its events: who has no key learns nothing from it.
  package func valueDigest(_ value: Secret) -> [UInt8] {
    value.withBytes { valueDigest($0) }
  }

  /// The digest of a value in a buffer.
  func valueDigest(_ value: UnsafeRawBufferPointer) -> [UInt8] {
    valueMAC.update(value)
    return valueMAC.finalize()
  }

  /// The digest of the key or note of a secret, for its events.
  func digest(_ part: SecretPart, _ text: UnsafeRawBufferPointer) -> [UInt8] {
    part.feed(valueMAC)
    valueMAC.update(text)
    return valueMAC.finalize()
  }

  /// The same for a text in secret memory.
  func digest(_ part: SecretPart, _ text: Secret) -> [UInt8] { text.withBytes { digest(part, $0) } }

  /// The same for a key, which is shown everywhere.
  func digest(_ part: SecretPart, _ text: String) -> [UInt8] {
    text.utf8.span.withUnsafeBytes { digest(part, $0) }
  }

  /// Seals a name and computes its digest.
  package func seal(
    name: String, _ kind: EntityKind, random: inout AnyRandomBytes
  ) throws(VaultError) -> SealedName {
    var sealed = SealedName(text: try seal(text: name, random: &random), digest: digest(kind, name))
    sealed.keyVersion = version
    return sealed
  }

  /// Seals a text.
  package func seal(text: String, random: inout AnyRandomBytes) throws(VaultError) -> String {
    do { return try cipher().seal(text: text, random: &random) } catch { throw VaultError(error) }
  }

  /// Seals secret bytes.
  package func seal(secret: Secret, random: inout AnyRandomBytes) throws(VaultError) -> String {
    do { return try cipher().seal(secret: secret, random: &random) } catch { throw VaultError(error) }
  }

  /// Seals again what other keys sealed; the plaintext does not leave the cipher.
  func reseal(
    _ sealed: String, from other: VaultKeys, random: inout AnyRandomBytes
  ) throws(CryptoError) -> String {
    try other.cipher().withPlaintext(of: sealed) { (bytes) throws(CryptoError) in
      try cipher().seal(bytes, random: &random)
    }
  }

  /// Opens a name; one that does not open gives a placeholder.
  package func name(_ sealed: String) -> DecryptedName {
    guard let text = try? cipher().openText(sealed) else { return .unreadable }
    return DecryptedName(text: text, isReadable: true)
  }

  /// The shared batch that decrypts many names at once; the caller that fills it must empty it.
  func batch() throws(VaultError) -> EncStringBatch {
    if let names { return names }
    let made = try wrapping { () throws(CryptoError) in try EncStringBatch(organizationKey) }
    names = made
    return made
  }

  /// Calls the body with secret bytes, which are valid during the call only.
  func withPlaintext<R>(
    of sealed: String, _ body: (UnsafeRawBufferPointer) throws(CryptoError) -> R
  ) throws(CryptoError) -> R { try cipher().withPlaintext(of: sealed, body) }

  /// Opens secret bytes.
  package func open(_ sealed: String) throws(CryptoError) -> Secret { try cipher().open(sealed) }
}

extension VaultKeys: RowSealer {
  func seal(_ message: [UInt8]) -> [UInt8] { rows.seal(message) }

  func isGenuine(_ seal: [UInt8], _ message: [UInt8]) -> Bool { rows.isGenuine(seal, message) }

  func digest(missingOf name: SealedName, _ kind: EntityKind) -> [UInt8]? {
    guard name.digest == nil else { return nil }
    let opened = self.name(name.text)
    return opened.isReadable ? digest(kind, opened.text) : nil
  }
}
