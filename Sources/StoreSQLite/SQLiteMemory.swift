package import Vault

/// Makes vaults that live in memory: one for each test of a script.
package struct SQLiteMemory: StoreProvider {
  /// A provider.
  package init() {}

  /// Makes a new, empty store in memory; the path is ignored.
  package func create(at path: String) throws(VaultError) -> any VaultStore { try SQLiteStores().inMemory() }

  /// There is nothing to open.
  package func open(at path: String) throws(VaultError) -> any VaultStore { throw .missing(path: path) }

  /// Does nothing: a store in memory is freed with its last reference.
  package func discard(_ store: any VaultStore) {}
}
