package import Vault

/// The vault's store on SQLite: one connection, its prepared statements, one transaction at a time.
package final class SQLiteStore: VaultStore {
  let connection: Connection
  let file: VaultFile?
  /// The file that a copy was made of.
  let source: VaultFile?
  let options: SQLiteOptions
  private var statements = StatementCache()
  /// The statement that the last row was added with.
  private var inserting: Statement?
  /// The load that goes on.
  var load: RowLoad?
  /// The indexes that a load put off, as the statements that make them.
  var putOff: [String] = []
  private var depth = 0
  /// The number of SQLite's schema, as of the last comparison with that of its version.
  private var checkedCookie: Int64?
  /// The statement that asks for that number, which every change of the schema raises.
  private var asking: Statement?

  init(connection: Connection, file: VaultFile?, source: VaultFile? = nil, options: SQLiteOptions) {
    self.connection = connection
    self.file = file
    self.source = source
    self.options = options
  }

  deinit { abandonLoad() }

  /// Lets go of all statements, so that the connection can close with the store.
  func close() {
    abandonLoad()
    statements.removeAll()
    inserting = nil
    asking = nil
  }

  // MARK: Transactions

  /// Begins a transaction; one that writes takes the writer's lock now.
  package func begin(_ kind: TransactionKind) throws(VaultError) {
    try settle()
    if connection.isInTransaction { throw .transaction(problem: .alreadyOpen) }
    switch kind {
    case .read: try connection.execute("BEGIN DEFERRED")
    case .write: try connection.execute("BEGIN IMMEDIATE")
    case .writeIfFree:
      try connection.withoutWaiting { () throws(VaultError) in
        try connection.execute("BEGIN IMMEDIATE")
      }
    }
    depth = 0
    if source == nil, file != nil { try checkSchema() }
  }

  /// Compares the schema again when another connection has changed it.
  private func checkSchema() throws(VaultError) {
    do throws(VaultError) {
      let cookie = try schemaCookie()
      if cookie == checkedCookie { return }
      try SchemaCheck.check(connection)
      checkedCookie = cookie
    } catch {
      rollback()
      throw error
    }
  }

  private func schemaCookie() throws(VaultError) -> Int64 {
    let statement: Statement
    if let asking {
      statement = asking
    } else {
      statement = try connection.prepare("PRAGMA schema_version", table: "vault")
    }
    asking = statement
    var cookie: Int64 = 0
    try statement.run([]) { (row) throws(VaultError) in cookie = row.integer(0) }
    return cookie
  }

  /// Makes the changes last; when that fails they are taken back.
  package func commit() throws(VaultError) {
    do throws(VaultError) {
      try endLoad()
      try connection.execute("COMMIT")
    } catch {
      rollback()
      throw error
    }
  }

  /// Takes all changes back.
  package func rollback() {
    abandonLoad()
    // SQLite may have rolled back by itself (full disk); then there is nothing left to do.
    if connection.isInTransaction { try? connection.execute("ROLLBACK") }
    depth = 0
  }

  /// Marks a place.
  package func savepoint() throws(VaultError) {
    try settle()
    try connection.execute("SAVEPOINT place\(depth + 1)")
    depth += 1
  }

  /// Forgets the last mark.
  package func releaseSavepoint() throws(VaultError) {
    guard depth > 0 else { throw .transaction(problem: .noneOpen) }
    try settle()
    try connection.execute("RELEASE place\(depth)")
    depth -= 1
  }

  /// Goes back to the last mark.
  package func rollbackToSavepoint() {
    guard depth > 0 else { return }
    abandonLoad()
    if connection.isInTransaction {
      try? connection.execute("ROLLBACK TO place\(depth); RELEASE place\(depth)")
    }
    depth -= 1
  }

  // MARK: Rows

  /// Adds a row.
  package func insert<Row: StoredRow>(_ row: Row) throws(VaultError) -> Int64 {
    if let load, row.number != 0, load.table == Row.table {
      try load.add(row)
      return row.number
    }
    if inserting?.table != Row.table {
      inserting = try statement(QueryShape(table: Row.table, verb: .insert(rows: 1)), Row.self)
    }
    try settle()
    try inserting?.insert(row)
    return connection.lastNumber
  }

  /// Sets columns of a row.
  package func update<Row: StoredRow>(
    _ type: Row.Type, number: Int64, set: [(column: Row.Column, value: Field)]
  ) throws(VaultError) {
    guard !set.isEmpty else { return }
    let shape = QueryShape(table: Row.table, verb: .update(set.map { $0.column.rawValue }))
    try statement(shape, type).run(set.map { $0.value } + [.int(number)])
  }

  /// Deletes the rows that fulfil the conditions.
  package func delete<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    try statement(QueryShape(query, verb: .delete), Row.self)
      .run(QueryShape.values(query, verb: .delete))
    return connection.changes
  }

  /// The rows of a query.
  package func rows<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> [Row] {
    var rows: [Row] = []
    let statement = try statement(QueryShape(query, verb: .rows), Row.self)
    let count = Int32(statement.columnCount)
    try statement.run(QueryShape.values(query, verb: .rows)) { (found) throws(VaultError) in
      var fields: [Field] = []
      fields.reserveCapacity(Int(count))
      for column in 0..<count { fields.append(try found.field(column)) }
      var reader = FieldReader(fields, table: Row.table)
      rows.append(try Row(from: &reader))
    }
    return rows
  }

  /// Goes through the rows of a query.
  package func scan<Row: StoredRow>(
    _ query: Query<Row>, _ columns: [Row.Column], _ body: (any RowCursor) throws(VaultError) -> Bool
  ) throws(VaultError) {
    if try scanRange(query, columns, body) { return }
    let verb = QueryShape.Verb.scan(columns.map(\.rawValue))
    let statement = try statement(QueryShape(query, verb: verb), Row.self)
    try statement.scan(QueryShape.values(query, verb: verb)) { (found) throws(VaultError) in
      try body(found)
    }
  }

  /// How many rows fulfil the conditions.
  package func count<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> Int {
    var count = 0
    try statement(QueryShape(query, verb: .count), Row.self)
      .run(QueryShape.values(query, verb: .count)) { (found) throws(VaultError) in
        count = Int(found.integer(0))
      }
    return count
  }

  /// The rows that fulfil the conditions by a column.
  package func groups<Row: StoredRow>(
    _ query: Query<Row>, by column: Row.Column, _ aggregates: [Aggregate<Row>]
  ) throws(VaultError) -> [RowGroup] {
    let verb = QueryShape.Verb.groups(
      by: column.rawValue, aggregates.map(QueryShape.AggregateShape.init))
    var groups: [RowGroup] = []
    try statement(QueryShape(query, verb: verb), Row.self)
      .run(QueryShape.values(query, verb: verb)) { (found) throws(VaultError) in
        var values: [Field] = []
        for index in aggregates.indices { values.append(try found.field(Int32(index + 2))) }
        groups.append(
          RowGroup(key: try found.field(0), count: Int(found.integer(1)), values: values))
      }
    return groups
  }

  /// The highest number of a table.
  package func highest<Row: StoredRow>(_ type: Row.Type) throws(VaultError) -> Int64 {
    var highest: Int64 = 0
    try statement(QueryShape(table: Row.table, verb: .highest), type)
      .run([]) { (found) throws(VaultError) in highest = found.integer(0) }
    return highest
  }

  func statement<Row: StoredRow>(
    _ shape: QueryShape, _ type: Row.Type
  ) throws(VaultError) -> Statement {
    try settle()
    if let statement = statements.find(shape) { return statement }
    let columns = Row.Column.allCases.map { column in
      shape.leavesOutContent && column.isContent ? "''" : "\"\(column.rawValue)\""
    }
    let statement = try connection.prepare(shape.sql(columns: columns), table: Row.table)
    statements.add(shape, statement)
    return statement
  }

  // MARK: The store itself

  /// A copy in memory; nil for a store that is in memory itself.
  package func snapshot() throws(VaultError) -> (any VaultStore)? {
    guard let file else { return nil }
    return try Snapshot.make(of: file, options)
  }

  /// Facts of the store.
  package func facts() throws(VaultError) -> StoreFacts {
    try settle()
    let pages = try connection.number("PRAGMA page_count")
    let size = try connection.number("PRAGMA page_size")
    return StoreFacts(
      path: (file ?? source)?.path ?? "", schemaVersion: Int(try connection.number("PRAGMA user_version")),
      bytes: file?.bytes ?? pages * size, logBytes: file?.logBytes ?? 0,
      oldCopies: file.map(Backup.copies) ?? [])
  }

  /// Problems of pages, indexes and references.
  package func integrityProblems() throws(VaultError) -> [String] {
    try settle()
    var problems: [String] = []
    for line in try connection.texts("PRAGMA integrity_check(100)") where line != "ok" {
      problems.append(line)
    }
    for table in try connection.texts("PRAGMA foreign_key_check") {
      problems.append("a row of the table \(table) refers to a row that is not there")
    }
    return problems
  }

  /// Writes the file anew without its free pages, and empties the log into it.
  package func compact() -> Bool {
    guard file != nil, !connection.isInTransaction else { return true }
    // The copy that is made on the way holds ciphertext only; in memory it would be as large as the vault.
    try? connection.execute("PRAGMA temp_store = FILE")
    defer { try? connection.execute("PRAGMA temp_store = MEMORY") }
    do {
      try connection.execute("VACUUM")
      // The first column says whether another connection held the log.
      return try connection.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0
    } catch { return false }
  }

  /// Checkpoints and truncates the log, so that neither it nor the file holds deleted data.
  package func purgeDeleted() -> Bool {
    guard file != nil else { return true }
    // Another reader may hold the log: the pragma says so in its row, it does not fail.
    do { return try connection.number("PRAGMA wal_checkpoint(TRUNCATE)") == 0 } catch { return false }
  }
}
