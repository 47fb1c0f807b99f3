internal import Base
internal import Interpreter
internal import Vault

/// The groups of people.
enum GroupRelation: Relation {
  static var noun: String { "groups" }
  static var kind: EntityKind { .group }
  static var name: String { "name" }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn("name", .string, .text(.name), item: { group, _ in .string(group.name) }),
    RelationColumn("people", .list(.mention(.person))) { (numbers, rowContext) throws(VaultError) in
      let members = try rowContext.session.members(ofGroups: numbers)
      return { .list(members[$0].map { .mention($0) }) }
    },
    RelationColumn("created", .datetime, .date(.created), isShown: false, item: { $1.date($0.created) }),
    RelationColumn("id", .string, .id(.id), isShown: false, item: { group, _ in .string(group.id.text) }),
  ]

  static func items(_ query: Query<GroupRow>, _ session: VaultSession) throws(VaultError) -> [Group] {
    try session.groups(query)
  }

  static func count(_ query: Query<GroupRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countGroups(query)
  }

  static func number(_ item: Group) -> Int64 { item.number }
}
