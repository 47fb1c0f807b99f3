internal import Base
internal import Interpreter
internal import Vault

/// The keys.
enum PersonKeys: Command {
  static var name: String { "person keys" }
  static let signature = Signature(
    "Lists keys that sign in without a prompt: your own, or those of people you may change.",
    category: .people,
    output: .rows(columns),
    examples: [
      Example("person keys | length", gives: "0"),
      Example(
        "let k = (person key create --name nightly); person keys | get name", gives: "[\"nightly\"]"),
      Example(
        "let k = (person key create --expires 90d --only read); person keys | get only",
        gives: "[[\"read\"]]"),
    ])

  private static let columns = [
    Column("person", .string), Column("name", .optional(.string)), Column("kind", .string),
    Column("only", .list(.string)),
    Column("expires", .optional(.datetime)), Column("last_used", .optional(.datetime)),
    Column("created", .datetime), Column("id", .string),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let keys = try Fault.wrapping(session.personKeys())
    let shape = Shape(columns.map(\.name))
    return .list(
      keys.map { key in
        .record(
          RecordObject(
            shape: shape,
            values: [
              .string(key.person), .string(or: key.name), .string(key.kind.word), KeyWords.only(key.ceiling),
              .date(or: key.expires, call.context), .date(or: key.lastUsed, call.context),
              .date(key.created, call.context), .string(key.id.text),
            ]))
      })
  }
}

/// A key's permitted effects, as rows show them.
enum KeyWords {
  /// The words of permitted effects; all of them where there is no limit.
  static func only(_ ceiling: CredentialEffects?) -> Value {
    .list((ceiling?.words ?? CredentialEffects.words.map(\.word)).map { .string($0) })
  }
}
