internal import Interpreter
internal import Vault

/// Changes what is said of machine accounts.
enum AccountSet: Command {
  static var name: String { "account set" }
  static let signature = Signature(
    "Changes the description of machine accounts.", category: .accounts, effect: .of(.accountDescribe),
    rest: Parameter("account", .named("account"), "the machine accounts", least: 1),
    flags: [
      Flag("description", .string, "the description; empty text removes it", required: true),
      SharedFlags.keepGoing,
    ], input: .optional(.any), output: ChangeRows.type,
    details: "All in one transaction. An equal description is `unchanged`.",
    examples: [
      Example(
        "account set deploy --description \"rolls out the web site\" | get action", gives: "[\"changed\"]"),
      Example(
        "account set deploy --description docs; (account show deploy).description", gives: "\"docs\""),
      Example(
        "accounts | where .name =~ \"^ci-\" | account set --description \"builds\" | length", gives: "2"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let accounts = try References(call).subjects([.account])
    let text = try call.requiredText("description")
    return try call.changing("machine accounts", accounts) { (account, session) throws(VaultError) in
      let change = try session.describeAccount(account.id, as: text)
      return ChangeRows.row(change)
    }
  }
}
