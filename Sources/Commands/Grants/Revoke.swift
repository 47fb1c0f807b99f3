internal import Interpreter
internal import Vault

/// Takes grants back.
enum Revoke: Command {
  static var name: String { "revoke" }
  static let signature = Signature(
    "Revokes grants: from whom, on what.",
    category: .grants, effect: .of(.grantRevoke),
    rest: Parameter(
      "side", .named("grant-side"), "who and what, in any order; `kind:name` if a name is ambiguous", least: 2
    ),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: """
      Subjects and objects are told apart as in `grant`. Arguments and input may be mixed. Asks first on a terminal, needs --yes \
      elsewhere. All in one transaction. A pair without a grant is `unchanged`.
      """,
    examples: [
      Example("revoke ci-web project:web --yes | get action", gives: "[\"revoked\"]"),
      Example("accounts | revoke project:billing --yes | get action | uniq", gives: "[\"unchanged\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let sides = try GrantPairs(call)
    let requests = sides.pairs.map { RevokeRequest(GrantSide($0.subject), on: GrantSide($0.object)) }
    let names = sides.pairs.map { "of \($0.subject.name) on \($0.object.name)" }
    try Confirmation.ask(call, "take back", names, one: "grant", many: "grants")
    let session = try VaultAccess.of(call).open()
    return try call.changing(sides, requests) { (requests) throws(VaultError) in try session.revoke(requests)
    }
  }
}
