import Vault

/// A step of the schema; steps are numbered from 1, and one that was released never changes.
package struct Migration: Sendable {
  /// Its place among the steps.
  package let number: Int
  /// What it executes.
  package let statements: [String]

  /// A step.
  package init(number: Int, statements: [String]) {
    self.number = number
    self.statements = statements
  }

  /// All steps.
  package static let all = [Migration(number: 1, statements: Schema.firstTables)]

  /// Marks a file as a vault: "smsv".
  static let applicationID: Int64 = 0x736D_7376

  /// Brings an open database to the newest schema, under an exclusive lock, all or nothing.
  static func run(_ migrations: [Migration], on connection: Connection) throws(VaultError) {
    try connection.execute("BEGIN EXCLUSIVE")
    do {
      // Read again under the lock: another process may have done it meanwhile.
      let version = Int(try connection.number("PRAGMA user_version"))
      for migration in migrations where migration.number > version {
        for statement in migration.statements { try connection.execute(statement) }
        try connection.execute("PRAGMA user_version = \(migration.number)")
      }
      try connection.execute("PRAGMA application_id = \(applicationID)")
      try connection.execute("COMMIT")
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }
}
