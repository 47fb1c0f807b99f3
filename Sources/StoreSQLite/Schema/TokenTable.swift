extension Schema {
  /// Access tokens of machine accounts.
  static let tokenTable = """
    CREATE TABLE "token" (
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
      account INTEGER NOT NULL REFERENCES account(number),
      secret_hash TEXT,
      scope TEXT NOT NULL,
      payload TEXT,
      token_key TEXT,
      expires INTEGER,
      revoked INTEGER,
      max_uses INTEGER,
      uses INTEGER NOT NULL,
      from_cidr TEXT,
      last_used INTEGER,
      last_ip TEXT,
      replaced_by INTEGER REFERENCES token(number)
    ) STRICT;
    CREATE INDEX token_digest ON token(name_digest);
    CREATE INDEX token_account ON token(account, revoked);
    CREATE INDEX token_expires ON token(expires) WHERE expires IS NOT NULL;
    CREATE INDEX token_replaced ON token(replaced_by) WHERE replaced_by IS NOT NULL;
    """
}
