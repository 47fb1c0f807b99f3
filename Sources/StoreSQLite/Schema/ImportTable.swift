extension Schema {
  /// Files that were imported.
  static let importTable = """
    CREATE TABLE "import" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      file_digest BLOB,
      projects INTEGER NOT NULL,
      secrets INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX import_digest ON import(file_digest) WHERE file_digest IS NOT NULL;
    """
}
