internal import Interpreter
internal import Vault

/// Forgets failed sign-ins.
enum LockedClear: Command {
  static var name: String { "locked clear" }
  static let signature = Signature(
    "Clears the failed sign-ins with access tokens, from all addresses.", category: .tokens,
    effect: .of(.loginClear),
    rest: Parameter("token", .named("tokens"), "the tokens: names, ids, rows of `tokens`", least: 1),
    flags: [SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "All in one transaction. A token without failed sign-ins is `unchanged`.",
    examples: [Example("locked clear pipeline | get action", gives: "[\"unchanged\"]")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let tokens = try References(call).subjects([.token])
    return try call.changing("access tokens", tokens) { (token, session) throws(VaultError) in
      ChangeRows.row(try session.clearLogins([token.id]))
    }
  }
}
