extension Schema {
  /// Events, append-only; ids, because events outlive what they describe.
  static let eventTable = """
    CREATE TABLE "event" (
      number INTEGER PRIMARY KEY,
      id BLOB NOT NULL UNIQUE CHECK (length(id) = 16),
      organization_id BLOB NOT NULL,
      date INTEGER NOT NULL,
      type INTEGER NOT NULL,
      hash_version INTEGER NOT NULL,
      prev BLOB NOT NULL,
      hash BLOB NOT NULL,
      origin INTEGER NOT NULL,
      import_id BLOB,
      run_id BLOB,
      device INTEGER,
      ip TEXT,
      actor_person BLOB,
      actor_account BLOB,
      credential_id BLOB,
      secret BLOB,
      project BLOB,
      account BLOB,
      person BLOB,
      group_id BLOB,
      token BLOB,
      detail TEXT
    ) STRICT;
    CREATE INDEX event_date ON event(date);
    CREATE INDEX event_type ON event(type, date);
    CREATE INDEX event_account ON event(account, date) WHERE account IS NOT NULL;
    CREATE INDEX event_actor_account ON event(actor_account, date) WHERE actor_account IS NOT NULL;
    CREATE INDEX event_project ON event(project) WHERE project IS NOT NULL;
    CREATE INDEX event_secret ON event(secret) WHERE secret IS NOT NULL;
    CREATE TRIGGER event_no_update BEFORE UPDATE ON event
      BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
    CREATE TRIGGER event_no_delete BEFORE DELETE ON event
      BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
    """

  /// Migration 2: all that events are looked up by goes on with their date, so that pages of them need no sorting.
  static let eventIndexes = [
    "DROP INDEX event_project",
    "CREATE INDEX event_project ON event(project, date) WHERE project IS NOT NULL",
    "DROP INDEX event_secret",
    "CREATE INDEX event_secret ON event(secret, date) WHERE secret IS NOT NULL",
  ]

  /// Migration 3: events of a type are counted by machine account from the index alone, and walked as before.
  static let eventTypeIndex = [
    "DROP INDEX event_type",
    "CREATE INDEX event_type ON event(type, date, number, account)",
  ]

  /// Migration 4: the same of machine accounts that acted, where none was acted upon.
  static let eventAccountIndex = [
    "DROP INDEX event_type",
    "CREATE INDEX event_type ON event(type, date, number, account, actor_account)",
  ]
}
