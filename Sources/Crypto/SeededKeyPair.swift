/// A pair of keys that libsodium makes from a seed of 32 bytes: the same seed gives the same pair.
struct SeededKeyPair {
  /// What of libsodium makes a pair: it fills the public key and the secret key from the seed, and gives 0.
  typealias Maker = (
    UnsafeMutablePointer<UInt8>, UnsafeMutablePointer<UInt8>, UnsafePointer<UInt8>
  ) -> Int32

  /// How many bytes a seed has.
  static let seedCount = 32
  /// How many bytes a public key has.
  static let publicKeyCount = 32

  let publicKey: [UInt8]
  let secretKey: Secret

  /// The pair of a seed; throws `malformed` for one of another length.
  init(
    seed: Secret, _ algorithm: String, secretKeyCount: Int, _ make: Maker
  ) throws(CryptoError) {
    guard Sodium.isReady else { throw .unavailable("libsodium") }
    guard seed.count == Self.seedCount else { throw .malformed("a seed must have 32 bytes") }
    var publicKey = [UInt8](repeating: 0, count: Self.publicKeyCount)
    let secretKey = try Secret(checkedCount: secretKeyCount)
    let result = secretKey.withOctets { secretKey in
      seed.withOctets { make(&publicKey, secretKey, $0) }
    }
    guard result == 0 else { throw .unavailable(algorithm) }
    self.publicKey = publicKey
    self.secretKey = secretKey
  }
}
