internal import Interpreter
internal import Vault

/// Makes projects.
enum ProjectCreate: Command {
  static var name: String { "project create" }
  static let signature = Signature(
    "Creates projects.", category: .projects, effect: .of(.projectCreate),
    rest: Parameter("name", .named("names"), "the names; the pipe may give more", least: 1),
    flags: [SharedFlags.twin, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "Creates all of them or none.",
    examples: [
      Example("project create search | get action", gives: "[\"created\"]"),
      Example("[a b] | project create | length", gives: "2"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let names = try Subjects.names(call)
    let twin = call.has("twin")
    return try call.changing("projects", names, shown: { .string($0) }) {
      (name, session) throws(VaultError) in
      let project = try session.createProject(name: name, twin: twin)
      return ChangeRows.row("created", .mention(project.ref))
    }
  }
}
