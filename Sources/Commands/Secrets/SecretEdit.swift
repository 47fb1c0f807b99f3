internal import Crypto
internal import Interpreter
internal import Vault

/// Changes a secret.
enum SecretEdit: Command {
  static var name: String { "secret edit" }
  static let signature = Signature(
    "Changes the value, key or note of a secret. Keeps the old value as a version.",
    category: .secrets, effect: .of(.secretEdit),
    positional: [Parameter("secret", .named("secret"), "the secret: key, `PROJECT/KEY` or id")],
    flags: [
      Flag("key", .string, "the new key"),
      Flag("file", .named("path"), "the file that holds the new value"),
      Flag("note-file", .named("path"), "the file that holds the new note"),
      Flag("no-note", nil, "removes the note"), SharedFlags.twin,
    ], rules: [.atMostOne("file", ArgumentRule.pipe), .atMostOne("note-file", "no-note")],
    input: .optional(.oneOf([.string, .sealed])), output: ChangeRows.type,
    details: """
      This is how a value is rotated. The new value comes from the pipe or --file; where no flag says what else to \
      change, from standard input or a prompt. It is not an argument, because other users can see arguments. An equal value writes an event, too.
      """,
    examples: [
      Example("\"s3cr3t\" | secret edit web/API_KEY | get action", gives: "[\"changed\"]"),
      Example("secret edit web/API_KEY --key TOKEN | get after", gives: "[\"TOKEN\"]"),
      Example("secret edit web/API_KEY --key API_KEY | get action", gives: "[\"unchanged\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    if references.session.isReadOnly { throw Fault(VaultError.readOnly) }
    let secret = try references.subject("secret", [.secret])
    let input = SecretInput(call)
    var edit = SecretEdits(key: try call.text("key"), note: try input.note())
    if call.has("no-note") { edit.note = Secret(count: 0) }
    let isAboutOthers = edit.key != nil || edit.note != nil
    if call.input != nil || call.flag("file") != nil || !isAboutOthers {
      edit.value = try input.value(secret.name)
    }
    let change = try Fault.wrapping(references.session.editSecret(secret.id, edit, twin: call.has("twin")))
    return .list([ChangeRows.row(change)])
  }
}
