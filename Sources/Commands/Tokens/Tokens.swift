internal import Interpreter
internal import Vault

/// The access tokens.
enum Tokens: Command {
  static var name: String { "tokens" }
  static let signature = Signature(
    "Lists access tokens of machine accounts, oldest first, without their texts.",
    category: .tokens,
    flags: [
      Flag("account", .named("account"), "only tokens of this machine account"),
      Flag("expiring", .duration, "only tokens that expire within this time"),
    ], output: TokenRelation.type,
    examples: [
      Example("tokens --account deploy | get name", gives: "[\"pipeline\"]"),
      Example("tokens | where .expires == null | length", gives: "1"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let session = references.session
    let account = try references.given("account", [.account])
    var within: Int64?
    if case .duration(let length)? = call.flag("expiring") { within = Int64(length) }
    let conditions = try Fault.wrapping { () throws(VaultError) -> [Condition<TokenRow>] in
      var conditions: [Condition<TokenRow>] = []
      if let account { conditions.append(.equal(.account, .int(try session.number(of: account)))) }
      if let within { conditions += session.expiring(within: within) }
      return conditions
    }
    return .stream(PageStream(try RelationRows(TokenRelation.self, conditions, session, call.context)))
  }
}
