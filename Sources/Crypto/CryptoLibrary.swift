internal import COpenSSL

/// libcrypto as it is used here.
enum CryptoLibrary {
  /// Whether it is set up, which happens at the first question.
  ///
  /// Before that it does not know what the processor can: hashes and MACs are right, but take three times as long. Who
  /// hashes more than a few keys asks first; a start that hashes no more does not pay for it.
  ///
  /// No configuration file is read: what a cipher does must not depend on the machine. The tables of algorithm
  /// names, which this program does not use, and the clean-up at exit are left out, too: together they took
  /// half of the time of unlocking a vault.
  static let isReady: Bool = {
    let options =
      OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_ADD_ALL_CIPHERS
      | OPENSSL_INIT_NO_ADD_ALL_DIGESTS
    return OPENSSL_init_crypto(UInt64(options), nil) == 1
  }()
}
