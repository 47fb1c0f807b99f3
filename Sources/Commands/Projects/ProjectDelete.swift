internal import Interpreter
internal import Vault

/// Deletes projects.
enum ProjectDelete: Command {
  static var name: String { "project delete" }
  static let signature = Signature(
    "Deletes projects and the grants on them. Their secrets stay, without a project.", category: .projects,
    effect: .of(.projectDelete), rest: Parameter("project", .named("projects"), "the projects", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any),
    output: .rows(ChangeRows.columns + [Column("grants", .int), Column("secrets", .int)]),
    details: "Asks first on a terminal, needs --yes elsewhere. All in one transaction.",
    examples: [
      Example("project delete web --yes | get secrets", gives: "[2]"),
      Example("projects | where .accounts == 0 | project delete --yes | length", gives: "1"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let found = try References(call).subjects([.project])
    try Confirmation.ask(call, "delete", found.refs, .project)
    return try call.changing("projects", found.refs, after: found.failed, shown: { .mention($0) }) {
      (project, session) throws(VaultError) in
      let deleted = try session.deleteProjects([project.id])
      let entries: [(String, Value)] = deleted.flatMap {
        [("grants", .int($0.grants)), ("secrets", .int($0.secrets))]
      }
      return ChangeRows.row("deleted", .mention(project), adding: entries)
    }
  }
}
