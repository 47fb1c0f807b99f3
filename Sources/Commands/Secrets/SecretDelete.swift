internal import Interpreter
internal import Vault

/// Puts secrets into the trash.
enum SecretDelete: Command {
  static var name: String { "secret delete" }
  static let signature = Signature(
    "Moves secrets to the trash. `secret restore` brings them back for 30 days.",
    category: .secrets, effect: .of(.secretDelete),
    rest: Parameter("secret", .named("secrets"), "the secrets: keys, `PROJECT/KEY`, ids", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: """
      Asks first on a terminal, needs --yes elsewhere. All in one transaction. In the trash they keep project, grants \
      and versions, and cannot be read.
      """,
    examples: [
      Example("secret delete web/API_KEY --yes | get action", gives: "[\"deleted\"]"),
      Example("secrets --project web | secret delete --yes | length", gives: "2"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let secrets = try References(call).subjects([.secret])
    try Confirmation.ask(call, "delete", secrets.refs, .secret)
    return try call.changing("secrets", secrets) { (secret, session) throws(VaultError) in
      ChangeRows.row(try session.deleteSecrets([secret.id]))
    }
  }
}
