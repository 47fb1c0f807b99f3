internal import Base
internal import Interpreter
internal import Vault

/// The members of the organization.
enum People: Command {
  static var name: String { "people" }
  static let signature = Signature(
    "Lists people, oldest first.", category: .people,
    flags: [Flag("group", .named("group"), "only members of this group")],
    output: PersonRelation.type,
    examples: [
      Example("people | get email", gives: "[\"ada@acme.example\" \"bob@acme.example\"]"),
      Example("people | where .role == \"owner\" | length", gives: "1"),
      Example("people --group ops | get status", gives: "[\"invited\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let session = references.session
    var conditions: [Condition<PersonRow>] = []
    if let ref = try references.given("group", [.group]) {
      let members = try Fault.wrapping { () throws(VaultError) in
        let groups = try session.groups(Query([.equal(.id, .id(ref.id))]))
        return try session.members(ofGroups: groups.map(\.number)).flatMap { $0 }
      }
      conditions = [.oneOf(.id, members.map { .id($0.id) })]
    }
    return .stream(PageStream(try RelationRows(PersonRelation.self, conditions, session, call.context)))
  }
}
