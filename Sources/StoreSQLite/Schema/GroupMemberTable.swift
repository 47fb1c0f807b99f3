extension Schema {
  /// Who is in which group.
  static let groupMemberTable = """
    CREATE TABLE "group_member" (
      number INTEGER PRIMARY KEY AUTOINCREMENT,
      person_group INTEGER NOT NULL REFERENCES person_group(number) ON DELETE CASCADE,
      person INTEGER NOT NULL REFERENCES person(number) ON DELETE CASCADE,
      created INTEGER NOT NULL,
      UNIQUE (person_group, person)
    ) STRICT;
    CREATE INDEX group_member_person ON group_member(person);
    """
}
