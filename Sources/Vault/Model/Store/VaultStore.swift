/// What a transaction may do.
package enum TransactionKind: Sendable {
  /// A transaction that sees one state, and one that takes the writer's lock when it begins.
  case read, write
  /// A write transaction that is busy at once, instead of waiting, when another connection is writing.
  case writeIfFree
}

/// The keeper of the vault's rows; it sees ciphertext, digests and plain facts, never a key.
///
/// A store serves one session at a time and belongs to one thread. A write transaction takes the
/// writer's lock when it begins: a read transaction never becomes one.
///
/// Its methods throw `busy` if another connection holds the writer's lock for too long, `readOnlyStorage` and
/// `storageFull` before anything is lost, `constraint` for a row that breaks a rule of the schema, `damaged` for what
/// no store writes, and `inputOutput` or `storeFailed` with the library's code for the rest.
package protocol VaultStore: AnyObject {
  /// Begins a transaction; there is none yet.
  func begin(_ kind: TransactionKind) throws(VaultError)
  /// Makes all changes of the transaction last.
  func commit() throws(VaultError)
  /// Takes all changes of the transaction back; never fails halfway.
  func rollback()
  /// Marks a place inside the transaction; places nest.
  func savepoint() throws(VaultError)
  /// Forgets the last mark and keeps the changes since.
  func releaseSavepoint() throws(VaultError)
  /// Takes the changes since the last mark back and forgets it.
  func rollbackToSavepoint()

  /// Adds a row and returns its number: the given one, or if that is 0 a number never used before.
  func insert<Row: StoredRow>(_ row: Row) throws(VaultError) -> Int64
  /// Announces that so many rows will be added to a table in this transaction.
  ///
  /// The store may then put off what is done once for all of them.
  func beginLoad<Row: StoredRow>(_ type: Row.Type, count: Int) throws(VaultError)
  /// Finishes deferred work; called before the transaction ends.
  func endLoad() throws(VaultError)
  /// Sets columns of one row.
  func update<Row: StoredRow>(
    _ type: Row.Type, number: Int64, set: [(column: Row.Column, value: Field)]
  ) throws(VaultError)
  /// Deletes the rows that fulfil the query's conditions and returns how many.
  func delete<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int
  /// The rows of a query.
  func rows<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> [Row]
  /// How many rows fulfil the conditions; order, limit and offset do not count.
  func count<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int
  /// The rows that fulfil the conditions, by a column, in the order of its values, null first.
  func groups<Row: StoredRow>(
    _ query: Query<Row>, by column: Row.Column, _ aggregates: [Aggregate<Row>]
  ) throws(VaultError) -> [RowGroup]
  /// Goes through the rows of a query; see the extension, which does it with `rows`.
  func scan<Row: StoredRow>(
    _ query: Query<Row>, _ columns: [Row.Column], _ body: (any RowCursor) throws(VaultError) -> Bool
  ) throws(VaultError)
  /// The highest number of a table, 0 when it is empty.
  func highest<Row: StoredRow>(_ type: Row.Type) throws(VaultError) -> Int64

  /// An independent copy of the store as it is now, deleted with its last reference.
  ///
  /// nil where the store cannot be copied.
  func snapshot() throws(VaultError) -> (any VaultStore)?

  /// Facts of the store itself.
  func facts() throws(VaultError) -> StoreFacts
  /// Problems of the store's pages, indexes and references, as messages.
  func integrityProblems() throws(VaultError) -> [String]
  /// Removes deleted data from the log and from free pages; called after a commit.
  ///
  /// False: another process holds the log, so that deleted data stays in it for now.
  @discardableResult func purgeDeleted() -> Bool
  /// Rewrites the store without deleted data; false when others hold it, so that deleted data may remain.
  func compact() -> Bool
}

extension VaultStore {
  /// By default a store cannot be copied.
  package func snapshot() throws(VaultError) -> (any VaultStore)? { nil }

  /// A store without indexes puts nothing off.
  package func beginLoad<Row: StoredRow>(_ type: Row.Type, count: Int) throws(VaultError) {}

  /// Nothing was put off.
  package func endLoad() throws(VaultError) {}

  /// Does no more than `purgeDeleted`: a store that keeps no deleted data has nothing to compact.
  package func compact() -> Bool { purgeDeleted() }

  /// The first row of a query.
  package func first<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Row? {
    var one = query
    one.limit = 1
    return try rows(one).first
  }

  /// The row with a number.
  package func row<Row: StoredRow>(_ type: Row.Type, number: Int64) throws(VaultError) -> Row? {
    try first(Query<Row>([.equal(.number, .int(number))]))
  }
}

/// The facts that a store reports about itself.
package struct StoreFacts: Sendable, Equatable {
  /// The path of the vault's file; empty in memory.
  package let path: String
  /// The number of the last migration.
  package let schemaVersion: Int
  /// The size of the data in bytes, its log included.
  package let bytes: Int64
  /// Of these the size of its log.
  package let logBytes: Int64
  /// The paths of copies that migrations left beside it.
  package let oldCopies: [String]

  /// Facts.
  package init(
    path: String, schemaVersion: Int, bytes: Int64, logBytes: Int64 = 0, oldCopies: [String] = []
  ) {
    self.logBytes = logBytes
    self.oldCopies = oldCopies
    self.path = path
    self.schemaVersion = schemaVersion
    self.bytes = bytes
  }
}

/// Makes and opens stores by path; the program injects its implementation.
package protocol StoreProvider {
  /// Makes a new, empty store; there is none at the path yet.
  func create(at path: String) throws(VaultError) -> any VaultStore
  /// Opens a store.
  func open(at path: String) throws(VaultError) -> any VaultStore
  /// Removes a store that was just made and never filled.
  func discard(_ store: any VaultStore)

  /// Copies the vault at a path, as it is at one moment, into an empty file; others go on writing to it.
  func copyVault(from path: String, to target: String, _ follower: (any WorkFollower)?) throws(VaultError)
  /// Opens a copy to look at it; nothing is put beside its file.
  func openReadOnly(at path: String) throws(VaultError) -> any VaultStore
  /// Replaces the vault at a path with the contents of a copy, all or nothing, or creates the vault.
  ///
  /// `prepare` is called to finish the copy, once no other connection can write to the vault.
  func replaceVault(
    at path: String, with copy: any VaultStore, _ follower: (any WorkFollower)?,
    prepare: () throws(VaultError) -> Void
  ) throws(VaultError)
}

extension StoreProvider {
  /// Stores without files have no copies.
  package func copyVault(
    from path: String, to target: String, _ follower: (any WorkFollower)?
  ) throws(VaultError) {
    throw .notAFile(path: path)
  }

  /// Stores without files have no copies.
  package func openReadOnly(at path: String) throws(VaultError) -> any VaultStore {
    throw .notAFile(path: path)
  }

  /// Stores without files have no copies.
  package func replaceVault(
    at path: String, with copy: any VaultStore, _ follower: (any WorkFollower)?,
    prepare: () throws(VaultError) -> Void
  ) throws(VaultError) {
    throw .notAFile(path: path)
  }
}
