internal import Base
internal import Interpreter
internal import Vault

/// The members of the organization.
enum PersonRelation: Relation {
  static var noun: String { "people" }
  static var kind: EntityKind { .person }
  static var name: String { "email" }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn("email", .string, .text(.email), item: { person, _ in .string(person.email) }),
    RelationColumn(
      "role", .string,
      .word(.role) {
        Keywords.role($0)?.rawValue
      } _: {
        Role(rawValue: $0)?.word ?? ""
      },
      words: "role", item: { person, _ in .string(person.role.word) }),
    RelationColumn(
      "status", .string,
      .word(.status) { word in
        PersonStatus.allCases.first { sameBytes($0.word, word) }?.rawValue
      } _: {
        PersonStatus(rawValue: $0)?.word ?? ""
      }, words: "person-status",
      item: { person, _ in .string(person.status.word) }),
    RelationColumn(
      "name", .optional(.string), isShown: false, item: { person, _ in .string(or: person.name) }),
    RelationColumn("groups", .list(.mention(.group)), isShown: false) {
      (numbers, rowContext) throws(VaultError) in
      let groups = try rowContext.session.groups(ofPeople: numbers)
      return { .list(groups[$0].map { .mention($0) }) }
    },
    RelationColumn(
      "allowed", .list(.string), isShown: false,
      item: { person, _ in .list(person.permissions.words.map { .string($0) }) }),
    RelationColumn("access", .bool, isShown: false, item: { person, _ in .bool(person.hasAccess) }),
    RelationColumn(
      "last_seen", .optional(.datetime), .date(.lastSeen), isShown: false, item: { $1.date(or: $0.lastSeen) }),
    RelationColumn("created", .datetime, .date(.created), isShown: false, item: { $1.date($0.created) }),
    RelationColumn("id", .string, .id(.id), isShown: false, item: { person, _ in .string(person.id.text) }),
  ]

  static func items(_ query: Query<PersonRow>, _ session: VaultSession) throws(VaultError) -> [Person] {
    try session.people(query)
  }

  static func count(_ query: Query<PersonRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countPeople(query)
  }

  static func number(_ item: Person) -> Int64 { item.number }
}
