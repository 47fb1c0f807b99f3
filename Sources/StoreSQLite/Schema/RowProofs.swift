extension Schema {
  /// Migration 6: proofs of rows, in the rows and in the events that wrote them, and signatures of the chain of events.
  ///
  /// No release wrote a checkpoint or an audit key before.
  /// The indexes find the last event that wrote a token, a machine account or the credential of a person.
  static let rowProofs: [String] =
    [
      "organization", "person", "person_group", "group_member", "credential", "project", "account", "secret",
      "secret_version", "token", "policy", "import", "tombstone",
    ].flatMap { table in
      [
        "ALTER TABLE \"\(table)\" ADD COLUMN seal BLOB",
        "ALTER TABLE \"\(table)\" ADD COLUMN event INTEGER NOT NULL DEFAULT 0",
      ]
    } + [
      "ALTER TABLE event ADD COLUMN rows BLOB",
      "CREATE INDEX event_rows_token ON event(token, type) WHERE token IS NOT NULL AND rows IS NOT NULL",
      "CREATE INDEX event_rows_account ON event(account, type) WHERE account IS NOT NULL AND rows IS NOT NULL",
      "CREATE INDEX event_rows_person ON event(person, type) WHERE person IS NOT NULL AND rows IS NOT NULL",
      "ALTER TABLE head ADD COLUMN changed INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE head ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE head ADD COLUMN sink_next INTEGER NOT NULL DEFAULT 0",
      "ALTER TABLE organization ADD COLUMN event_sink TEXT",
      "ALTER TABLE organization ADD COLUMN event_sink_mode TEXT",
      "ALTER TABLE organization ADD COLUMN event_sink_format TEXT",
      "ALTER TABLE organization ADD COLUMN token_rate INTEGER",
      "ALTER TABLE credential ADD COLUMN sign_key BLOB",
      "ALTER TABLE token ADD COLUMN sign_key BLOB",
      "DROP TABLE checkpoint",
      signedCheckpointTable,
      "CREATE INDEX checkpoint_signer ON checkpoint(signer)",
      "DROP TABLE audit_key",
      provenAuditKeyTable,
    ]
}
