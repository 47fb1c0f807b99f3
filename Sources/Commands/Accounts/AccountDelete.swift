internal import Interpreter
internal import Vault

/// Deletes machine accounts.
enum AccountDelete: Command {
  static var name: String { "account delete" }
  static let signature = Signature(
    "Deletes machine accounts with their access tokens and grants.", category: .accounts,
    effect: .of(.accountDelete),
    rest: Parameter("account", .named("accounts"), "the machine accounts", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any),
    output: .rows(ChangeRows.columns + [Column("tokens", .int), Column("grants", .int)]),
    details:
      "Asks first on a terminal, needs --yes elsewhere. All in one transaction. Projects and secrets stay.",
    examples: [
      Example("account delete deploy --yes | get tokens", gives: "[1]"),
      Example("accounts | where .name =~ \"^ci-\" | account delete --yes | length", gives: "2"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let found = try References(call).subjects([.account])
    try Confirmation.ask(call, "delete", found.refs, .account)
    return try call.changing("machine accounts", found.refs, after: found.failed, shown: { .mention($0) }) {
      (account, session) throws(VaultError) in
      let deleted = try session.deleteAccounts([account.id])
      let entries: [(String, Value)] = deleted.flatMap {
        [("tokens", .int($0.tokens)), ("grants", .int($0.grants))]
      }
      return ChangeRows.row("deleted", .mention(account), adding: entries)
    }
  }
}
