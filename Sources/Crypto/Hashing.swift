internal import COpenSSL

/// SHA-256 of `bytes`, 32 bytes.
package func sha256(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  _ = CryptoLibrary.isReady
  // No hasher is made for what is hashed at once.
  var state = SHA256_CTX()
  SHA256_Init(&state)
  SHA256_Update(&state, bytes.baseAddress, bytes.count)
  defer { OPENSSL_cleanse(&state, MemoryLayout<SHA256_CTX>.size) }
  return [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
    SHA256_Final(buffer.baseAddress, &state)
    count = 32
  }
}

/// SHA-256 of `bytes`, 32 bytes.
package func sha256(_ bytes: [UInt8]) -> [UInt8] {
  bytes.withUnsafeBytes { sha256($0) }
}

/// SHA-256 piece by piece; after `finalize` the same hasher begins the next message.
///
/// OpenSSL's plain functions, not its EVP layer: they fetch and allocate nothing, so they cannot fail and a hash
/// is never missing, and they use the processor's instructions (three times libsodium's speed, measured).
package final class SHA256Hasher {
  private var state = SHA256_CTX()

  /// Begins a hash of no bytes.
  package init() {
    _ = CryptoLibrary.isReady
    SHA256_Init(&state)
  }

  deinit { OPENSSL_cleanse(&state, MemoryLayout<SHA256_CTX>.size) }

  /// Adds `bytes` to the message.
  package func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(&state, bytes.baseAddress, bytes.count)
  }

  /// Adds `bytes` to the message.
  package func update(_ bytes: [UInt8]) {
    SHA256_Update(&state, bytes, bytes.count)
  }

  /// The hash of the message, 32 bytes; the hasher is empty again.
  package func finalize() -> [UInt8] {
    let hash = [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      SHA256_Final(buffer.baseAddress, &state)
      count = 32
    }
    SHA256_Init(&state)
    return hash
  }
}

/// SHA-512 of `bytes`, 64 bytes.
package func sha512(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
  _ = CryptoLibrary.isReady
  var state = SHA512_CTX()
  SHA512_Init(&state)
  SHA512_Update(&state, bytes.baseAddress, bytes.count)
  defer { OPENSSL_cleanse(&state, MemoryLayout<SHA512_CTX>.size) }
  return [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
    SHA512_Final(buffer.baseAddress, &state)
    count = 64
  }
}
