internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// The earlier values of a secret, sealed.
enum SecretVersions: Command {
  static var name: String { "secret versions" }
  static let signature = Signature(
    "Lists the last 10 earlier values of a secret, sealed, with who replaced each and when.",
    category: .secrets,
    positional: [
      Parameter("secret", .named("secret"), "the secret: key, `PROJECT/KEY` or id", subject: true)
    ], input: .optional(.any), output: .rows(columns),
    details:
      "The newest comes first. `reveal` opens a value and writes an event of the secret.",
    examples: [
      Example("secret versions web/DB_URL", gives: "[]"),
      Example(
        "\"new\" | secret edit web/DB_URL; secret versions web/DB_URL | first | get value | reveal",
        gives: "\"postgres://web:pw@db/web\""),
    ])

  private static let columns = [
    Column("date", .datetime), Column("editor", .any), Column("value", .sealed), Column("id", .string),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let secret = try references.subject("secret", [.secret])
    let access = try VaultAccess.of(call)
    let versions = try Fault.wrapping(references.session.versions(of: secret.id))
    let shape = Shape(columns.map(\.name))
    return .list(
      versions.map { version in
        let values: [Value] = [
          .date(version.replaced, call.context), .mention(or: version.editor),
          .sealed(SealedObject(VersionEnvelope(access, secret.id, version.id))),
          .string(version.id.text),
        ]
        return .record(RecordObject(shape: shape, values: values))
      })
  }
}
