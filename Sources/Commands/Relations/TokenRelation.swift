internal import Crypto
internal import Interpreter
internal import Vault

/// The access tokens that were not revoked.
enum TokenRelation: Relation {
  static var noun: String { "tokens" }
  static let columns: [RelationColumn<TokenRow>] = [
    RelationColumn(
      "name", .string,
      .name(.token, .nameDigest) { (session) throws(VaultError) in try session.hasAllDigests(TokenRow.self) }),
    RelationColumn("account", .mention(.account), .owner(.account, .account)),
    RelationColumn("status", .string, words: "token-status"),
    RelationColumn("expires", .optional(.datetime), .date(.expires)),
    RelationColumn("last_used", .optional(.datetime), .date(.lastUsed)),
    RelationColumn("uses", .int, .number(.uses), isShown: false),
    RelationColumn("max_uses", .optional(.int), .number(.maxUses), isShown: false),
    RelationColumn("from", .optional(.string), isShown: false),
    RelationColumn("last_ip", .optional(.string), isShown: false),
    RelationColumn("created", .datetime, .date(.created), isShown: false),
    RelationColumn("id", .string, .id(.id), isShown: false),
  ]

  static func items(_ query: Query<TokenRow>, _ session: VaultSession) throws(VaultError) -> [TokenItem] {
    try session.tokens(query)
  }

  static func count(_ query: Query<TokenRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countTokens(query)
  }

  static func number(_ item: TokenItem) -> Int64 { item.number }

  static func rows(
    _ items: [TokenItem], wanted: Set<String>, shape: Shape, _ maker: RowMaker
  ) throws(VaultError) -> [EntityObject] {
    items.map { token in
      let values: [Value] = [
        .string(token.name), .mention(token.account), .string(token.status.rawValue),
        maker.date(or: token.expires), maker.date(or: token.lastUsed), .int(Int(token.uses)),
        token.maxUses.map { .int(Int($0)) } ?? .null, .string(or: token.from), .string(or: token.lastIP),
        maker.date(token.created), .string(token.id.text),
      ]
      return EntityObject(
        kind: "token", id: token.id.text, name: token.name, row: RecordObject(shape: shape, values: values))
    }
  }
}
