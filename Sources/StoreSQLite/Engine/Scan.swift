import CSQLite
import Crypto
package import Vault

/// What two scans share when one prepared statement serves both.
struct ScanShape: Hashable {
  let query: QueryShape
  let columns: [String]
}

extension SQLiteStore {
  /// Lends the rows of a query one after the other, of their columns those that are asked for.
  package func scan<Row: StoredRow>(
    _ query: Query<Row>, _ columns: [Row.Column], _ body: (any ScannedRow) throws(VaultError) -> Void
  ) throws(VaultError) {
    let shape = ScanShape(query: QueryShape(query, verb: .rows), columns: columns.map(\.rawValue))
    let statement: Statement
    if let kept = scans[shape] {
      statement = kept
    } else {
      let sql = shape.query.sql(columns: shape.columns.map { "\"\($0)\"" })
      statement = try connection.prepare(sql, table: Row.table)
      if scans.count >= Self.statementLimit { scans = [:] }
      scans[shape] = statement
    }
    try statement.run(QueryShape.values(query, verb: .rows)) { (row) throws(VaultError) in try body(row) }
  }
}

extension Statement: ScannedRow {
  private func wrong(_ place: Int) -> VaultError {
    .damaged("column \(place + 1) of what was read of \(table) holds another type")
  }

  func number(_ place: Int) throws(VaultError) -> Int64 {
    guard sqlite3_column_type(handle, Int32(place)) == SQLITE_INTEGER else { throw wrong(place) }
    return sqlite3_column_int64(handle, Int32(place))
  }

  func numberOrNil(_ place: Int) throws(VaultError) -> Int64? {
    if sqlite3_column_type(handle, Int32(place)) == SQLITE_NULL { return nil }
    return try number(place)
  }

  func id(_ place: Int) throws(VaultError) -> UUID128 {
    guard sqlite3_column_type(handle, Int32(place)) == SQLITE_BLOB,
      let id = UUID128(
        bytes: UnsafeRawBufferPointer(
          start: sqlite3_column_blob(handle, Int32(place)),
          count: Int(sqlite3_column_bytes(handle, Int32(place)))))
    else { throw wrong(place) }
    return id
  }

  func idOrNil(_ place: Int) throws(VaultError) -> UUID128? {
    if sqlite3_column_type(handle, Int32(place)) == SQLITE_NULL { return nil }
    return try id(place)
  }

  func utf8(_ place: Int) throws(VaultError) -> UnsafeBufferPointer<UInt8> {
    guard sqlite3_column_type(handle, Int32(place)) == SQLITE_TEXT,
      let bytes = sqlite3_column_text(handle, Int32(place))
    else { throw wrong(place) }
    return UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(handle, Int32(place))))
  }
}
