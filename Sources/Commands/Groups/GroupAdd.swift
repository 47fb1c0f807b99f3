internal import Interpreter
internal import Vault

/// Puts people into a group.
enum GroupAdd: Command {
  static var name: String { "group add" }
  static let signature = Signature(
    "Adds people to a group. Present members are `unchanged`.", category: .people, effect: .of(.groupChange),
    positional: GroupMembers.positional, rest: GroupMembers.rest, flags: [SharedFlags.keepGoing],
    input: .optional(.any), output: ChangeRows.type, details: "All in one transaction.",
    examples: [
      Example("group add ops ada@acme.example | get action", gives: "[\"added\"]"),
      Example("people | group add ops | get action", gives: "[\"added\" \"unchanged\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    try GroupMembers.change(call) { (session, group, people) throws(VaultError) in
      try session.addToGroup(group, people)
    }
  }
}
