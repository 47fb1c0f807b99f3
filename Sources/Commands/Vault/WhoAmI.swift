internal import Crypto
internal import Interpreter
internal import Vault

/// Who is signed in.
enum WhoAmI: Command {
  static var name: String { "whoami" }
  static let signature = Signature(
    "Who is signed in, to which vault, and with what.", category: .vault, output: .record(columns),
    examples: [
      Example("whoami | get email", gives: "\"ada@acme.example\""),
      Example("(whoami).role", gives: "\"owner\""),
    ])

  private static let columns = [
    Column("email", .string), Column("role", .string), Column("organization", .string),
    Column("credential", .string), Column("vault", .string), Column("id", .string),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let session = try access.open()
    let person = session.person
    let values: [Value] = [
      .string(person.email), .string(person.role.word), .string(session.organization.name),
      .string(session.credential.kind.word), .string(access.options.path), .string(person.id.text),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }
}
