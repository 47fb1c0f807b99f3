internal import CSodium

/// An X25519 key pair made from a seed: the public key seals, the seed opens.
package struct SealingKeyPair {
  /// How many bytes a seed has.
  package static let seedCount = SeededKeyPair.seedCount
  /// How many bytes a public key has.
  package static let publicKeyCount = SeededKeyPair.publicKeyCount

  private let pair: SeededKeyPair

  /// The public key, 32 bytes.
  package var publicKey: [UInt8] { pair.publicKey }

  /// The pair of a seed of 32 bytes; the same seed gives the same pair.
  package init(seed: Secret) throws(CryptoError) {
    pair = try SeededKeyPair(seed: seed, "X25519", secretKeyCount: 32, crypto_box_seed_keypair)
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
      pair.secretKey.withOctets { crypto_box_seal_open(out, sealed, UInt64(sealed.count), publicKey, $0) }
    }
    guard result == 0 else { throw .authentication }
    return secret
  }
}
