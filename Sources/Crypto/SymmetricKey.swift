package import Base

/// A key of 64 bytes, as Bitwarden splits them: 0...31 encrypt (AES-256), 32...63 authenticate (HMAC-SHA256).
package struct SymmetricKey {
  /// How many bytes a key has.
  package static let count = 64

  /// The 64 bytes.
  package let secret: Secret

  /// The key of these bytes; there must be 64.
  package init(_ secret: Secret) throws(CryptoError) {
    guard secret.count == Self.count else { throw .malformed("a key must have 64 bytes") }
    self.secret = secret
  }

  /// A new key from `random`.
  package static func generate(_ random: inout some RandomBytes) -> SymmetricKey {
    SymmetricKey(checked: Secret.random(count: count, using: &random))
  }

  /// For bytes that are known to be 64.
  init(checked secret: Secret) { self.secret = secret }
}

extension SymmetricKey {
  /// A cipher under the first half.
  func cipher(encrypts: Bool) throws(CryptoError) -> BlockCipher {
    try secret.withOctets { (key) throws(CryptoError) in try BlockCipher(key: key, encrypts: encrypts) }
  }

  /// A MAC under the second half.
  func authenticator() -> HMACSHA256 {
    secret.withBytes { HMACSHA256(key: UnsafeRawBufferPointer(rebasing: $0[32...])) }
  }
}
