import Vault

/// Long pages along an index whose rows are close together in their table.
///
/// An index leads to each row through all levels of the table's tree. Rows that were recorded in the order in which they
/// are asked for are read one after the other instead: the index says which they are, the table is read as a whole.
extension SQLiteStore {
  /// The table may hold so many rows for each one that is wanted.
  private static var mostPassed: Int64 { 2 }

  /// Goes through the rows of a page in this way; false where it does not suit, and nothing was done.
  func scanRange<Row: StoredRow>(
    _ query: Query<Row>, _ columns: [Row.Column], _ body: (any RowCursor) throws(VaultError) -> Bool
  ) throws(VaultError) -> Bool {
    guard query.walked != nil, query.visible == nil, query.offset == 0, source == nil,
      let limit = query.limit, limit >= options.fewestInRange, let numbers = try numbersAlongIndex(query),
      numbers.count >= options.fewestInRange, let first = numbers.first, let last = numbers.last,
      first - last < Self.mostPassed * Int64(numbers.count), zip(numbers, numbers.dropFirst()).allSatisfy(>)
    else { return false }
    let range = Query<Row>(
      [Condition(.number, .lessOrEqual, .int(first)), Condition(.number, .greaterOrEqual, .int(last))]
        + query.conditions, order: [SortKey(.number, descending: true)])
    var shape = QueryShape(range, verb: .scan((columns + [.number]).map(\.rawValue)))
    shape.usesNoIndex = true
    var next = 0
    try statement(shape, Row.self).scan(QueryShape.values(range, verb: shape.verb)) {
      (found) throws(VaultError) in
      guard next < numbers.count, found.integer(Int32(columns.count)) == numbers[next] else { return true }
      next += 1
      if try body(found) { return true }
      next = numbers.count
      return false
    }
    // Another vault took the place of this one between the two queries.
    if next < numbers.count { throw .busy }
    return true
  }

  /// The numbers of the rows of a query in its order, where an index alone tells them; nil where it does not.
  private func numbersAlongIndex<Row: StoredRow>(_ query: Query<Row>) throws(VaultError) -> [Int64]? {
    let verb = QueryShape.Verb.scan([Row.Column.number.rawValue])
    let statement = try statement(QueryShape(query, verb: verb), Row.self)
    guard try isCovered(statement) else { return nil }
    var numbers: [Int64] = []
    numbers.reserveCapacity(query.limit ?? 0)
    try statement.scan(QueryShape.values(query, verb: verb)) { (found) throws(VaultError) in
      numbers.append(found.integer(0))
      return true
    }
    return numbers
  }

  /// Whether a statement reads an index and no table.
  private func isCovered(_ statement: Statement) throws(VaultError) -> Bool {
    if let known = statement.isCovered { return known }
    var steps: [String] = []
    try connection.prepare("EXPLAIN QUERY PLAN " + statement.sql, table: statement.table, keep: false)
      .run([]) { (row) throws(VaultError) in steps.append(row.text(3)) }
    let index = " \(statement.table) USING COVERING INDEX "
    let isCovered =
      steps.count == 1 && (steps[0].hasPrefix("SEARCH" + index) || steps[0].hasPrefix("SCAN" + index))
    statement.isCovered = isCovered
    return isCovered
  }
}
