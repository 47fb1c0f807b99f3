import CSQLite
import Glibc
import Vault

/// Copies of vaults, made by SQLite's interface for backups.
enum Backup {
  /// Copies the whole vault to `PATH.schema-N.backup`, mode 0600, before its schema changes.
  ///
  /// Reads through a connection of its own: the one that holds the writer's lock cannot be copied from.
  static func make(of file: VaultFile, version: Int) throws(VaultError) {
    let path = path(of: file, version)
    unlink(path)
    let target = try VaultFile(existing: path)
    try target.make(SQLiteOptions())
    try copy(file, to: target, SQLiteOptions())
  }

  private static func path(of file: VaultFile, _ version: Int) -> String {
    file.path + ".schema-\(version).backup"
  }

  /// The copies that migrations left beside a vault.
  static func copies(of file: VaultFile) -> [String] {
    var facts = stat()
    return Migration.all.map { path(of: file, $0.number) }.filter { lstat($0, &facts) == 0 }
  }

  /// Copies a vault as it is at one moment into an empty file, which then stands for itself: without a log.
  ///
  /// Others go on writing: the moment is held by a transaction that reads.
  static func copy(
    _ file: VaultFile, to target: VaultFile, _ options: SQLiteOptions, _ follower: (any WorkFollower)? = nil
  ) throws(VaultError) {
    do throws(VaultError) {
      let source = try Connection(path: file.path)
      sqlite3_busy_timeout(source.handle, options.busyMilliseconds)
      try source.execute("BEGIN")
      _ = try source.number("SELECT count(*) FROM sqlite_schema")
      let connection = try Connection(path: target.path)
      try Copying(from: source, to: connection).copyAll(follower)
      // The header of a copy names a log; without one it can be read where nothing can be written.
      _ = try connection.texts("PRAGMA journal_mode = DELETE")
    } catch {
      target.remove()
      throw error
    }
  }
}

/// One copy in the making; given up before its end, the target stays as it was.
final class Copying {
  /// How many pages are copied at a time.
  private static let piece: Int32 = 1024

  private var handle: OpaquePointer?
  private let target: Connection

  init(from source: Connection, to target: Connection) throws(VaultError) {
    self.target = target
    handle = sqlite3_backup_init(target.handle, "main", source.handle, "main")
    if handle == nil { throw .storeFailed(code: Int(sqlite3_extended_errcode(target.handle))) }
  }

  deinit { if let handle { sqlite3_backup_finish(handle) } }

  /// Copies some pages (none: locks the target against writers); true at the end.
  func step(_ pages: Int32) throws(VaultError) -> Bool {
    let code = sqlite3_backup_step(handle, pages)
    if code == SQLITE_DONE { return true }
    if code != SQLITE_OK {
      throw ResultCode.error(code, extended: code, errno: 0, table: "backup")
    }
    return false
  }

  /// Copies all that is left, and ends it.
  func copyAll(_ follower: (any WorkFollower)?) throws(VaultError) {
    // How many there are is known behind the first step.
    var isDone = try step(Copying.piece)
    let total = Int(sqlite3_backup_pagecount(handle))
    try follower.following("pages", of: total) { () throws(VaultError) in
      var done = 0
      while !isDone {
        let reached = total - Int(sqlite3_backup_remaining(handle))
        try follower?.advance(reached - done)
        done = reached
        isDone = try step(Copying.piece)
      }
    }
    try finish()
  }

  /// Ends it.
  func finish() throws(VaultError) {
    let code = sqlite3_backup_finish(handle)
    handle = nil
    if code != SQLITE_OK { throw ResultCode.error(target.handle, code, table: "backup") }
  }
}
