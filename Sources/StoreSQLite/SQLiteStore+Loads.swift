package import Vault

// Rows that come in large numbers: statements of several rows add them, and their indexes are made at the end.
extension SQLiteStore {
  /// The fewest rows that are a load.
  private static let leastLoad = 20_000
  /// The most rows that are sorted in memory for an index.
  private static let mostIndexed = 5_000_000

  /// Takes the table's indexes away where making them at the end costs less than keeping them.
  ///
  /// They go and come in the transaction of the load: whatever happens, others see them. What is wrong with a row may
  /// be said only when a later one comes, or at the end of the load.
  package func beginLoad<Row: StoredRow>(_ type: Row.Type, count: Int) throws(VaultError) {
    guard source == nil, load == nil, putOff.isEmpty, count >= Self.leastLoad else { return }
    let there = Int(clamping: try highest(type))
    if there <= 4 * count, there + count <= Self.mostIndexed { try dropIndexes(of: Row.table) }
    let many = QueryShape(table: Row.table, verb: .insert(rows: RowLoad.rowsOfStatement))
    load = RowLoad(
      table: Row.table, columns: Row.Column.allCases.count, many: try statement(many, type),
      one: try statement(QueryShape(table: Row.table, verb: .insert(rows: 1)), type),
      schema: try connection.prepare("SELECT count(*) FROM sqlite_schema", table: Row.table))
  }

  private func dropIndexes(of table: String) throws(VaultError) {
    let indexes =
      "FROM sqlite_schema WHERE type = 'index' AND tbl_name = '\(table)' AND sql IS NOT NULL ORDER BY rowid"
    let made = try connection.texts("SELECT sql \(indexes)")
    for name in try connection.texts("SELECT name \(indexes)") {
      try connection.execute("DROP INDEX \"\(name)\"")
    }
    putOff = made
  }

  /// Makes the indexes that a load put off.
  package func endLoad() throws(VaultError) {
    try settle()
    load = nil
    let statements = putOff
    putOff = []
    guard !statements.isEmpty else { return }
    try connection.sortingInRuns { () throws(VaultError) in
      for statement in statements { try connection.execute(statement) }
    }
  }

  /// Drops a load whose rows are rolled back.
  func abandonLoad() {
    load = nil
    putOff = []
  }

  /// Adds the rows of a load that wait: others find them only then.
  func settle() throws(VaultError) { try load?.settle() }
}
