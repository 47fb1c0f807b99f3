extension Schema {
  /// Machine accounts.
  static let accountTable = """
    CREATE TABLE "account" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      key_version INTEGER NOT NULL,
      name TEXT NOT NULL,
      name_digest BLOB
    ) STRICT;
    CREATE INDEX account_digest ON account(name_digest);
    """

  /// What a machine account is for, sealed.
  static let accountDescription = ["ALTER TABLE account ADD COLUMN description TEXT"]
}
