internal import CSodium

/// SHA-256 of `bytes`, 32 bytes.
package func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  let hasher = SHA256Hasher()
  hasher.update(bytes)
  return hasher.finalize()
}

/// SHA-256 of `bytes`, 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
  bytes.withUnsafeBytes { sha256($0) }
}

/// SHA-256 piece by piece; after `finalize` the same hasher begins the next message.
///
/// It allocates nothing but itself and cannot fail, so a hash is never missing.
package final class SHA256Hasher {
  private var state = crypto_hash_sha256_state()

  package init() { crypto_hash_sha256_init(&state) }

  deinit { sodium_memzero(&state, MemoryLayout<crypto_hash_sha256_state>.size) }

  /// Adds `bytes` to the message.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    crypto_hash_sha256_update(&state, start, UInt64(bytes.count))
  }

  /// Adds `bytes` to the message.
  package func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// The hash of the message, 32 bytes; the hasher is empty again.
  package func finalize() -> [UInt8] {
    var hash = [UInt8](repeating: 0, count: 32)
    crypto_hash_sha256_final(&state, &hash)
    crypto_hash_sha256_init(&state)
    return hash
  }
}
