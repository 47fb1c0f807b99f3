internal import Base
internal import Interpreter
internal import Vault

/// The grants: who may do what with which thing.
enum GrantRelation: Relation {
  static var noun: String { "grants" }
  static var kind: EntityKind { .grant }
  /// No column: it is put together from both sides.
  static var name: String { "" }
  private static let subjects: [EntityKind] = [.person, .group, .account]
  private static let objects: [EntityKind] = [.account, .project, .secret]

  static let columns: [RelationColumn<Self>] = [
    RelationColumn(
      "subject", .any, .side(subjects, kind: .subjectKind, number: .subject),
      item: { grant, _ in .mention(grant.subject) }),
    RelationColumn(
      "object", .any, .side(objects, kind: .objectKind, number: .object),
      item: { grant, _ in .mention(grant.object) }),
    RelationColumn(
      "access", .string,
      .word(.level) {
        AccessLevel(word: $0)?.rawValue
      } _: {
        AccessLevel(rawValue: $0)?.word ?? ""
      },
      words: "level", item: { grant, _ in .string(grant.level.word) }),
    RelationColumn("kind", .string, isShown: false, item: { grant, _ in .string(grant.kind) }),
    RelationColumn("created", .datetime, .date(.created), isShown: false, item: { $1.date($0.created) }),
    RelationColumn("id", .string, .id(.id), isShown: false, item: { grant, _ in .string(grant.id.text) }),
  ]

  static func items(_ query: Query<PolicyRow>, _ session: VaultSession) throws(VaultError) -> [Grant] {
    try session.grants(query)
  }

  static func count(_ query: Query<PolicyRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countGrants(query)
  }

  static func number(_ item: Grant) -> Int64 { item.number }

  static func name(_ item: Grant) -> String? { "\(item.subject.name) on \(item.object.name)" }
}
