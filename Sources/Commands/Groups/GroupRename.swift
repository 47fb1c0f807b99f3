internal import Interpreter
internal import Vault

/// Gives a group another name.
enum GroupRename: Command {
  static var name: String { "group rename" }
  static let signature = Signature(
    "Renames a group.", category: .people, effect: .of(.groupChange),
    positional: Renaming.parameters("group"), input: .optional(.any), output: ChangeRows.type,
    examples: [
      Example("group rename ops sre | get before", gives: "[\"ops\"]"),
      Example("group rename ops ops | get action", gives: "[\"unchanged\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (group, name) = try Renaming.read(call, .group)
    let session = try VaultAccess.of(call).open()
    let change = try Fault.wrapping(session.renameGroup(group.id, to: name))
    return .list([ChangeRows.row(change)])
  }
}
