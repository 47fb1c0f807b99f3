internal import Interpreter
internal import Vault

/// Takes grants back.
enum Revoke: Command {
  static var name: String { "revoke" }
  static let signature = Signature(
    "Takes grants of projects to machine accounts back: all of the first with all of the second.",
    category: .grants, effect: [.write, .destroy],
    rest: Parameter("side", .named("grant-side"), "machine accounts and projects, in any order"),
    flags: [SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details:
      "Arguments and pipe may be mixed. All in one transaction. What was not granted stays `unchanged`.",
    examples: [
      Example("revoke ci-web project:web | get action", gives: "[\"revoked\"]"),
      Example("accounts | revoke project:billing | get action | uniq", gives: "[\"unchanged\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let sides = try GrantPairs(call)
    let requests = sides.pairs.map { RevokeRequest(account: $0.account.id, project: $0.project.id) }
    let session = try VaultAccess.of(call).open()
    return try call.changing(sides, requests) { (requests) throws(VaultError) in try session.revoke(requests)
    }
  }
}
