import Crypto

extension VaultError {
  /// An error of cryptography as the vault says it.
  init(_ error: CryptoError) { self = .cryptography(error.description) }
}

/// Runs something of `Crypto` and says its errors as the vault does.
func wrapping<T>(_ body: () throws(CryptoError) -> T) throws(VaultError) -> T {
  do { return try body() } catch { throw VaultError(error) }
}
