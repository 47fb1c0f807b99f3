internal import Crypto
internal import Interpreter
internal import Vault

/// The secrets in the trash.
enum TrashRelation: Relation {
  static var noun: String { "trash" }
  static let columns: [RelationColumn<SecretRow>] = [
    RelationColumn(
      "key", .string,
      .name(.secret, .nameDigest) { (session) throws(VaultError) in try session.hasAllDigests(SecretRow.self)
      }),
    RelationColumn("deleted", .datetime, .date(.deleted)),
    RelationColumn("purged_on", .datetime),
    RelationColumn("project", .optionalMention(.project), .owner(.project, .project), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static func items(
    _ query: Query<SecretRow>, _ session: VaultSession
  ) throws(VaultError) -> [TrashedSecret] { try session.trash(query) }

  static func count(_ query: Query<SecretRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countTrash(query)
  }

  static func number(_ item: TrashedSecret) -> Int64 { item.number }

  static func rows(
    _ items: [TrashedSecret], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    items.map { secret in
      let values: [Value] = [
        .string(secret.key), maker.date(secret.deleted), maker.date(secret.purgedOn),
        .mention(or: secret.project), .string(secret.id.text),
      ]
      return EntityObject(
        kind: "secret", id: secret.id.text, name: secret.key,
        row: RecordObject(shape: shape, values: values))
    }
  }
}
