/// A signature, and the public key that it can be checked with.
package struct KeySignature: Sendable, Equatable {
  /// The Ed25519 public key, 32 bytes.
  package let publicKey: [UInt8]
  /// The signature, 64 bytes.
  package let bytes: [UInt8]

  /// A signature that was made with the secret half of a public key.
  package init(publicKey: [UInt8], bytes: [UInt8]) {
    self.publicKey = publicKey
    self.bytes = bytes
  }
}
