import CSQLite
import Glibc
import Vault

/// Turns result codes into errors; the one place that does.
///
/// Neither SQL nor values get into an error: the code and the table are all that it says.
enum ResultCode {
  static func error(_ db: OpaquePointer?, _ code: Int32, table: String) -> VaultError {
    let extended = db.map { sqlite3_extended_errcode($0) } ?? code
    return error(code, extended: extended, errno: db.map { sqlite3_system_errno($0) } ?? 0, table: table)
  }

  static func error(_ code: Int32, extended: Int32, errno: Int32, table: String) -> VaultError {
    switch code & 0xFF {
    case SQLITE_BUSY, SQLITE_LOCKED: return .busy
    case SQLITE_READONLY: return .readOnlyStorage
    case SQLITE_FULL: return .storageFull
    case SQLITE_CORRUPT: return .damaged("a page of the table \(table) is malformed")
    case SQLITE_NOTADB: return .damaged("the file's header is malformed")
    case SQLITE_CONSTRAINT: return .constraint(table: table)
    case SQLITE_CANTOPEN where errno == EROFS: return .readOnlyStorage
    case SQLITE_IOERR where errno == ENOSPC || errno == EDQUOT: return .storageFull
    case SQLITE_IOERR where errno == EROFS: return .readOnlyStorage
    case SQLITE_IOERR, SQLITE_CANTOPEN: return .inputOutput(code: Int(extended))
    default: return .storeFailed(code: Int(extended))
    }
  }
}
