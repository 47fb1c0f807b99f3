internal import Interpreter
internal import Vault

/// The machine accounts.
enum Accounts: Command {
  static var name: String { "accounts" }
  static let signature = Signature(
    "The machine accounts, in the order of their creation.", category: .accounts,
    output: AccountRelation.type(.account),
    examples: [
      Example("accounts | get name", gives: "[\"ci-payments\" \"ci-web\" \"deploy\"]"),
      Example("accounts | where .name =~ \"^ci-\" | length", gives: "2"),
      Example("accounts | where .secrets > 1 | select name secrets", gives: "[{name: \"ci-web\", secrets: 2}]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    return .stream(OriginStream(try RelationRows(AccountRelation.self, [], session, call.context)))
  }
}
