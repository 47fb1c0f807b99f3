extension Schema {
  /// Signed places of the chain of events.
  static let checkpointTable = """
    CREATE TABLE "checkpoint" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      event_number INTEGER NOT NULL,
      hash BLOB NOT NULL,
      signature BLOB NOT NULL
    ) STRICT;
    """

  /// Migration 6: the same with who signed.
  static let signedCheckpointTable = """
    CREATE TABLE "checkpoint" (
      number INTEGER PRIMARY KEY,
      signer BLOB NOT NULL CHECK (length(signer) = 16),
      event_number INTEGER NOT NULL,
      hash BLOB NOT NULL,
      date INTEGER NOT NULL,
      own INTEGER NOT NULL,
      public_key BLOB NOT NULL,
      signature BLOB NOT NULL
    ) STRICT;
    """
}
