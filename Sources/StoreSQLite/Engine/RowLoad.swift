import Vault

/// Many rows on their way into one table: statements of several rows add them.
final class RowLoad {
  /// How many rows one statement adds: the start and the end of a statement cost as much as a row.
  static let rowsOfStatement = 16
  /// After how many statements the pages of the schema are looked at.
  private static let statementsBetween = 512

  let table: String
  private let schema: Statement
  private var statements = 0
  private let many: Statement
  private let one: Statement
  private let gathered: RowBatch
  private var problem: VaultError?

  /// A load into a table of so many columns.
  init(table: String, columns: Int, many: Statement, one: Statement, schema: Statement) {
    self.table = table
    self.schema = schema
    self.many = many
    self.one = one
    gathered = RowBatch(columns: columns, rows: Self.rowsOfStatement)
  }

  /// Takes a row; says what is wrong with it or with one before it.
  func add<Row: StoredRow>(_ row: Row) throws(VaultError) {
    row.write(to: gathered)
    if gathered.isFull { try settle() }
  }

  /// Adds the rows that were taken and are not in the table yet.
  func settle() throws(VaultError) {
    if let problem { throw problem }
    if gathered.isEmpty { return }
    defer { gathered.clear() }
    do throws(VaultError) { try insert() } catch {
      // Rows are missing from here on: what follows must fail, too.
      problem = error
      throw error
    }
  }

  /// Adds what was gathered.
  ///
  /// Indexes that a load puts off were taken from the schema before it and come back after it. Pages that went to the
  /// log meanwhile would change there, and the sums of all that follows them with them, which is then read and written
  /// once more. Looking at them keeps them in the cache.
  private func insert() throws(VaultError) {
    try gathered.insert(many: many, of: Self.rowsOfStatement, one: one)
    statements += 1
    if statements % Self.statementsBetween == 0 { try schema.run([]) }
  }
}
