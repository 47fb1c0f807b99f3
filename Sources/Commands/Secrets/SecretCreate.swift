internal import Crypto
internal import Interpreter
internal import Vault

/// Makes a secret.
enum SecretCreate: Command {
  static var name: String { "secret create" }
  static let signature = Signature(
    "Makes a secret; its value comes from the pipe, a file, standard input or a prompt.", category: .secrets,
    effect: .write, positional: [Parameter("key", .string, "the key, the secret's name")],
    flags: [
      Flag("project", .named("project"), "the project that it belongs to"),
      Flag("file", .named("path"), "the file that holds the value"),
      Flag("note-file", .named("path"), "the file that holds a note"),
    ], input: .optional(.oneOf([.string, .sealed])), output: ChangeRows.type,
    details: """
      The value is taken as it is, with every blank and newline; only what is typed ends before the newline. It is no \
      argument, because arguments can be seen by others.
      """,
    examples: [
      Example("\"s3cr3t\" | secret create TOKEN --project web | get action", gives: "[\"created\"]"),
      Example("secret create TLS_KEY --project web --file key.pem"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    guard let key = try call.text("key") else { throw call.fault("E0210", "`secret create` needs key") }
    let references = try References(call)
    if references.session.isReadOnly { throw Fault(VaultError.readOnly) }
    let project = try references.given("project", [.project])
    let value = try SecretInput(call).value(key)
    let note = try SecretInput(call).note()
    let item = try Fault.wrapping { () throws(VaultError) in
      try references.session.createSecret(key: key, value: value, note: note, project: project?.id)
    }
    return .list([ChangeRows.row("created", .mention(item.ref), object: .mention(or: item.project))])
  }
}
