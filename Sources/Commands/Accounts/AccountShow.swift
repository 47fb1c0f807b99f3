internal import Base
internal import Interpreter
internal import Vault

/// All about one machine account.
enum AccountShow: Command {
  static var name: String { "account show" }
  static let signature = Signature(
    "Shows one machine account: its secrets and their grants, projects, people, tokens and recent events.",
    category: .accounts,
    positional: [Parameter("account", .named("account"), "the machine account", subject: true)],
    input: .optional(.any), output: .entity("account", columns),
    examples: [
      Example("account show ci-web | get name", gives: "\"ci-web\""),
      Example("(account show ci-web).secrets | get key", gives: "[\"DB_URL\" \"API_KEY\"]"),
      Example("(account show ci-web).projects | get access", gives: "[\"read\"]"),
    ])

  private static let columns = [
    Column("name", .string), Column("description", .optional(.string)), Column("created", .datetime),
    Column("revised", .datetime),
    Column("projects", .rows(projectColumns)), Column("secrets", .rows(secretColumns)),
    Column("people", .rows(peopleColumns)), Column("tokens", TokenRelation.type),
    Column("events", EventRelation.type), Column("config", .record(AccountConfigShow.columns)),
    Column("id", .string),
  ]
  private static let projectColumns = [Column("project", .mention(.project)), Column("access", .string)]
  private static let secretColumns = [
    Column("key", .string), Column("project", .optionalMention(.project)), Column("access", .string),
    Column("via", .string), Column("id", .string),
  ]
  private static let peopleColumns = [Column("subject", .any), Column("access", .string)]

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let ref = try references.subject("account", [.account])
    let session = references.session
    let rowContext = RowContext(session: session, context: call.context)
    let values = try Fault.wrapping(facts(ref, rowContext))
    let lists = try lists(ref, session, call.context)
    let config = try AccountConfigShow.record(ref, session)
    let record = RecordObject(
      shape: Shape(columns.map(\.name)),
      values: values + [lists.tokens, lists.events, config, .string(ref.id.text)])
    return .entity(
      EntityObject(kind: "account", id: ref.id.text, name: values[0].string ?? ref.name, row: record))
  }

  private static func facts(_ ref: EntityRef, _ rowContext: RowContext) throws(VaultError) -> [Value] {
    let session = rowContext.session
    let account = try session.account(ref.id)
    let description = try session.descriptions(ofAccounts: [account.number])[0]
    let grants = try session.grants(try session.grantQuery(subject: ref))
    let people = try session.grants(try session.grantQuery(object: ref))
    return [
      .string(account.name), .string(or: description),
      rowContext.date(account.created),
      rowContext.date(account.revised),
      .list(grants.filter { $0.object.kind == .project }.map { row("project", $0.object, $0.level) }),
      .list(try secrets(of: ref, grants, session)),
      .list(people.map { row("subject", $0.subject, $0.level) }),
    ]
  }

  private static func row(_ side: String, _ ref: EntityRef, _ level: AccessLevel) -> Value {
    .record([(side, .mention(ref)), ("access", .string(level.word))])
  }

  /// What it can read: by a grant of its own on the secret, and by grants on projects; the higher level counts.
  private static func secrets(
    of ref: EntityRef, _ grants: [Grant], _ session: VaultSession
  ) throws(VaultError) -> [Value] {
    let numbers = try session.secretNumbers(readableBy: ref.id)
    var rows: [Value] = []
    for start in stride(from: 0, to: numbers.count, by: 500) {
      let part = numbers[start..<min(start + 500, numbers.count)]
      for secret in try session.secrets(SecretQuery([.oneOf(.number, part.map { .int($0) })])) {
        let own = grants.first { $0.object == secret.ref }
        let shared = secret.project.flatMap { project in grants.first { $0.object == project } }
        guard let level = [own?.level, shared?.level].compactMap({ $0 }).max() else { continue }
        let via = shared?.level == level ? "project" : "secret"
        rows.append(
          .record([
            ("key", .string(secret.key)), ("project", .mention(or: secret.project)),
            ("access", .string(level.word)), ("via", .string(via)), ("id", .string(secret.id.text)),
          ]))
      }
    }
    return rows
  }

  /// The tokens and the latest events of a machine account.
  private static func lists(
    _ ref: EntityRef, _ session: VaultSession, _ context: Context
  ) throws(Fault) -> (tokens: Value, events: Value) {
    let number = try Fault.wrapping(session.number(of: ref))
    let tokens = try RelationRows(
      TokenRelation.self, [.equal(.account, .int(number))], session, context)
    var filter = EventFilter()
    filter.account = ref.id
    let events = try RelationRows(
      EventRelation.self, filter.query.conditions, limit: 10, session, context)
    return (.list(try tokens.values()), .list(try events.values()))
  }
}
