internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Makes an access token.
enum TokenCreate: Command {
  static var name: String { "token create" }
  static let signature = Signature(
    "Creates an access token of a machine account. Its text is sealed and can be read once.",
    category: .tokens, effect: .of(.tokenCreate),
    positional: [Parameter("account", .named("account"), "the machine account", subject: true)],
    flags: [
      Flag("name", .string, "the token's name", required: true),
      Flag("expires", .named("expiry"), "when it expires: a duration from now, a date, or `never` (never)"),
      Flag("uses", .int, "how often it may sign in; default: no limit"),
      Flag("from", .string, "the network that it may sign in from, such as 10.0.0.0/8; default: any"),
      SharedFlags.twin,
    ], input: .optional(.any), output: .record(columns),
    details: """
      To rotate a token create another one, and revoke the old one with `token revoke`. The end of the run names a token whose text was never read. `sms --token-file FILE` signs in with it: a run that changes or reveals \
      something counts as one use; with --from it signs in at a server only, because only a server sees an address. \
      Neither limit stops a person who has the vault's file.
      """,
    examples: [
      Example(
        "token create ci-web --name build --expires 90d | get value | reveal | starts-with \"0.\"",
        gives: "true"),
      Example("(token create ci-web --name build).expires", gives: "null"),
      Example(
        "let t = (token create ci-web --name once --uses 1 --from 10.0.0.0/8); tokens --account ci-web | get from",
        gives: "[\"10.0.0.0/8\"]"),
    ])

  private static let columns = [
    Column("value", .sealed), Column("account", .mention(.account)), Column("name", .string),
    Column("expires", .optional(.datetime)), Column("id", .string),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let account = try references.subject("account", [.account])
    let name = try call.requiredText("name")
    let session = references.session
    let expires = try call.flag("expires").flatMap { (value) throws(Fault) in
      try Expiry.instant(value, call, clock: session.service.now())
    }
    let limits = TokenLimits(uses: try call.int("uses"), from: try call.text("from"))
    let token = try Fault.wrapping(
      session.createToken(
        account: account.id, name: name, expires: expires, limits: limits, twin: call.has("twin")))
    let access = try VaultAccess.of(call)
    let envelope = TokenEnvelope(token, isPlanned: access.isPlanning)
    access.keep(envelope)
    let values: [Value] = [
      .sealed(SealedObject(envelope)), .mention(token.item.account), .string(token.item.name),
      .date(or: token.item.expires, call.context), .string(token.item.id.text),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }
}
