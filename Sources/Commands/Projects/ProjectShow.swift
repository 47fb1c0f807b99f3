internal import Base
internal import Interpreter
internal import Vault

/// All about one project.
enum ProjectShow: Command {
  static var name: String { "project show" }
  static let signature = Signature(
    "Shows one project: its secrets and who has access. Writes an event.", category: .projects,
    positional: [Parameter("project", .named("project"), "the project", subject: true)],
    input: .optional(.any), output: .entity("project", columns),
    details: "A read-only run writes no event.",
    examples: [
      Example("project show web | get name", gives: "\"web\""),
      Example("(project show web).secrets | get key", gives: "[\"DB_URL\" \"API_KEY\"]"),
    ])

  private static let columns = [
    Column("name", .string), Column("created", .datetime), Column("revised", .datetime),
    Column("secrets", .rows(secretColumns)), Column("access", .rows(accessColumns)), Column("id", .string),
  ]
  private static let secretColumns = [
    Column("key", .string), Column("revised", .datetime), Column("id", .string),
  ]
  private static let accessColumns = [Column("subject", .any), Column("access", .string)]

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let ref = try references.subject("project", [.project])
    let session = references.session
    let context = call.context
    let values = try Fault.wrapping { () throws(VaultError) -> [Value] in
      let project = try session.isReadOnly ? session.project(ref.id) : session.showProject(ref.id)
      let number = try session.number(of: ref)
      let secrets = try session.secrets(SecretQuery([.equal(.project, .int(number))]))
      // A machine account sees what it can use, not who else can.
      let grants = try session.allows(.grantList) ? session.grants(try session.grantQuery(object: ref)) : []
      return [
        .string(project.name), .date(project.created, context), .date(project.revised, context),
        .list(secrets.map { secret($0, context) }),
        .list(
          grants.map { .record([("subject", .mention($0.subject)), ("access", .string($0.level.word))]) }),
        .string(project.id.text),
      ]
    }
    let record = RecordObject(shape: Shape(columns.map(\.name)), values: values)
    return .entity(
      EntityObject(kind: "project", id: ref.id.text, name: values[0].string ?? ref.name, row: record))
  }

  private static func secret(_ secret: SecretItem, _ context: Context) -> Value {
    .record([
      ("key", .string(secret.key)), ("revised", .date(secret.revised, context)),
      ("id", .string(secret.id.text)),
    ])
  }
}
