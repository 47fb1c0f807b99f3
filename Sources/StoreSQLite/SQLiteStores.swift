import CSQLite
import Glibc
package import Vault

/// Makes and opens vaults in files, and in memory.
package struct SQLiteStores: StoreProvider {
  let options: SQLiteOptions

  /// A provider; tests give other options.
  package init(options: SQLiteOptions = SQLiteOptions()) { self.options = options }

  var newest: Int { options.migrations.map(\.number).max() ?? 0 }

  /// Makes a new vault file.
  package func create(at path: String) throws(VaultError) -> any VaultStore {
    let file = try VaultFile(new: path)
    try file.make(options)
    do {
      let connection = try Connection(path: file.path, vfs: options.vfs)
      try connection.configure(options)
      // The tables come before the log, so that the header in the file itself tells what it is.
      try Migration.run(options.migrations, on: connection)
      try connection.useLog()
      return SQLiteStore(connection: connection, file: file, options: options)
    } catch {
      file.remove()
      throw error
    }
  }

  /// Opens a vault file.
  package func open(at path: String) throws(VaultError) -> any VaultStore {
    let file = try VaultFile(existing: path)
    let (connection, version) = try file.open(options, newest: newest)
    try connection.configure(options)
    if options.isFixed(file.path) {
      guard version == newest else { throw .readOnlyStorage }
      _ = try SchemaCheck.version(of: connection)
      return SQLiteStore(connection: connection, file: file, options: options)
    }
    // A newer release may have left the number in the log, where the first look does not see it.
    let logged = try SchemaCheck.version(of: connection)
    if logged > newest { throw .newerSchema(path: file.path, found: logged, known: newest) }
    try connection.useLog()
    if max(version, logged) < newest {
      try Migration.run(options.migrations, on: connection) { (old) throws(VaultError) in
        try Backup.make(of: file, version: old)
      }
      try connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
      _ = try SchemaCheck.version(of: connection)
    }
    return SQLiteStore(connection: connection, file: file, options: options)
  }

  /// A vault that lives in memory until the store goes.
  package func inMemory() throws(VaultError) -> any VaultStore {
    let connection = try Connection(path: nil)
    try connection.configure(options)
    try Migration.run(options.migrations, on: connection)
    return SQLiteStore(connection: connection, file: nil, options: options)
  }

  /// Removes a vault that was just made.
  package func discard(_ store: any VaultStore) {
    guard let store = store as? SQLiteStore else { return }
    store.close()
    store.file?.remove()
  }
}
