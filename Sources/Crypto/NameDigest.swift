/// Digests of names, which stand beside the encrypted names in the store so that one can be looked up.
///
/// The key is derived from the organization key: without it a digest tells only that two names are equal.
package struct NameDigest {
  private let key: Secret

  /// Digests under the key that is derived from `organizationKey`.
  package init(organizationKey: SymmetricKey) {
    key = organizationKey.derived("sms name digest")
  }

  /// The digest (32 bytes) of a name of one kind in one organization, by its exact UTF-8 bytes.
  package func digest(kind: String, organization: UUID128, text: String) -> [UInt8] {
    var mac = key.withBytes { HMACSHA256(key: $0) }
    var kind = kind
    kind.withUTF8 { mac.update(framed: UnsafeRawBufferPointer($0)) }
    withUnsafeBytes(of: (organization.high.bigEndian, organization.low.bigEndian)) { mac.update($0) }
    var text = text
    text.withUTF8 { mac.update(framed: UnsafeRawBufferPointer($0)) }
    return mac.finalize()
  }
}

extension SymmetricKey {
  /// A key of 32 bytes for one purpose, derived from this one.
  func derived(_ purpose: String) -> Secret {
    secret.withBytes { HKDF.derive($0, salt: [], info: Array(purpose.utf8), count: 32) }
  }
}
