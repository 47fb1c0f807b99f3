internal import Base
internal import Interpreter
internal import Vault

/// Deletes earlier values of secrets permanently.
enum SecretVersionDelete: Command {
  static var name: String { "secret version delete" }
  static let signature = Signature(
    "Deletes earlier values of secrets permanently.", category: .secrets, effect: .of(.versionDelete),
    rest: Parameter("version", .named("names"), "the ids that `secret versions` shows", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: """
      For values that must not be kept, and for those that no key opens: `vault verify` names them. Asks first on a \
      terminal, needs --yes elsewhere. All in one transaction.
      """,
    examples: [
      Example(
        "\"new\" | secret edit web/DB_URL; let old = (secret versions web/DB_URL | first); "
          + "secret version delete $old.id --yes | get action", gives: "[\"deleted\"]")
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let texts = try Subjects.names(call)
    for text in texts where UUID128(text) == nil {
      throw call.fault(CommandFault.noVersion(text: text))
    }
    try Confirmation.ask(call, "delete", "\(texts.count) earlier value\(texts.count == 1 ? "" : "s")")
    return try call.changing("versions", texts, shown: { .string($0) }) {
      (text, session) throws(VaultError) in
      ChangeRows.row(try session.deleteVersions(UUID128(text).map { [$0] } ?? []))
    }
  }
}
