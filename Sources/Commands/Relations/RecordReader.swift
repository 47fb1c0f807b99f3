internal import Interpreter
internal import Vault

/// Reads records of some columns of a relation, without making items on the way.
protocol RecordReader<Row>: AnyObject {
  associatedtype Row: StoredRow
  /// Calls the body for each of the next rows of a query in the order of the relation, and says how many there were.
  func page(_ query: Query<Row>, limit: Int, _ body: () throws(VaultError) -> Void) throws(VaultError) -> Int
  /// Calls the body for all rows of a query in its order.
  func all(_ query: Query<Row>, _ body: () throws(VaultError) -> Void) throws(VaultError)
  /// The values of the row that the body was called for.
  func values() throws(VaultError) -> [Value]
  /// The value of its first column.
  func value() throws(VaultError) -> Value
  /// Appends that row as a line of cells.
  func line(_ layout: CellLayout, to bytes: CellBuffer) throws(VaultError)
}
