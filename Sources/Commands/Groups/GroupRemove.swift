internal import Interpreter
internal import Vault

/// Takes people out of a group.
enum GroupRemove: Command {
  static var name: String { "group remove" }
  static let signature = Signature(
    "Removes people from a group. People who are not members are `unchanged`.", category: .people,
    effect: .of(.groupShrink), positional: GroupMembers.positional, rest: GroupMembers.rest,
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "Asks first on a terminal, needs --yes elsewhere. All in one transaction.",
    examples: [
      Example("group remove ops bob@acme.example --yes | get action", gives: "[\"removed\"]"),
      Example("people | group remove ops --yes | get action", gives: "[\"unchanged\" \"removed\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    try GroupMembers.change(call, asks: "take out of the group") {
      (session, group, people) throws(VaultError) in
      try session.removeFromGroup(group, people)
    }
  }
}
