extension Schema {
  /// Groups of people; plain.
  static let personGroupTable = """
    CREATE TABLE "person_group" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      name TEXT NOT NULL
    ) STRICT;
    """
}
