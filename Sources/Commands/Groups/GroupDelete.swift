internal import Interpreter
internal import Vault

/// Deletes groups.
enum GroupDelete: Command {
  static var name: String { "group delete" }
  static let signature = Signature(
    "Deletes groups and their grants. Their people stay.", category: .people,
    effect: .of(.groupShrink), rest: Parameter("group", .named("groups"), "the groups", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any),
    output: .rows(ChangeRows.columns + [Column("people", .int), Column("grants", .int)]),
    details: "Asks first on a terminal, needs --yes elsewhere. All in one transaction.",
    examples: [
      Example("group delete ops --yes | get people", gives: "[1]"),
      Example("groups | group delete --yes | length", gives: "1"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let groups = try References(call).subjects([.group])
    try Confirmation.ask(call, "delete", groups.refs, .group)
    return try call.changing("groups", groups) { (group, session) throws(VaultError) in
      let deleted = try session.deleteGroup(group.id)
      return ChangeRows.row(
        "deleted", .mention(group),
        adding: [("people", .int(deleted.members)), ("grants", .int(deleted.grants))])
    }
  }
}
