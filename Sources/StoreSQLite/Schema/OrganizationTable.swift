extension Schema {
  /// The one organization of the vault.
  static let organizationTable = """
    CREATE TABLE "organization" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      name TEXT NOT NULL,
      tier TEXT NOT NULL,
      enabled INTEGER NOT NULL,
      use_sm INTEGER NOT NULL,
      sm_seats INTEGER,
      sm_accounts INTEGER,
      max_seats INTEGER,
      max_accounts INTEGER,
      identity_url TEXT,
      api_url TEXT,
      machine_projects TEXT NOT NULL,
      vault_id BLOB NOT NULL,
      generation INTEGER NOT NULL,
      key_version INTEGER NOT NULL
    ) STRICT;
    """
}
