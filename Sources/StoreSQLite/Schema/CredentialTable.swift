extension Schema {
  /// Ways to open the vault: a public key and the organization key sealed to it.
  static let credentialTable = """
    CREATE TABLE "credential" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      person INTEGER NOT NULL REFERENCES person(number),
      kind INTEGER NOT NULL,
      public_key BLOB NOT NULL,
      sealed_key BLOB NOT NULL,
      mac BLOB NOT NULL,
      memory_kib INTEGER,
      passes INTEGER,
      salt BLOB,
      expires INTEGER,
      ceiling INTEGER,
      last_used INTEGER
    ) STRICT;
    CREATE INDEX credential_person ON credential(person);
    CREATE UNIQUE INDEX credential_passphrase ON credential(person) WHERE kind = 1;
    """

  /// Migration 4: what a key is called, sealed.
  static let credentialName = ["ALTER TABLE credential ADD COLUMN name TEXT"]
}
