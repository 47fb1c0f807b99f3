package import Crypto

/// The organization key at work: one cipher and one digest for the whole session.
///
/// The one place where errors of `Crypto` become errors of the vault.
package final class VaultKeys {
  /// The organization key.
  package let organizationKey: SymmetricKey
  /// The version of the organization key, which rows carry beside what is sealed under it.
  package internal(set) var version: Int64 = 1
  private let cipher: EncStringCipher
  private let digests: NameDigest
  /// The key of the digests of values.
  let valueKey: [UInt8]
  private let organization: UUID128

  /// The keys of an organization.
  init(_ key: SymmetricKey, organization: UUID128) throws(VaultError) {
    organizationKey = key
    self.organization = organization
    digests = NameDigest(organizationKey: key)
    cipher = try wrapping { () throws(CryptoError) in try EncStringCipher(key) }
    valueKey = try wrapping { () throws(CryptoError) in
      try key.secret.withBytes { (bytes) throws(CryptoError) in
        try hkdfSHA256(bytes, salt: [], info: Array("sms value digest".utf8), count: 32)
      }.withBytes { [UInt8]($0) }
    }
  }

  /// The digest by which a name of a kind is looked up.
  package func digest(_ kind: EntityKind, _ name: String) -> [UInt8] {
    digests.digest(kind: kind.word, organization: organization, text: name)
  }

  /// The digest of a secret's value, for its events: who has no key learns nothing from it.
  package func valueDigest(_ value: Secret) -> [UInt8] {
    Self.valueDigest(value, valueKey)
  }

  /// The digest of a value under the key of another organization key.
  static func valueDigest(_ value: Secret, _ key: [UInt8]) -> [UInt8] {
    key.withUnsafeBytes { key in value.withBytes { hmacSHA256(key: key, $0) } }
  }

  /// The digest of the key or note of a secret, for its events.
  func digest(_ part: SecretPart, _ text: Secret) -> [UInt8] { Self.digest(part, text, valueKey) }

  /// The same under the key of another organization key; never that of a value of the same text.
  static func digest(_ part: SecretPart, _ text: Secret, _ key: [UInt8]) -> [UInt8] {
    valueDigest(Secret(joining: [Secret(utf8: part.rawValue + "\0"), text]), key)
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
    do { return try cipher.seal(text: text, random: &random) } catch { throw VaultError(error) }
  }

  /// Seals secret bytes.
  package func seal(secret: Secret, random: inout AnyRandomBytes) throws(VaultError) -> String {
    do { return try cipher.seal(secret: secret, random: &random) } catch { throw VaultError(error) }
  }

  /// Seals again what other keys sealed; the plaintext does not leave the cipher.
  func reseal(
    _ sealed: String, from other: VaultKeys, random: inout AnyRandomBytes
  ) throws(CryptoError) -> String {
    try other.cipher.withPlaintext(of: sealed) { (bytes) throws(CryptoError) in
      try cipher.seal(bytes, random: &random)
    }
  }

  /// Opens a name; one that does not open gives a placeholder.
  package func name(_ sealed: String) -> DecryptedName {
    guard let text = try? cipher.openText(sealed) else { return .unreadable }
    return DecryptedName(text: text, isReadable: true)
  }

  /// Opens secret bytes.
  package func open(_ sealed: String) throws(CryptoError) -> Secret { try cipher.open(sealed) }
}

/// What a secret has beside its value.
enum SecretPart: String { case name, note }

extension VaultError {
  /// An error of cryptography as the vault says it.
  init(_ error: CryptoError) { self = .cryptography(error.description) }
}

/// Runs something of `Crypto` and says its errors as the vault does.
func wrapping<T>(_ body: () throws(CryptoError) -> T) throws(VaultError) -> T {
  do { return try body() } catch { throw VaultError(error) }
}
