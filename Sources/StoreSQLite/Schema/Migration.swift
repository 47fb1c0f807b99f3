import Vault

/// A step of the schema; steps are numbered from 1, and one that was released never changes.
package struct Migration: Sendable {
  /// Its place among the steps.
  package let number: Int
  /// The statements that it executes.
  package let statements: [String]

  /// A step.
  package init(number: Int, statements: [String]) {
    self.number = number
    self.statements = statements
  }

  /// All steps.
  package static let all = [
    Migration(number: 1, statements: Schema.firstTables),
    Migration(number: 2, statements: Schema.eventIndexes),
    Migration(number: 3, statements: Schema.eventTypeIndex),
    Migration(number: 4, statements: Schema.eventAccountIndex + Schema.credentialName),
    Migration(number: 5, statements: Schema.accountDescription),
    Migration(number: 6, statements: Schema.rowProofs),
  ]

  /// Marks a file as a vault: "smsv".
  static let applicationID: Int64 = 0x736D_7376

  /// Brings an open database to the newest schema, under the writer's lock, all or nothing.
  ///
  /// `backup` is called with the old number under the lock, before anything changes.
  static func run(
    _ migrations: [Migration], on connection: Connection,
    backup: (Int) throws(VaultError) -> Void = { (_) throws(VaultError) in }
  ) throws(VaultError) {
    try connection.execute("BEGIN EXCLUSIVE")
    do throws(VaultError) {
      // Read again under the lock: another process may have done it meanwhile.
      let version = Int(try connection.number("PRAGMA user_version"))
      let steps = migrations.filter { $0.number > version }
      if !steps.isEmpty, version > 0 { try backup(version) }
      for step in steps {
        for statement in step.statements { try connection.execute(statement) }
        try connection.execute("PRAGMA user_version = \(step.number)")
      }
      try connection.execute("PRAGMA application_id = \(applicationID)")
      try connection.execute("COMMIT")
    } catch {
      try? connection.execute("ROLLBACK")
      throw error
    }
  }
}
