internal import Interpreter
internal import Vault

/// Deletes secrets of the trash permanently.
enum SecretPurge: Command {
  static var name: String { "secret purge" }
  static let signature = Signature(
    "Deletes secrets in the trash permanently, with their versions and grants.", category: .secrets,
    effect: .of(.trashPurge),
    rest: Parameter(
      "secret", .named("trashed-secrets"), "secrets in the trash: keys, `PROJECT/KEY`, ids", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "Asks first on a terminal, needs --yes elsewhere. All in one transaction.",
    examples: [
      Example(
        "secret delete web/API_KEY --yes; secret purge API_KEY --yes | get action", gives: "[\"purged\"]"),
      Example("trash | secret purge --yes | length", gives: "0"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let secrets = try References(call).trashed()
    try Confirmation.ask(call, "purge", secrets.refs, .secret)
    return try call.changing("secrets", secrets) { (secret, session) throws(VaultError) in
      ChangeRows.row(try session.purgeSecrets([secret.id]))
    }
  }
}
