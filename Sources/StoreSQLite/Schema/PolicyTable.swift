extension Schema {
  /// Grants: a side is a kind and a number, so one unique key serves all pairs of kinds.
  static let policyTable = """
    CREATE TABLE "policy" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL CHECK (length(organization_id) = 16),
      created INTEGER NOT NULL,
      revised INTEGER NOT NULL,
      row_version INTEGER NOT NULL,
      created_by BLOB,
      subject_kind INTEGER NOT NULL CHECK (subject_kind IN (1, 2, 3)),
      subject INTEGER NOT NULL,
      object_kind INTEGER NOT NULL CHECK (object_kind IN (3, 4, 5)),
      object INTEGER NOT NULL,
      level INTEGER NOT NULL CHECK (level IN (1, 3)),
      last_used INTEGER,
      expires INTEGER,
      UNIQUE (subject_kind, subject, object_kind, object)
    ) STRICT;
    CREATE INDEX policy_object ON policy(object_kind, object, subject_kind);
    CREATE INDEX policy_expires ON policy(expires) WHERE expires IS NOT NULL;
    """
}
