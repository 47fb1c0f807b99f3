package import Base

/// Digests of names, which stand beside the encrypted names in the store so that one can be looked up.
///
/// The key is derived from the organization key: without it a digest tells only that two names are equal.
package struct NameDigest {
  private let mac: HMACSHA256

  /// Digests under the key that is derived from `organizationKey`.
  package init(organizationKey: SymmetricKey) {
    mac = organizationKey.derivedMAC("sms name digest")
  }

  /// The digest (32 bytes) of a name of one kind in one organization, by its exact UTF-8 bytes.
  package func digest(kind: String, organization: UUID128, text: String) -> [UInt8] {
    var kind = kind
    kind.withUTF8 { mac.update(framed: UnsafeRawBufferPointer($0)) }
    withUnsafeBytes(of: (organization.high.bigEndian, organization.low.bigEndian)) { mac.update($0) }
    var text = text
    text.withUTF8 { mac.update(framed: UnsafeRawBufferPointer($0)) }
    return mac.finalize()
  }
}

extension SymmetricKey {
  /// The MAC under a key of 32 bytes for one purpose, derived from this one.
  func derivedMAC(_ purpose: String) -> HMACSHA256 {
    secret.withBytes { secret in
      withWipedBytes(32) { key in
        HKDF.derive(secret, salt: [], info: Array(purpose.utf8), into: UnsafeMutableRawBufferPointer(key))
        return HMACSHA256(key: UnsafeRawBufferPointer(key))
      }
    }
  }
}
