internal import Base
internal import Interpreter
internal import Vault

/// The projects.
enum Projects: Command {
  static var name: String { "projects" }
  static let signature = Signature(
    "Lists projects, oldest first.", category: .projects,
    flags: [Flag("account", .named("account"), "only projects on which this machine account has a grant")],
    output: ProjectRelation.type,
    examples: [
      Example("projects | get name", gives: "[\"payments-prod\" \"web\" \"billing\"]"),
      Example("projects --account ci-web | get name", gives: "[\"web\"]"),
      Example("projects | where .accounts == 0 | get name", gives: "[\"billing\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let session = references.session
    var conditions: [Condition<ProjectRow>] = []
    if let account = try references.given("account", [.account]) {
      let grants = try Fault.wrapping(session.grants(try session.grantQuery(subject: account)))
      conditions = [.oneOf(.id, grants.filter { $0.object.kind == .project }.map { .id($0.object.id) })]
    }
    return .stream(PageStream(try RelationRows(ProjectRelation.self, conditions, session, call.context)))
  }
}
