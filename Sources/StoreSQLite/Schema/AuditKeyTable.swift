extension Schema {
  /// Keys that sign checkpoints.
  static let auditKeyTable = """
    CREATE TABLE "audit_key" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      public_key BLOB NOT NULL,
      sealed_key BLOB,
      retired INTEGER
    ) STRICT;
    """

  /// Migration 6: the same with proofs, and without what no server stores in the vault.
  static let provenAuditKeyTable = """
    CREATE TABLE "audit_key" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      seal BLOB,
      event INTEGER NOT NULL DEFAULT 0,
      public_key BLOB NOT NULL CHECK (length(public_key) = 32),
      revoked INTEGER
    ) STRICT;
    """
}
