internal import CSodium

/// An Ed25519 key pair that signs; who has the public key can check.
package struct SigningKey {
  /// How many bytes a public key has.
  package static let publicKeyCount = SeededKeyPair.publicKeyCount
  /// How many bytes a signature has.
  package static let signatureCount = 64

  private let pair: SeededKeyPair

  /// The public key, 32 bytes.
  package var publicKey: [UInt8] { pair.publicKey }

  /// The pair of a seed of 32 bytes; the same seed gives the same pair.
  ///
  /// Throws `malformed` for a seed of another length.
  package init(seed: Secret) throws(CryptoError) {
    pair = try SeededKeyPair(seed: seed, "Ed25519", secretKeyCount: 64, crypto_sign_seed_keypair)
  }

  /// The pair that belongs to a secret of another use.
  ///
  /// Its seed is derived by HKDF with words of its own.
  package init(of secret: Secret) throws(CryptoError) {
    let seed = try secret.withBytes { (bytes) throws(CryptoError) in
      try hkdfSHA256(bytes, salt: [], info: Array("sms sign key 1".utf8), count: 32)
    }
    try self.init(seed: seed)
  }

  /// The signature (64 bytes) of a message; the same message gives the same signature.
  package func sign(_ message: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Self.signatureCount)
    let result = pair.secretKey.withOctets {
      crypto_sign_detached(&signature, nil, message, UInt64(message.count), $0)
    }
    precondition(result == 0, "Ed25519 signs everything")
    return signature
  }

  /// Whether a signature of a message was made with the secret half of a public key.
  package static func isGenuine(_ signature: [UInt8], _ message: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard Sodium.isReady, signature.count == signatureCount, publicKey.count == publicKeyCount else {
      return false
    }
    let result = crypto_sign_verify_detached(signature, message, UInt64(message.count), publicKey)
    return result == 0
  }
}
