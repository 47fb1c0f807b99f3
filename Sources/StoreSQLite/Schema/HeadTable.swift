extension Schema {
  /// The end of the chain of events.
  static let headTable = """
    CREATE TABLE "head" (
      number INTEGER PRIMARY KEY CHECK (number = 1),
      event_number INTEGER NOT NULL,
      hash BLOB NOT NULL,
      date INTEGER NOT NULL
    ) STRICT;
    """
}
