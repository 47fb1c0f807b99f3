import Vault

@testable import StoreSQLite

/// Looks into the schema of a store, as only tests need to.
enum SchemaProbe {
  static func rootPage(of name: String, in store: any VaultStore) throws -> Int? {
    guard let store = store as? SQLiteStore else { return nil }
    return Int(try store.connection.number("SELECT rootpage FROM sqlite_schema WHERE name = '\(name)'"))
  }

  static func texts(_ sql: String, in store: any VaultStore) throws -> [String] {
    guard let store = store as? SQLiteStore else { return [] }
    return try store.connection.texts(sql)
  }

  static func number(_ sql: String, in store: any VaultStore) throws -> Int64 {
    guard let store = store as? SQLiteStore else { return -1 }
    return try store.connection.number(sql)
  }

  static func execute(_ sql: String, in store: any VaultStore) throws {
    try (store as? SQLiteStore)?.connection.execute(sql)
  }

  /// The plan of a query, as the store asks it.
  static func plan<Row: StoredRow>(_ query: Query<Row>, in store: SQLiteStore) throws -> [String] {
    try plan(
      QueryShape(query, verb: .rows).sql(columns: Row.Column.allCases.map { "\"\($0.rawValue)\"" }), in: store
    )
  }

  /// The lines of a query's plan.
  static func plan(_ sql: String, in store: SQLiteStore) throws -> [String] {
    var lines: [String] = []
    try store.connection.prepare("EXPLAIN QUERY PLAN " + sql, table: "plan").run([]) {
      (row) throws(VaultError) in lines.append(row.text(3))
    }
    return lines
  }
}
