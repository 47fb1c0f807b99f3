import CSQLite
import Glibc
package import Vault

extension SQLiteStores {
  /// Copies a vault into an empty file.
  package func copyVault(
    from path: String, to target: String, _ follower: (any WorkFollower)? = nil
  ) throws(VaultError) {
    let file = try VaultFile(existing: path)
    _ = try file.open(options, newest: newest)
    try Backup.copy(file, to: VaultFile(existing: target), options, follower)
  }

  /// Opens a copy to look at it.
  package func openReadOnly(at path: String) throws(VaultError) -> any VaultStore {
    let file = try VaultFile(existing: path)
    let (connection, _) = try file.open(options, newest: newest)
    try connection.configure(options)
    _ = try SchemaCheck.version(of: connection)
    try connection.execute("PRAGMA query_only = ON")
    return SQLiteStore(connection: connection, file: file, options: options)
  }

  /// Replaces a vault with the contents of a copy.
  ///
  /// It uses SQLite's backup interface in reverse: its one transaction ends with the last page.
  package func replaceVault(
    at path: String, with copy: any VaultStore, _ follower: (any WorkFollower)? = nil,
    prepare: () throws(VaultError) -> Void
  ) throws(VaultError) {
    guard let copy = copy as? SQLiteStore else { throw .notAFile(path: path) }
    var facts = stat()
    guard lstat(path, &facts) == 0 else { return try makeVault(at: path, with: copy, follower, prepare) }
    let (connection, _) = try VaultFile(existing: path).open(options, newest: newest)
    try connection.configure(options)
    _ = try SchemaCheck.version(of: copy.connection)
    let copying = try Copying(from: copy.connection, to: connection)
    _ = try copying.step(0)
    try prepare()
    try copying.copyAll(follower)
    // Another reader may hold the log; then the next command that destroys something empties it.
    try? connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
  }

  private func makeVault(
    at path: String, with copy: SQLiteStore, _ follower: (any WorkFollower)?,
    _ prepare: () throws(VaultError) -> Void
  ) throws(VaultError) {
    let file = try VaultFile(new: path)
    try file.make(options)
    do throws(VaultError) {
      let connection = try Connection(path: file.path)
      try connection.configure(options)
      let copying = try Copying(from: copy.connection, to: connection)
      try prepare()
      try copying.copyAll(follower)
      try connection.useLog()
    } catch {
      file.remove()
      throw error
    }
  }
}
