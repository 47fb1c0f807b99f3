internal import Base
internal import Interpreter
internal import Vault

/// The access tokens that were not revoked.
enum TokenRelation: Relation {
  static var noun: String { "tokens" }
  static var kind: EntityKind { .token }
  static var name: String { "name" }

  static let columns: [RelationColumn<Self>] = [
    RelationColumn(
      "name", .string,
      .name(.token, .name, digest: .nameDigest) { (session) throws(VaultError) in
        try session.hasAllDigests(TokenRow.self)
      }, item: { token, _ in .string(token.name) }),
    RelationColumn(
      "account", .mention(.account), .owner(.account, .account), item: { token, _ in .mention(token.account) }
    ),
    RelationColumn(
      "status", .string, words: "token-status", item: { token, _ in .string(token.status.rawValue) }),
    RelationColumn(
      "expires", .optional(.datetime), .date(.expires), item: { $1.date(or: $0.expires) }),
    RelationColumn(
      "last_used", .optional(.datetime), .date(.lastUsed), item: { $1.date(or: $0.lastUsed) }),
    RelationColumn(
      "uses", .int, .number(.uses), isShown: false, item: { token, _ in .int(Int(token.uses)) }),
    RelationColumn(
      "max_uses", .optional(.int), .number(.maxUses), isShown: false,
      item: { token, _ in token.maxUses.map { .int(Int($0)) } ?? .null }),
    RelationColumn("from", .optional(.string), isShown: false, item: { token, _ in .string(or: token.from) }),
    RelationColumn(
      "last_ip", .optional(.string), isShown: false, item: { token, _ in .string(or: token.lastIP) }),
    RelationColumn("created", .datetime, .date(.created), isShown: false, item: { $1.date($0.created) }),
    RelationColumn("id", .string, .id(.id), isShown: false, item: { token, _ in .string(token.id.text) }),
  ]

  static func items(_ query: Query<TokenRow>, _ session: VaultSession) throws(VaultError) -> [TokenItem] {
    try session.tokens(query)
  }

  static func count(_ query: Query<TokenRow>, _ session: VaultSession) throws(VaultError) -> Int {
    try session.countTokens(query)
  }

  static func number(_ item: TokenItem) -> Int64 { item.number }
}
