internal import Base
internal import Interpreter
internal import Vault

/// Shows the signed-in person or machine account.
enum WhoAmI: Command {
  static var name: String { "whoami" }
  static let signature = Signature(
    "Shows who is signed in, to which vault, and with what.", category: .vault, output: .record(columns),
    details:
      "A machine account has no e-mail, a person has neither account nor token. `fingerprint` is that of the key that signs what you change.",
    examples: [
      Example("whoami | get email", gives: "\"ada@acme.example\""),
      Example("(whoami).role", gives: "\"owner\""),
    ])

  private static let columns = [
    Column("email", .optional(.string)), Column("account", .optionalMention(.account)),
    Column("role", .string),
    Column("organization", .string), Column("credential", .string), Column("token", .optionalMention(.token)),
    Column("vault", .string), Column("id", .string), Column("fingerprint", .optional(.string)),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let session = try access.open()
    let fingerprint = try Fault.wrapping { () throws(VaultError) in try session.fingerprint() }
    let actor = session.actor
    let account = actor.person == nil ? actor.ref : nil
    let values: [Value] = [
      .string(or: actor.person?.email), .mention(or: account),
      .string(actor.person?.role.word ?? actor.ref.kind.phrase), .string(session.organization.name),
      .string(actor.credential?.kind.word ?? EntityKind.token.phrase), .mention(or: actor.token?.ref),
      .string(access.options.path), .string(actor.id.text),
      .string(or: fingerprint),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }
}
