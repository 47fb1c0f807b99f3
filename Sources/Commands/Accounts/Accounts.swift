internal import Base
internal import Interpreter
internal import Vault

/// The machine accounts.
enum Accounts: Command {
  static var name: String { "accounts" }
  static let signature = Signature(
    "Lists machine accounts, oldest first.", category: .accounts,
    flags: [Flag("project", .named("project"), "only machine accounts with a grant on this project")],
    output: AccountRelation.type,
    details: """
      `last_used` is when one of its tokens was used last, null where none ever was: `<` does not compare null, so \
      `where (.last_used ?? .created) < $now - 90d` finds what lies idle, new ones by their age.
      """,
    examples: [
      Example("accounts | get name", gives: "[\"ci-payments\" \"ci-web\" \"deploy\"]"),
      Example("accounts | where .name =~ \"^ci-\" | length", gives: "2"),
      Example("accounts | where .last_used == null | get name", "those that were never used"),
      Example("accounts --project web | get name", gives: "[\"ci-web\"]"),
      Example(
        "accounts | where .secrets > 1 | select name secrets", gives: "[{name: \"ci-web\", secrets: 2}]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let session = references.session
    var conditions: [Condition<AccountRow>] = []
    if let project = try references.given("project", [.project]) {
      let grants = try Fault.wrapping(session.grants(try session.grantQuery(object: project)))
      conditions = [.oneOf(.id, grants.filter { $0.subject.kind == .account }.map { .id($0.subject.id) })]
    }
    return .stream(PageStream(try RelationRows(AccountRelation.self, conditions, session, call.context)))
  }
}
