import Vault

@testable import StoreSQLite

/// Reaches the translation of result codes.
enum ResultProbe {
  static func error(_ code: Int32, errno: Int32) -> VaultError {
    ResultCode.error(code & 0xFF, extended: code, errno: errno, table: "secret")
  }
}
