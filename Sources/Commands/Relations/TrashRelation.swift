internal import Base
internal import Interpreter
internal import Vault

/// The secrets in the trash.
enum TrashRelation: Relation {
  static var noun: String { "trash" }
  static var kind: EntityKind { .secret }
  static var name: String { "key" }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn(
      "key", .string,
      .name(.secret, .name, digest: .nameDigest) { (session) throws(VaultError) in
        try session.hasAllDigests(SecretRow.self)
      }, item: { secret, _ in .string(secret.key) }),
    RelationColumn("deleted", .datetime, .date(.deleted), item: { $1.date($0.deleted) }),
    RelationColumn("purged_on", .datetime, item: { $1.date($0.purgedOn) }),
    RelationColumn(
      "project", .optionalMention(.project), .owner(.project, .project), isShown: false,
      item: { secret, _ in .mention(or: secret.project) }),
    RelationColumn("id", .string, .id(.id), isShown: false, item: { secret, _ in .string(secret.id.text) }),
  ]

  static func items(
    _ query: Query<SecretRow>, _ session: VaultSession
  ) throws(VaultError) -> [TrashedSecret] { try session.trash(query) }

  static func count(_ query: Query<SecretRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countTrash(query)
  }

  static func number(_ item: TrashedSecret) -> Int64 { item.number }
}
