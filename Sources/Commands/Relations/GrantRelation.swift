internal import Crypto
internal import Interpreter
internal import Vault

/// The grants: who may do what with which thing.
enum GrantRelation: Relation {
  static var noun: String { "grants" }
  private static let subjects: [EntityKind] = [.person, .group, .account]
  private static let objects: [EntityKind] = [.account, .project, .secret]

  static let columns: [RelationColumn<PolicyRow>] = [
    RelationColumn("subject", .any, .side(subjects, kind: .subjectKind, number: .subject)),
    RelationColumn("object", .any, .side(objects, kind: .objectKind, number: .object)),
    RelationColumn(
      "access", .string, .word(.level) { word in AccessLevel(word: word).map { .int($0.rawValue) } },
      words: "level"),
    RelationColumn("kind", .string, isShown: false),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static func items(_ query: Query<PolicyRow>, _ session: VaultSession) throws(VaultError) -> [Grant] {
    try session.grants(query)
  }

  static func count(_ query: Query<PolicyRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countGrants(query)
  }

  static func number(_ item: Grant) -> Int64 { item.number }

  static func rows(
    _ items: [Grant], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    items.map { grant in
      let values: [Value] = [
        .mention(grant.subject), .mention(grant.object), .string(grant.level.word), .string(grant.kind),
        maker.date(grant.created), .string(grant.id.text),
      ]
      return EntityObject(
        kind: "grant", id: grant.id.text, name: "\(grant.subject.name) on \(grant.object.name)",
        row: RecordObject(shape: shape, values: values))
    }
  }
}
