extension Schema {
  /// Names of what was deleted, so that old events can be read.
  static let tombstoneTable = """
    CREATE TABLE "tombstone" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      kind INTEGER NOT NULL,
      subject_id BLOB NOT NULL,
      key_version INTEGER NOT NULL,
      name TEXT NOT NULL,
      name_digest BLOB
    ) STRICT;
    CREATE INDEX tombstone_subject ON tombstone(subject_id);
    CREATE INDEX tombstone_digest ON tombstone(name_digest) WHERE name_digest IS NOT NULL;
    """
}
