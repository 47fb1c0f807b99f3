internal import CSodium

/// An X25519 key pair made from a seed: the public key seals, the seed opens.
package struct SealingKeyPair {
  /// How many bytes a seed has.
  package static let seedCount = 32
  /// How many bytes a public key has.
  package static let publicKeyCount = 32

  /// The public key, 32 bytes.
  package let publicKey: [UInt8]
  private let secretKey: Secret

  /// The pair of a seed of 32 bytes; the same seed gives the same pair.
  package init(seed: Secret) throws(CryptoError) {
    guard Sodium.isReady else { throw .unavailable("libsodium") }
    guard seed.count == Self.seedCount else { throw .malformed("a seed must have 32 bytes") }
    var publicKey = [UInt8](repeating: 0, count: Self.publicKeyCount)
    let secretKey = try Secret(checkedCount: 32)
    let result = secretKey.withOctets { secretKey in
      seed.withOctets { crypto_box_seed_keypair(&publicKey, secretKey, $0) }
    }
    guard result == 0 else { throw .unavailable("X25519") }
    self.publicKey = publicKey
    self.secretKey = secretKey
  }

  /// The secret sealed to a public key: 48 bytes longer, different each time (the library draws its own key).
  package static func seal(_ secret: Secret, to publicKey: [UInt8]) throws(CryptoError) -> [UInt8] {
    guard Sodium.isReady else { throw .unavailable("libsodium") }
    guard publicKey.count == publicKeyCount else { throw .malformed("a public key must have 32 bytes") }
    var sealed = [UInt8](repeating: 0, count: secret.count + crypto_box_sealbytes())
    let result = secret.withOctets { crypto_box_seal(&sealed, $0, UInt64(secret.count), publicKey) }
    guard result == 0 else { throw .malformed("not a public key") }
    return sealed
  }

  /// Opens a box sealed to this pair; throws `authentication` if it was sealed to another one or changed.
  package func open(_ sealed: [UInt8]) throws(CryptoError) -> Secret {
    let count = sealed.count - crypto_box_sealbytes()
    guard count >= 0 else { throw .malformed("a sealed box must have 48 bytes or more") }
    let secret = try Secret(checkedCount: count)
    let result = secret.withOctets { out in
      secretKey.withOctets { crypto_box_seal_open(out, sealed, UInt64(sealed.count), publicKey, $0) }
    }
    guard result == 0 else { throw .authentication }
    return secret
  }
}
