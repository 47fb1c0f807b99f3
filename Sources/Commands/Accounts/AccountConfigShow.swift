internal import Base
internal import Interpreter
internal import Vault

/// Shows the configuration for a machine account's client.
enum AccountConfigShow: Command {
  static var name: String { "account config" }
  static let signature = Signature(
    "Shows the configuration of a machine account's client: addresses, organization, projects.",
    category: .accounts,
    positional: [Parameter("account", .named("account"), "the machine account", subject: true)],
    flags: [
      Flag("copy", .named("config-field"), "prints only this field; for `projects` the ids, one a line")
    ],
    input: .optional(.any), output: .record(columns),
    examples: [
      Example("account config ci-web | get api_url", gives: "\"http://127.0.0.1:8087/api\""),
      Example("(account config ci-web).projects | get name", gives: "[\"web\"]"),
      Example("account config ci-web --copy api_url", gives: "\"http://127.0.0.1:8087/api\""),
    ])

  static let columns = [
    Column("identity_url", .string), Column("api_url", .string), Column("organization_id", .string),
    Column("projects", .list(.mention(.project))),
  ]

  static func output(input: Type, arguments: KnownArguments) -> Type {
    arguments.flags["copy"] != nil ? .string : signature.output
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let account = try references.subject("account", [.account])
    guard let field = try call.text("copy") else { return try record(account, references.session) }
    guard case .record(let record) = try record(account, references.session), let value = record[field] else {
      throw Keywords.unknown(field, "field of the configuration", columns.map(\.name))
    }
    guard case .list(let projects) = value else { return value }
    let ids = projects.items.compactMap { (item) -> String? in
      if case .entity(let project) = item { return project.id }
      return nil
    }
    return .string(ids.joined(separator: "\n"))
  }

  /// The configuration as a record.
  static func record(_ account: EntityRef, _ session: VaultSession) throws(Fault) -> Value {
    let config = try Fault.wrapping(session.accountConfig(account.id))
    return .record([
      ("identity_url", .string(config.identityURL)), ("api_url", .string(config.apiURL)),
      ("organization_id", .string(config.organization.text)),
      ("projects", .list(config.projects.map { .mention($0) })),
    ])
  }
}
