extension Schema {
  /// Secrets; the name is the key, value and note come last because lists do not read them.
  static let secretTable = """
    CREATE TABLE "secret" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      key_version INTEGER NOT NULL,
      name TEXT NOT NULL,
      name_digest BLOB,
      project INTEGER REFERENCES project(number),
      deleted INTEGER,
      value TEXT NOT NULL,
      note TEXT NOT NULL
    ) STRICT;
    CREATE INDEX secret_digest ON secret(name_digest);
    CREATE INDEX secret_project ON secret(project, deleted);
    CREATE INDEX secret_trash ON secret(deleted) WHERE deleted IS NOT NULL;
    """
}
