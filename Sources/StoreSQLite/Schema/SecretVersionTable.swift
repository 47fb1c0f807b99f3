extension Schema {
  /// Earlier values of secrets.
  static let secretVersionTable = """
    CREATE TABLE "secret_version" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      secret INTEGER NOT NULL REFERENCES secret(number) ON DELETE CASCADE,
      key_version INTEGER NOT NULL,
      value TEXT NOT NULL,
      editor_person BLOB,
      editor_account BLOB
    ) STRICT;
    CREATE INDEX secret_version_secret ON secret_version(secret);
    """
}
