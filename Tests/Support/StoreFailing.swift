package import Vault

/// A store whose n-th call, or n-th write, fails; rollbacks and reads of its facts never do.
package final class StoreFailing: VaultStore {
  private let base: any VaultStore
  /// How many calls still succeed; nil: all.
  package var callsUntilFailure: Int?
  /// Whether only beginning, changing and committing count as calls.
  private var countsOnlyWrites = false
  /// Called after each commit of a transaction that writes.
  package var committed: (() throws -> Void)?
  private var isWriting = false
  /// The tables that were counted, by groups or as a whole, in order.
  package private(set) var counted: [String] = []
  /// The error of a call that fails.
  package var error = VaultError.inputOutput(code: 4242)
  /// Whether each begin of a transaction that writes fails.
  package var failsEveryWrite = false
  /// Whether the failure has happened.
  package private(set) var hasFailed = false

  /// Wraps a store.
  package init(_ base: any VaultStore) { self.base = base }

  private func call(isWrite: Bool = false) throws(VaultError) {
    if failsEveryWrite, isWrite { throw error }
    if countsOnlyWrites, !isWrite { return }
    guard let left = callsUntilFailure else { return }
    callsUntilFailure = left - 1
    if left <= 0 {
      callsUntilFailure = nil
      hasFailed = true
      throw error
    }
  }

  /// Lets the n-th call from now fail.
  package func fail(atCall number: Int) {
    callsUntilFailure = number - 1
    countsOnlyWrites = false
    hasFailed = false
  }

  /// Lets the n-th write from now fail: the begin of a transaction that writes, a change of a row, a commit.
  package func fail(atWrite number: Int) {
    fail(atCall: number)
    countsOnlyWrites = true
  }

  package func begin(_ kind: TransactionKind) throws(VaultError) {
    try call(isWrite: kind == .write)
    try base.begin(kind)
    isWriting = kind == .write
  }

  package func commit() throws(VaultError) {
    do { try call(isWrite: isWriting) } catch {
      base.rollback()
      throw error
    }
    try base.commit()
    if isWriting { do { try committed?() } catch { throw VaultError.damaged("\(error)") } }
  }

  package func rollback() { base.rollback() }

  package func savepoint() throws(VaultError) {
    try call()
    try base.savepoint()
  }

  package func releaseSavepoint() throws(VaultError) {
    try call()
    try base.releaseSavepoint()
  }

  package func rollbackToSavepoint() { base.rollbackToSavepoint() }

  package func insert<Row: StoredRow>(_ row: Row) throws(VaultError) -> Int64 {
    try call(isWrite: true)
    return try base.insert(row)
  }

  package func update<Row: StoredRow>(
    _ type: Row.Type, number: Int64, set: [(column: Row.Column, value: Field)]
  ) throws(VaultError) {
    try call(isWrite: true)
    try base.update(type, number: number, set: set)
  }

  package func delete<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    try call(isWrite: true)
    return try base.delete(query)
  }

  package func rows<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> [Row] {
    try call()
    return try base.rows(query)
  }

  package func count<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    try call()
    counted.append(Row.table)
    return try base.count(query)
  }

  package func groups<Row: StoredRow>(
    _ query: Query<Row>, by column: Row.Column, _ aggregates: [Aggregate<Row>]
  ) throws(VaultError) -> [RowGroup] {
    try call()
    counted.append(Row.table)
    return try base.groups(query, by: column, aggregates)
  }

  package func highest<Row: StoredRow>(_ type: Row.Type) throws(VaultError) -> Int64 {
    try call()
    return try base.highest(type)
  }

  package func facts() throws(VaultError) -> StoreFacts { try base.facts() }

  package func integrityProblems() throws(VaultError) -> [String] {
    try call()
    return try base.integrityProblems()
  }

  package func purgeDeleted() -> Bool { base.purgeDeleted() }
}
