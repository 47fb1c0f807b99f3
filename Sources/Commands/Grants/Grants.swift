internal import Interpreter
internal import Vault

/// The grants.
enum Grants: Command {
  static var name: String { "grants" }
  static let signature = Signature(
    "Lists grants, oldest first.", category: .grants,
    flags: [
      Flag("account", .named("account"), "only grants to or on this machine account"),
      Flag("project", .named("project"), "only grants on this project"),
      Flag("secret", .named("secret"), "only grants on this secret itself"),
      Flag("person", .named("person"), "only grants to this person"),
      Flag("group", .named("group"), "only grants to this group"),
    ], output: GrantRelation.type,
    details: """
      People and machine accounts also reach a secret through its project, through groups and by role: for --secret a note on stderr counts them, if you may list the grants on its project.
      """,
    examples: [
      Example("grants --project web | get subject | get name", gives: "[\"ada@acme.example\" \"ci-web\"]"),
      Example("grants --person ada@acme.example --project web | get access", gives: "[\"read-write\"]"),
      Example("grants | where .kind == \"account-project\" | count-by .access | get count", gives: "[1 1]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let session = references.session
    let account = try references.given("account", [.account])
    let project = try references.given("project", [.project])
    let secret = try references.given("secret", [.secret])
    let person = try references.given("person", [.person])
    let group = try references.given("group", [.group])
    let conditions = try Fault.wrapping { () throws(VaultError) -> [Condition<PolicyRow>] in
      // What contradicts itself, such as a project and a secret, is on nothing.
      var conditions = try session.grantQuery(subject: person, object: project).conditions
      conditions += try session.grantQuery(subject: group, object: secret).conditions
      if let account {
        let asSubject = try session.grants(try session.grantQuery(subject: account))
        let asObject = try session.grants(try session.grantQuery(object: account))
        conditions.append(.oneOf(.number, (asSubject + asObject).map { .int($0.number) }))
      }
      return conditions
    }
    let stream = PageStream(try RelationRows(GrantRelation.self, conditions, session, call.context))
    if let secret, account == nil, project == nil, person == nil, group == nil, !call.context.isQuiet {
      stream.note = { () throws(Fault) in try ReachNote.text(secret, session) }
    }
    return .stream(stream)
  }
}
