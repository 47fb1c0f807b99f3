internal import Interpreter
internal import Vault

/// Gives a project another name.
enum ProjectRename: Command {
  static var name: String { "project rename" }
  static let signature = Signature(
    "Renames a project.", category: .projects, effect: .of(.projectRename),
    positional: Renaming.parameters("project"), flags: [SharedFlags.twin], input: .optional(.any),
    output: ChangeRows.type,
    examples: [
      Example("project rename web website | get before", gives: "[\"web\"]"),
      Example("project rename web web | get action", gives: "[\"unchanged\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let (project, name) = try Renaming.read(call, .project)
    let session = try VaultAccess.of(call).open()
    let change = try Fault.wrapping(session.renameProject(project.id, to: name, twin: call.has("twin")))
    return .list([ChangeRows.row(change)])
  }
}
