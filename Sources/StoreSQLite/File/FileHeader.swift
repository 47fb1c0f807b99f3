import CSQLite
import Vault

/// The first hundred bytes of a database, read without SQLite looking at them.
struct FileHeader {
  private var bytes = [UInt8](repeating: 0, count: 100)
  private var size: Int64 = 0

  /// Reads them.
  init(_ connection: Connection) throws(VaultError) {
    let code = sms_sqlite_header(connection.handle, &bytes, Int32(bytes.count), &size)
    if code != SQLITE_OK { throw ResultCode.error(connection.handle, code, table: "vault") }
  }

  /// Whether there is nothing: a creation that was interrupted.
  var isEmpty: Bool { size == 0 }

  /// Whether it is a database of SQLite.
  var isSQLite: Bool { bytes.starts(with: Array("SQLite format 3\0".utf8)) }

  /// The application id of the database.
  var applicationID: Int64 { number(68) }

  /// The number of its last migration.
  var version: Int { Int(number(60)) }

  private func number(_ place: Int) -> Int64 {
    bytes[place..<place + 4].reduce(0) { $0 << 8 | Int64($1) }
  }
}
