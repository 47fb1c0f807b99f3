internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// Makes secrets.
enum SecretCreate: Command {
  static var name: String { "secret create" }
  static let signature = Signature(
    "Creates a secret, or many from a record or rows. The value comes from the pipe, a file, standard input or a prompt.",
    category: .secrets,
    effect: .of(.secretCreate),
    positional: [
      Parameter("key", .string, "the key, which is the secret's name; not with rows", optional: true)
    ],
    flags: [
      Flag("project", .named("project"), "the project that it belongs to"),
      Flag("file", .named("path"), "the file with the value"),
      Flag("note-file", .named("path"), "the file with a note"),
      Flag("generate", .int, "generates a random value of this length, which is never shown"),
      Flag("alphabet", .string, "the characters for --generate, each once; default: letters and digits"),
      SharedFlags.twin,
    ], rules: SecretInput.rules + [.atLeastOne("key", ArgumentRule.pipe)],
    input: .optional(.oneOf([.string, .sealed, .record(nil), .rows(nil)])), output: ChangeRows.type,
    details: """
      The value is stored exactly, with every space and newline; typed input ends before the newline. It is not an argument, because other users can see arguments. Each field of a record becomes a secret; so does each row, with the columns `key` and `value`, and optionally `note`. Creates all of them or none. A key that exists in the project is refused: `secret edit` changes it, --twin creates another one.
      """,
    examples: [
      Example("\"s3cr3t\" | secret create TOKEN --project web | get action", gives: "[\"created\"]"),
      Example("secret create TLS_KEY --project web --file key.pem"),
      Example("secret create SESSION_KEY --project web --generate 32 | get action", gives: "[\"created\"]"),
      Example("\"v\" | secret create API_KEY --project web --twin | get action", gives: "[\"created\"]"),
      Example("open x.env | secret create --project web"),
      Example(
        "[{key: A, value: \"1\"} {key: B, value: \"2\", note: n}] | secret create --project web | length",
        gives: "2"),
    ])

  static func preparation(isSealed: Bool) -> (any Command.Type)? { SecretCreatePreparation.self }

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    if references.session.isReadOnly { throw Fault(VaultError.readOnly) }
    let project = try references.given("project", [.project])
    switch call.input {
    case .record?, .list?, .stream?: return try many(try SecretRows(call).secrets(), project?.id, call)
    default: break
    }
    let key = try call.requiredText("key")
    let value = try SecretInput(call).value(key)
    let note = try SecretInput(call).note()
    let secret = NewSecret(key: key, value: value, note: note)
    return .list([
      try Fault.wrapping(create(secret, project?.id, twin: call.has("twin"), references.session))
    ])
  }

  private static func many(
    _ secrets: [NewSecret], _ project: UUID128?, _ call: Call
  ) throws(Fault) -> Value {
    try call.changing(
      "secrets", Array(secrets.enumerated()), shown: { .string($0.element.key) },
      fault: { (error, item) in call.fault(Fault(error), atRow: item.offset) }
    ) { (item, session) throws(VaultError) in
      try create(item.element, project, twin: call.has("twin"), session)
    }
  }

  private static func create(
    _ secret: NewSecret, _ project: UUID128?, twin: Bool, _ session: VaultSession
  ) throws(VaultError) -> Value {
    let item = try session.createSecret(
      key: secret.key, value: secret.value, note: secret.note, project: project, twin: twin)
    return ChangeRows.row("created", .mention(item.ref), object: .mention(or: item.project))
  }
}

/// A secret that is to be made.
struct NewSecret {
  let key: String
  let value: Secret
  var note: Secret?
}

/// Refuses a key that is taken, before its value is made.
private enum SecretCreatePreparation: Command {
  static var name: String { SecretCreate.name }
  static var signature: Signature { SecretCreate.signature }

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    if references.session.isReadOnly { throw Fault(VaultError.readOnly) }
    let project = try references.given("project", [.project])
    guard let key = try call.text("key") else { return .null }
    try Fault.wrapping(
      references.session.checkNewSecret(key: key, project: project?.id, twin: call.has("twin")))
    return .null
  }
}
