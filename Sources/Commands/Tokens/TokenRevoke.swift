internal import Base
internal import Interpreter
internal import Vault

/// Ends access tokens.
enum TokenRevoke: Command {
  static var name: String { "token revoke" }
  static let signature = Signature(
    "Revokes access tokens and erases their keys.", category: .tokens,
    effect: .of(.tokenRevoke),
    rest: Parameter("token", .named("tokens"), "the tokens: names, ids, rows of `tokens`"),
    flags: [
      Flag("stdin", nil, "reads the texts of tokens, one a line, from the pipe, standard input or a prompt"),
      SharedFlags.yes, SharedFlags.keepGoing,
    ], rules: [.exactlyOne("token", "stdin")], input: .optional(.any), output: ChangeRows.type,
    details: """
      Asks first on a terminal, needs --yes elsewhere. All in one transaction. --stdin is for a leaked token's text: as an argument other users could see it. Sessions at the server end at once. A copy of the organization key that was taken with the token stays valid until `vault rekey`.
      """,
    examples: [
      Example("token revoke pipeline --yes | get action", gives: "[\"revoked\"]"),
      Example(
        "tokens --account ci-payments | token revoke --yes; tokens | get name", gives: "[\"pipeline\"]"),
      Example(
        "let t = (token create deploy --name x); $t.value | token revoke --stdin --yes | get subject | get name",
        gives: "[\"x\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let tokens: References.Found
    if call.has("stdin") {
      tokens = References.Found(refs: try PastedTokens(call).refs(references.session))
    } else {
      for value in call.rest { try PastedTokens.refuseText(value, call) }
      tokens = try references.subjects([.token])
    }
    try Confirmation.ask(call, "revoke", tokens.refs, .token)
    return try call.changing("access tokens", tokens) { (token, session) throws(VaultError) in
      ChangeRows.row(try session.revokeTokens([token.id]))
    }
  }
}
