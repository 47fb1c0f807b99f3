import CSQLite
import Glibc
import Vault

/// A copy of a vault beside it, made before its schema changes.
enum Backup {
  /// Copies the whole vault to `PATH.schema-N.backup`, mode 0600.
  ///
  /// Reads through a connection of its own: the one that holds the writer's lock cannot be copied from.
  static func make(of file: VaultFile, version: Int) throws(VaultError) {
    let path = file.path + ".schema-\(version).backup"
    unlink(path)
    try VaultFile(existing: path).make(SQLiteOptions())
    do throws(VaultError) {
      let source = try Connection(path: file.path)
      let target = try Connection(path: path)
      guard let copy = sqlite3_backup_init(target.handle, "main", source.handle, "main") else {
        throw VaultError.storeFailed(code: Int(sqlite3_extended_errcode(target.handle)))
      }
      let step = sqlite3_backup_step(copy, -1)
      let finish = sqlite3_backup_finish(copy)
      if step != SQLITE_DONE { throw ResultCode.error(target.handle, step, table: "backup") }
      if finish != SQLITE_OK { throw ResultCode.error(target.handle, finish, table: "backup") }
    } catch {
      unlink(path)
      throw error
    }
  }
}
