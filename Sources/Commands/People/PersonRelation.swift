internal import Crypto
internal import Interpreter
internal import Vault

/// The members of the organization.
enum PersonRelation: Relation {
  static var noun: String { "people" }

  static let columns: [RelationColumn<PersonRow>] = [
    RelationColumn("email", .string, .word(.email) { .text($0) }),
    RelationColumn(
      "role", .string, .word(.role) { word in Words.role(word).map { .int($0.rawValue) } },
      words: "role"),
    RelationColumn(
      "status", .string,
      .word(.status) { word in
        PersonStatus.allCases.first { $0.word.utf8.elementsEqual(word.utf8) }.map { .int($0.rawValue) }
      }, words: "person-status"),
    RelationColumn("name", .optional(.string), isShown: false),
    RelationColumn("groups", .list(.mention(.group)), isShown: false),
    RelationColumn("allowed", .list(.string), isShown: false),
    RelationColumn("access", .bool, isShown: false),
    RelationColumn("last_seen", .optional(.datetime), .date(.lastSeen), isShown: false),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static func items(_ query: Query<PersonRow>, _ session: VaultSession) throws(VaultError) -> [Person] {
    try session.people(query)
  }

  static func count(_ query: Query<PersonRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countPeople(query)
  }

  static func number(_ item: Person) -> Int64 { item.number }

  static func rows(
    _ items: [Person], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    let isGrouped = wanted.contains("groups")
    let groups = isGrouped ? try maker.session.groups(of: items) : items.map { _ in [] }
    return zip(items, groups).map { person, groups in
      let values: [Value] = [
        .string(person.email), .string(person.role.word), .string(person.status.word),
        .string(or: person.name), .list(groups.map { .mention($0) }),
        .list(person.permissions.words.map { .string($0) }), .bool(person.hasAccess),
        maker.date(or: person.lastSeen), maker.date(person.created), .string(person.id.text),
      ]
      return EntityObject(
        kind: "person", id: person.id.text, name: person.email,
        row: RecordObject(shape: shape, values: values))
    }
  }
}
