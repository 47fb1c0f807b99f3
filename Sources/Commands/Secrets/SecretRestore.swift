internal import Interpreter
internal import Vault

/// Takes secrets out of the trash.
enum SecretRestore: Command {
  static var name: String { "secret restore" }
  static let signature = Signature(
    "Restores secrets from the trash to their projects.", category: .secrets, effect: .of(.trashRestore),
    rest: Parameter(
      "secret", .named("trashed-secrets"), "secrets in the trash: keys, `PROJECT/KEY`, ids", least: 1),
    flags: [SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "All in one transaction. If the project was deleted meanwhile, they come back without one.",
    examples: [
      Example(
        "secret delete web/API_KEY --yes; secret restore API_KEY | get object | get name", gives: "[\"web\"]"),
      Example("trash | secret restore | length", gives: "0"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let secrets = try References(call).trashed()
    return try call.changing("secrets", secrets) { (secret, session) throws(VaultError) in
      ChangeRows.row(try session.restoreSecrets([secret.id]))
    }
  }
}
