import Vault

/// A copy of a vault in memory: its own tables, but the events of the file, which only grow, are read in place.
enum Snapshot {
  /// The name under which the file is attached.
  private static let file = "live"
  /// The path to which events that are written to the copy go.
  private static let ownEvents = "event_of_plan"

  /// Copies the vault as it is now.
  static func make(of file: VaultFile, _ options: SQLiteOptions) throws(VaultError) -> SQLiteStore {
    let connection = try Connection(path: nil)
    try connection.configure(options)
    try connection.prepare("ATTACH DATABASE ? AS \(Self.file)", table: "vault", keep: false)
      .run([.text(file.path)])
    // The rows come table by table, in no order that references would agree with.
    try connection.execute("PRAGMA foreign_keys = OFF; BEGIN")
    try copyTables(connection)
    try joinEvents(connection)
    try connection.execute("COMMIT; PRAGMA foreign_keys = ON")
    return SQLiteStore(connection: connection, file: nil, source: file, options: options)
  }

  private static func copyTables(_ connection: Connection) throws(VaultError) {
    let schema = "FROM \(file).sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
    let notEvents = "AND tbl_name <> 'event'"
    for statement in try connection.texts("SELECT sql \(schema) AND type = 'table' \(notEvents)") {
      try connection.execute(statement)
    }
    for name in try connection.texts("SELECT name \(schema) AND type = 'table' \(notEvents)") {
      try connection.execute("INSERT INTO main.\"\(name)\" SELECT * FROM \(file).\"\(name)\"")
    }
    for statement in try connection.texts("SELECT sql \(schema) AND type <> 'table' \(notEvents)") {
      try connection.execute(statement)
    }
    // Numbers go on where the vault's would.
    try connection.execute(
      """
      DELETE FROM main.sqlite_sequence;
      INSERT INTO main.sqlite_sequence SELECT * FROM \(file).sqlite_sequence;
      """)
    try connection.execute(
      "PRAGMA main.user_version = \(try connection.number("PRAGMA \(file).user_version"))")
  }

  /// Makes one table of the file's events up to now and the copy's own.
  private static func joinEvents(_ connection: Connection) throws(VaultError) {
    let sql = try connection.texts("SELECT sql FROM \(file).sqlite_schema WHERE name = 'event'").first ?? ""
    let columns = try connection.texts("SELECT name FROM pragma_table_info('event', '\(file)')")
    let highest = try connection.number("SELECT coalesce(max(number), 0) FROM \(file).event")
    guard let body = sql.utf8.firstIndex(of: UInt8(ascii: "(")) else { throw .damaged("the table of events") }
    let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
    let new = columns.map { "NEW.\"\($0)\"" }.joined(separator: ", ")
    try connection.execute(
      """
      CREATE TABLE main.\(ownEvents) \(sql[body...]);
      CREATE TEMP VIEW event AS SELECT \(list) FROM \(file).event WHERE number <= \(highest)
        UNION ALL SELECT \(list) FROM main.\(ownEvents);
      CREATE TEMP TRIGGER event_insert INSTEAD OF INSERT ON event
        BEGIN INSERT INTO \(ownEvents) (\(list)) VALUES (\(new)); END;
      """)
  }
}
