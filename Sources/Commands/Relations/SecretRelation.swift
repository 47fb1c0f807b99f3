internal import Crypto
internal import Interpreter
internal import Vault

/// The secrets, without values and notes.
enum SecretRelation: ListedRelation {
  static var noun: String { "secrets" }
  static let columns: [RelationColumn<SecretRow>] = [
    RelationColumn(
      "key", .string,
      .name(.secret, .nameDigest) { (session) throws(VaultError) in try session.hasAllDigests(SecretRow.self)
      }),
    RelationColumn("project", .optionalMention(.project), .owner(.project, .project)),
    RelationColumn("revised", .datetime, .date(.revised)),
    RelationColumn("access", .string, isShown: false, words: "level"),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static var name: String { "key" }
  static var accessed: EntityKind? { .secret }

  static func list(
    _ query: Query<SecretRow>, _ parts: ListedParts, _ session: VaultSession
  ) throws(VaultError) -> ListedPage { try session.listSecrets(query, parts) }

  static func items(_ query: Query<SecretRow>, _ session: VaultSession) throws(VaultError) -> [SecretItem] {
    try session.secrets(query)
  }

  static func count(_ query: Query<SecretRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countSecrets(query)
  }

  static func number(_ item: SecretItem) -> Int64 { item.number }

  static func rows(
    _ items: [SecretItem], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    let access = try OwnAccess(.secret, wanted, maker)
    var homes: [UUID128: Value] = [:]
    let isHomeWanted = wanted.contains("project")
    func home(_ project: EntityRef?) -> Value {
      guard isHomeWanted, let project else { return .null }
      if let known = homes[project.id] { return known }
      let made = Value.mention(project)
      homes[project.id] = made
      return made
    }
    let isIDWanted = wanted.contains("id")
    return items.map { secret in
      let id = secret.id.text
      let values: [Value] = [
        .string(secret.key), home(secret.project), maker.date(secret.revised),
        access.value(secret.number), maker.date(secret.created), isIDWanted ? .string(id) : .null,
      ]
      return EntityObject(
        kind: "secret", id: id, name: secret.key,
        row: RecordObject(shape: shape, values: values))
    }
  }
}
