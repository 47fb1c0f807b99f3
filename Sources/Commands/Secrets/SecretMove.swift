internal import Interpreter
internal import Vault

/// Moves secrets to another project.
enum SecretMove: Command {
  static var name: String { "secret move" }
  static let signature = Signature(
    "Moves secrets to another project, or out of any project.", category: .secrets, effect: .of(.secretMove),
    rest: Parameter("secret", .named("secrets"), "the secrets: keys, `PROJECT/KEY`, ids", least: 1),
    flags: [
      Flag("project", .named("project"), "the target project"),
      Flag("unassigned", nil, "moves them out of any project: only owners and admins see them then"),
      SharedFlags.twin,
      SharedFlags.keepGoing,
    ], rules: [.exactlyOne("project", "unassigned")], input: .optional(.any), output: ChangeRows.type,
    details:
      "All in one transaction. A secret that is there already is `unchanged`; a key that exists there is refused.",
    examples: [
      Example("secret move web/API_KEY --project billing | get before", gives: "[\"web\"]"),
      Example("secrets --project web | secret move --unassigned | get action | uniq", gives: "[\"moved\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let project = try references.given("project", [.project])
    let secrets = try references.subjects([.secret])
    return try call.changing("secrets", secrets) { (secret, session) throws(VaultError) in
      ChangeRows.row(try session.moveSecrets([secret.id], to: project?.id, twin: call.has("twin")))
    }
  }
}
