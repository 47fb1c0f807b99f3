internal import Interpreter
internal import Vault

/// Makes groups.
enum GroupCreate: Command {
  static var name: String { "group create" }
  static let signature = Signature(
    "Creates groups of people. Their names are not encrypted.", category: .people, effect: .of(.groupChange),
    rest: Parameter("name", .named("names"), "the names; the pipe may give more", least: 1),
    flags: [SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "Creates all of them or none.",
    examples: [
      Example("group create dev | get action", gives: "[\"created\"]"),
      Example("[a b] | group create | length", gives: "2"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let names = try Subjects.names(call)
    return try call.changing("groups", names, shown: { .string($0) }) { (name, session) throws(VaultError) in
      let group = try session.createGroup(name: name)
      return ChangeRows.row("created", .mention(group.ref))
    }
  }
}
