internal import Interpreter
internal import Vault

/// The projects.
enum Projects: Command {
  static var name: String { "projects" }
  static let signature = Signature(
    "The projects, in the order of their creation.", category: .projects,
    output: ProjectRelation.type(.project),
    examples: [
      Example("projects | get name", gives: "[\"payments-prod\" \"web\" \"billing\"]"),
      Example("projects | where .accounts == 0 | get name", gives: "[\"billing\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    return .stream(OriginStream(try RelationRows(ProjectRelation.self, [], session, call.context)))
  }
}
