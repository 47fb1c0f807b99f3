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
  /// The same as a reader that holds pages; nil where lines are made row by row.
  var holder: (any PageHolder<Row>)? { get }
}

extension RecordReader {
  var holder: (any PageHolder<Row>)? { nil }
}

/// Reads pages whose lines are made later.
protocol PageHolder<Row>: AnyObject {
  associatedtype Row: StoredRow
  /// The next rows of a query, held until two pages after them were read and the next one is asked for.
  func heldPage(_ query: Query<Row>, limit: Int) throws(VaultError) -> any HeldRows
}

/// Rows that become lines in three steps, each of them for one page after the other.
///
/// The first and the last may run on another thread while a page is read: only the second one asks the store.
protocol HeldRows: AnyObject {
  var count: Int { get }
  /// Finds out what the lines need that is not known yet.
  func prepare() throws(VaultError)
  /// Asks for it.
  func complete(_ layout: CellLayout) throws(VaultError)
  /// Appends the rows as lines of cells.
  func write(_ layout: CellLayout, to bytes: CellBuffer) throws(VaultError)
}
