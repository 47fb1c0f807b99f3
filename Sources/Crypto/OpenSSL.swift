internal import COpenSSL

/// The algorithms of libcrypto that are used here, fetched once, at the first use and not before.
///
/// No configuration file is read: what a cipher does must not depend on the machine.
final class OpenSSL: @unchecked Sendable {
  /// AES-256 in CBC mode.
  let aes256CBC: OpaquePointer
  /// HMAC, whose digest each context chooses.
  let hmac: OpaquePointer

  private static let fetched: OpenSSL? = OpenSSL()

  private init?() {
    guard OPENSSL_init_crypto(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1 else { return nil }
    guard let cipher = EVP_CIPHER_fetch(nil, "AES-256-CBC", nil) else { return nil }
    guard let hmac = EVP_MAC_fetch(nil, "HMAC", nil) else {
      EVP_CIPHER_free(cipher)
      return nil
    }
    aes256CBC = cipher
    self.hmac = hmac
  }

  deinit {
    EVP_CIPHER_free(aes256CBC)
    EVP_MAC_free(hmac)
  }

  /// The algorithms, shared by all threads: they are never changed.
  static func algorithms() throws(CryptoError) -> OpenSSL {
    guard let fetched else { throw .unavailable("OpenSSL") }
    return fetched
  }
}

/// Kept AES-256-CBC of one key, one direction, without padding: whole blocks in, as many out.
struct BlockCipher: ~Copyable {
  private let context: OpaquePointer

  init(key: UnsafePointer<UInt8>, encrypts: Bool) throws(CryptoError) {
    let algorithms = try OpenSSL.algorithms()
    guard let context = EVP_CIPHER_CTX_new() else { throw .outOfMemory }
    let isReady = EVP_CipherInit_ex2(context, algorithms.aes256CBC, key, nil, encrypts ? 1 : 0, nil) == 1
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

/// Kept HMAC-SHA256 of one key, armed again for each message.
struct MessageAuthenticator: ~Copyable {
  private let context: OpaquePointer

  init(key: UnsafePointer<UInt8>, count: Int) throws(CryptoError) {
    let algorithms = try OpenSSL.algorithms()
    guard let context = EVP_MAC_CTX_new(algorithms.hmac) else { throw .outOfMemory }
    var digest = Array("SHA256".utf8CString)
    let isReady = digest.withUnsafeMutableBufferPointer { digest in
      let parameters = [
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.baseAddress, 0),
        OSSL_PARAM_construct_end(),
      ]
      return EVP_MAC_init(context, key, count, parameters) == 1
    }
    guard isReady else {
      EVP_MAC_CTX_free(context)
      throw .unavailable("HMAC-SHA256")
    }
    self.context = context
  }

  deinit { EVP_MAC_CTX_free(context) }

  /// Writes the 32 bytes of the MAC over `count` bytes at `message`.
  func compute(_ message: UnsafePointer<UInt8>, count: Int, to mac: UnsafeMutablePointer<UInt8>)
    throws(CryptoError)
  {
    var length = 0
    let isDone =
      EVP_MAC_init(context, nil, 0, nil) == 1 && EVP_MAC_update(context, message, count) == 1
      && EVP_MAC_final(context, mac, &length, 32) == 1
    guard isDone, length == 32 else { throw .unavailable("HMAC-SHA256") }
  }
}
