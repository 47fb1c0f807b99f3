internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Makes a key for a timer.
enum PersonKeyCreate: Command {
  static var name: String { "person key create" }
  static let signature = Signature(
    "Creates a key that signs you in without a prompt. Its text is sealed and can be read once.",
    category: .people, effect: .of(.keyCreate),
    flags: [
      Flag("name", .string, "the key's name in `person keys`, such as the job that uses it"),
      Flag("expires", .named("expiry"), "when it expires (90d)"),
      Flag(
        "only", .named("effects"),
        "limits the key: one or a list of `read`, `write`, `reveal`, `destroy`, `manage`"),
    ], output: .record(columns),
    details: """
      A run signs in with it by --key-file, SMS_KEY_FILE, or as sms.key in the service manager's folder. A key with \
      --only cannot make keys or invite people.
      """,
    examples: [
      Example("(person key create --expires 90d --only [read write]).only", gives: "[\"read\" \"write\"]"),
      Example(
        "person key create --only read | get value | reveal | starts-with \"sms-key.1.\"", gives: "true"),
    ])

  private static let columns = [
    Column("value", .sealed), Column("person", .mention(.person)), Column("name", .optional(.string)),
    Column("only", .list(.string)),
    Column("expires", .datetime), Column("id", .string),
  ]

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let session = try access.open()
    let expires = try call.end(session, days: 90)
    let only = try call.effects()
    let name = try call.text("name")
    let key = try Fault.wrapping(session.createKey(expires: expires, ceiling: only, name: name))
    let envelope = CodeEnvelope(key, isPlanned: access.isPlanning)
    access.keep(envelope)
    let values: [Value] = [
      .sealed(SealedObject(envelope)), .mention(key.person), .string(or: key.name),
      KeyWords.only(key.ceiling),
      .date(key.expires, call.context), .string(key.id.text),
    ]
    return .record(RecordObject(shape: Shape(columns.map(\.name)), values: values))
  }
}
