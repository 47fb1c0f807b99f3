internal import COpenSSL

/// The cipher of libcrypto that is used here, fetched once, at the first use and not before.
private final class CipherAlgorithm: @unchecked Sendable {
  /// AES-256 in CBC mode, shared by all threads: it is never changed.
  static let aes256CBC: CipherAlgorithm? = CipherAlgorithm("AES-256-CBC")

  let handle: OpaquePointer

  private init?(_ name: String) {
    guard CryptoLibrary.isReady, let handle = EVP_CIPHER_fetch(nil, name, nil) else { return nil }
    self.handle = handle
  }

  deinit { EVP_CIPHER_free(handle) }
}

/// Kept AES-256-CBC of one key, one direction, without padding: whole blocks in, as many out.
final class BlockCipher {
  private let context: OpaquePointer

  init(key: UnsafePointer<UInt8>, encrypts: Bool) throws(CryptoError) {
    guard let algorithm = CipherAlgorithm.aes256CBC else { throw .unavailable("AES-256-CBC") }
    guard let context = EVP_CIPHER_CTX_new() else { throw .outOfMemory }
    let isReady = EVP_CipherInit_ex2(context, algorithm.handle, key, nil, encrypts ? 1 : 0, nil) == 1
    guard isReady, EVP_CIPHER_CTX_set_padding(context, 0) == 1 else {
      EVP_CIPHER_CTX_free(context)
      throw .unavailable("AES-256-CBC")
    }
    self.context = context
  }

  deinit { EVP_CIPHER_CTX_free(context) }

  /// Begins a message with `iv` (16 bytes).
  func begin(iv: UnsafePointer<UInt8>) throws(CryptoError) {
    guard EVP_CipherInit_ex2(context, nil, nil, iv, -1, nil) == 1 else { throw .unavailable("AES-256-CBC") }
  }

  /// Turns whole blocks of `source` into as many bytes of `target`.
  func update(_ source: UnsafePointer<UInt8>, count: Int, to target: UnsafeMutablePointer<UInt8>)
    throws(CryptoError)
  {
    var written: Int32 = 0
    guard let length = Int32(exactly: count) else { throw .malformed("text too long") }
    let isDone = EVP_CipherUpdate(context, target, &written, source, length) == 1
    guard isDone, Int(written) == count else { throw .unavailable("AES-256-CBC") }
  }
}
