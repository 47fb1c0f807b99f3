import CSQLite
import Glibc
package import Vault

/// Makes and opens vaults in files, and in memory.
package struct SQLiteStores: StoreProvider {
  private let options: SQLiteOptions

  /// A provider; tests give other options.
  package init(options: SQLiteOptions = SQLiteOptions()) { self.options = options }

  private var newest: Int { options.migrations.map(\.number).max() ?? 0 }

  /// Makes a new vault file.
  package func create(at path: String) throws(VaultError) -> any VaultStore {
    let file = try VaultFile(new: path)
    try file.make(options)
    do {
      return try open(file, isNew: true)
    } catch {
      file.remove()
      throw error
    }
  }

  /// Opens a vault file.
  package func open(at path: String) throws(VaultError) -> any VaultStore {
    let file = try VaultFile(existing: path)
    let version = try file.inspect(options, newest: newest)
    let store = try open(file, isNew: false)
    // A newer release may have left the number in the log, where the first look does not see it.
    let logged = try store.facts().schemaVersion
    if logged > newest {
      throw .newerSchema(path: file.path, found: logged, known: newest)
    }
    if max(version, logged) < newest {
      try Backup.make(of: store.connection, file: file, version: version)
      try Migration.run(options.migrations, on: store.connection)
      try store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    }
    return store
  }

  /// A vault that lives in memory until the store goes.
  package func inMemory() throws(VaultError) -> any VaultStore {
    let connection = try Connection(path: nil)
    try connection.configure(options)
    try Migration.run(options.migrations, on: connection)
    return SQLiteStore(connection: connection, file: nil)
  }

  /// Removes a vault that was just made.
  package func discard(_ store: any VaultStore) {
    guard let store = store as? SQLiteStore else { return }
    store.close()
    store.file?.remove()
  }

  private func open(_ file: VaultFile, isNew: Bool) throws(VaultError) -> SQLiteStore {
    let connection = try Connection(path: file.path)
    try connection.configure(options)
    // The tables come before the log, so that the header in the file itself tells what it is.
    if isNew { try Migration.run(options.migrations, on: connection) }
    try connection.useLog()
    return SQLiteStore(connection: connection, file: file)
  }
}
