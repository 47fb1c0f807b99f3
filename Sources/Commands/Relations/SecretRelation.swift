internal import Interpreter
internal import Vault

/// The secrets, without values and notes.
enum SecretRelation: Relation {
  static var noun: String { "secrets" }
  static var kind: EntityKind { .secret }
  static var name: String { "key" }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn(
      "key", .string,
      .name(.secret, .name, digest: .nameDigest) { (session) throws(VaultError) in
        try session.hasAllDigests(SecretRow.self)
      }),
    RelationColumn("project", .optionalMention(.project), .owner(.project, .project)),
    RelationColumn("revised", .datetime, .date(.revised)),
    RelationColumn(
      "access", .string, isShown: false, words: "level", page: ProjectRelation.ownAccess(.secret)),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static func items(_ query: Query<SecretRow>, _ session: VaultSession) throws(VaultError) -> [SecretItem] {
    try session.secrets(query)
  }

  static func count(_ query: Query<SecretRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countSecrets(query)
  }

  static func number(_ item: SecretItem) -> Int64 { item.number }

  static func scan(
    _ query: Query<SecretRow>, _ columns: [SecretRow.Column], _ session: VaultSession,
    _ body: (any RowCursor) throws(VaultError) -> Void
  ) throws(VaultError) -> Bool {
    try session.scanSecrets(query, columns, body)
    return true
  }
}
