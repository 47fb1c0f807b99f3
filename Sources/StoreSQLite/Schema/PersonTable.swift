extension Schema {
  /// Members of the organization; plain.
  static let personTable = """
    CREATE TABLE "person" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      email TEXT NOT NULL UNIQUE,
      name TEXT,
      role INTEGER NOT NULL,
      permissions INTEGER NOT NULL,
      status INTEGER NOT NULL,
      sm_access INTEGER NOT NULL,
      last_seen INTEGER
    ) STRICT;
    """
}
