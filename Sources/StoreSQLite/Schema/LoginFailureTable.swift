extension Schema {
  /// Failed sign-ins, for limits.
  static let loginFailureTable = """
    CREATE TABLE "login_failure" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      date INTEGER NOT NULL,
      subject_id BLOB,
      ip TEXT,
      count INTEGER NOT NULL
    ) STRICT;
    CREATE INDEX login_failure_date ON login_failure(date);
    """
}
