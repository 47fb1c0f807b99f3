internal import Crypto
internal import Interpreter
internal import Vault

/// The groups of people.
enum GroupRelation: Relation {
  static var noun: String { "groups" }

  static let columns: [RelationColumn<GroupRow>] = [
    RelationColumn("name", .string, .word(.name) { .text($0) }),
    RelationColumn("people", .list(.mention(.person))),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static func items(_ query: Query<GroupRow>, _ session: VaultSession) throws(VaultError) -> [Group] {
    try session.groups(query)
  }

  static func count(_ query: Query<GroupRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countGroups(query)
  }

  static func number(_ item: Group) -> Int64 { item.number }

  static func rows(
    _ items: [Group], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    let isFilled = wanted.contains("people")
    let members = isFilled ? try maker.session.members(of: items) : items.map { _ in [] }
    return zip(items, members).map { group, people in
      let values: [Value] = [
        .string(group.name), .list(people.map { .mention($0) }), maker.date(group.created),
        .string(group.id.text),
      ]
      return EntityObject(
        kind: "group", id: group.id.text, name: group.name, row: RecordObject(shape: shape, values: values))
    }
  }
}
