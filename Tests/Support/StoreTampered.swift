package import Vault

/// A store that shows other events than it holds, as an attacker with write access to the file could make it.
package final class StoreTampered: VaultStore {
  private let base: any VaultStore
  /// The events that it shows.
  package var events: [EventRow]

  /// Shows the events of a store until they are changed.
  package init(_ base: any VaultStore) throws {
    self.base = base
    events = try base.rows(EventQuery())
  }

  package func begin(_ kind: TransactionKind) throws(VaultError) { try base.begin(kind) }
  package func commit() throws(VaultError) { try base.commit() }
  package func rollback() { base.rollback() }
  package func savepoint() throws(VaultError) { try base.savepoint() }
  package func releaseSavepoint() throws(VaultError) { try base.releaseSavepoint() }
  package func rollbackToSavepoint() { base.rollbackToSavepoint() }

  package func insert<Row: StoredRow>(_ row: Row) throws(VaultError) -> Int64 { try base.insert(row) }

  package func update<Row: StoredRow>(
    _ type: Row.Type, number: Int64, set: [(column: Row.Column, value: Field)]
  ) throws(VaultError) {
    try base.update(type, number: number, set: set)
  }

  package func delete<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    try base.delete(query)
  }

  package func rows<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> [Row] {
    guard Row.self == EventRow.self else { return try base.rows(query) }
    if query.order.isEmpty {
      let test = StoreInMemory.test(query)
      return events.compactMap { $0 as? Row }.filter { test($0.fields) }
    }
    let found = try base.rows(query)
    return found.compactMap { row in events.first { $0.number == row.number } as? Row }
  }

  package func count<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    try base.count(query)
  }

  package func groups<Row: StoredRow>(
    _ query: Query<Row>, by column: Row.Column, _ aggregates: [Aggregate<Row>]
  ) throws(VaultError) -> [RowGroup] {
    try base.groups(query, by: column, aggregates)
  }

  package func highest<Row: StoredRow>(_ type: Row.Type) throws(VaultError) -> Int64 {
    try base.highest(type)
  }

  package func facts() throws(VaultError) -> StoreFacts { try base.facts() }
  package func integrityProblems() throws(VaultError) -> [String] { try base.integrityProblems() }
  package func purgeDeleted() -> Bool { base.purgeDeleted() }
}
