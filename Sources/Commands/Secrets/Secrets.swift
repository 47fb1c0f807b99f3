internal import Interpreter
internal import Vault

/// The secrets.
enum Secrets: Command {
  static var name: String { "secrets" }
  static let signature = Signature(
    "Lists secrets without values and notes, oldest first.", category: .secrets,
    flags: [
      Flag("account", .named("account"), "only secrets that this machine account can read"),
      Flag("project", .named("project"), "only secrets of this project"),
    ], output: SecretRelation.type,
    examples: [
      Example("secrets --project web | get key", gives: "[\"DB_URL\" \"API_KEY\"]"),
      Example("secrets --account ci-payments | get key", gives: "[\"STRIPE_KEY\"]"),
      Example("secrets | where .project == \"web\" | length", gives: "2"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let session = references.session
    let account = try references.given("account", [.account])
    let project = try references.given("project", [.project])
    let conditions = try Fault.wrapping { () throws(VaultError) -> [Condition<SecretRow>] in
      var conditions: [Condition<SecretRow>] = []
      if let project { conditions.append(.equal(.project, .int(try session.number(of: project)))) }
      if let account {
        let numbers = try session.secretNumbers(readableBy: account.id)
        conditions.append(.oneOf(.number, numbers.map { .int($0) }))
      }
      return conditions
    }
    return .stream(PageStream(try RelationRows(SecretRelation.self, conditions, session, call.context)))
  }
}
