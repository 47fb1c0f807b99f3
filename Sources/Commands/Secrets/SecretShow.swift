internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// One secret, sealed.
enum SecretShow: Command {
  static var name: String { "secret show" }
  static let signature = Signature(
    "Shows one secret with its value and note, both sealed. `reveal` opens them.", category: .secrets,
    positional: [
      Parameter("secret", .named("secret"), "the secret: key, `PROJECT/KEY` or id", subject: true)
    ],
    input: .optional(.any), output: .entity("secret", columns),
    examples: [
      Example("secret show web/DB_URL | get key", gives: "\"DB_URL\""),
      Example("secret show web/DB_URL | get value | reveal", gives: "\"postgres://web:pw@db/web\""),
    ])

  private static let columns = [
    Column("key", .string), Column("project", .optionalMention(.project)), Column("value", .sealed),
    Column("note", .sealed), Column("revised", .datetime), Column("access", .string),
    Column("created", .datetime), Column("id", .string),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let ref = try references.subject("secret", [.secret])
    let access = try VaultAccess.of(call)
    let secret = try Fault.wrapping(references.session.secret(ref.id))
    let context = call.context
    let own = try Fault.wrapping(
      ProjectRelation.ownAccess(.secret)(
        [secret.number], RowContext(session: references.session, context: context))(0))
    func sealed(_ part: SecretEnvelope.Part) -> Value {
      .sealed(SealedObject(SecretEnvelope(access, secret.id, part)))
    }
    let values: [Value] = [
      .string(secret.key), .mention(or: secret.project), sealed(.value), sealed(.note),
      .date(secret.revised, context), own, .date(secret.created, context),
      .string(secret.id.text),
    ]
    return .entity(
      EntityObject(
        kind: "secret", id: secret.id.text, name: secret.key,
        row: RecordObject(shape: Shape(columns.map(\.name)), values: values)))
  }
}
