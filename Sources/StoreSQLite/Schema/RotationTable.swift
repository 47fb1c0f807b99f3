extension Schema {
  /// Tokens that replace each other with an overlap.
  static let rotationTable = """
    CREATE TABLE "rotation" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      old_token INTEGER NOT NULL REFERENCES token(number),
      new_token INTEGER NOT NULL REFERENCES token(number),
      revoke_at INTEGER,
      done INTEGER
    ) STRICT;
    CREATE INDEX rotation_old ON rotation(old_token);
    CREATE INDEX rotation_new ON rotation(new_token);
    """
}
