import Base
import Crypto
import Vault

/// The schema of a vault is that of its version to the letter, or nothing runs: a trigger, a view, an index or a table
/// of another hand could hide events or copy keys.
enum SchemaCheck {
  /// The SHA-256 of the schema after each migration, the first at place 0.
  static let known = [
    "835eac892429941d981a74add5e6db6e094dc6de08c7fb172f1503929802a9da",
    "a38d1eabb581f961e1841459939b9246d1be913d32e60115d51eae5d6587abfe",
    "d7fc56dc6cd27eb3b15ac11a8664de4d929202ad48cf108b61e7f54d216c012d",
    "b41ee1622267ee709bf49af68a47bfc91aa39ca55a18f71b1bab1206afbd3691",
    "40c15cdc7f5447a1b25fc1ca0fda716c607b2b39ea238dc8ae59b5434f8288cd",
    "f9988519ffac4efb43062cfa4f0e7cad98f02e4c7814464b385e15b73eb60a5e",
  ]

  /// The number of the last migration; refuses a schema that is not what the migrations up to it make.
  ///
  /// What a later migration makes, of another release or of a test, is not known here.
  static func version(of connection: Connection) throws(VaultError) -> Int {
    // Both as of one moment: another process may migrate the vault meanwhile.
    try connection.execute("BEGIN")
    defer { try? connection.execute("COMMIT") }
    return try check(connection)
  }

  /// The same inside a transaction.
  @discardableResult
  static func check(_ connection: Connection) throws(VaultError) -> Int {
    let version = Int(clamping: try connection.number("PRAGMA user_version"))
    guard version <= known.count else { return version }
    let objects = try connection.schemaObjects()
    guard version >= 1, digest(of: objects) == known[version - 1] else {
      throw .damaged("its schema was changed: \(try difference(objects, max(version, 1)))")
    }
    return version
  }

  /// The hex SHA-256 of the objects of a schema.
  static func digest(of objects: [String]) -> String {
    let hasher = SHA256Hasher()
    for object in objects {
      withUnsafeBytes(of: UInt64(object.utf8.count).bigEndian) { hasher.update($0) }
      object.utf8.span.withUnsafeBytes { hasher.update($0) }
    }
    return hexEncode(hasher.finalize())
  }

  /// The name of the first object that is not as the migrations make it.
  private static func difference(_ found: [String], _ version: Int) throws(VaultError) -> String {
    let fresh = try Connection(path: nil)
    try fresh.configure(SQLiteOptions())
    try Migration.run(Array(Migration.all.prefix(version)), on: fresh)
    let wanted = Set(try fresh.schemaObjects())
    let other = found.first { !wanted.contains($0) } ?? wanted.subtracting(found).sorted().first ?? ""
    return other.split(separator: "\u{0}").prefix(2).joined(separator: " ")
  }
}

extension Connection {
  /// The objects of the schema in the order of their names: type, name, table and text, with zeros between.
  func schemaObjects() throws(VaultError) -> [String] {
    try texts(
      """
      SELECT type || char(0) || name || char(0) || tbl_name || char(0) || coalesce(sql, '')
      FROM sqlite_schema ORDER BY name, type
      """)
  }
}
