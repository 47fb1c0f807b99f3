internal import Base
internal import Interpreter
internal import Vault

/// Shared parts of the commands that add and remove members of a group.
enum GroupMembers {
  static let positional = [Parameter("group", .named("group"), "which group")]
  static let rest = Parameter("person", .named("people"), "who; more may come from the pipe", least: 1)

  /// Changes the members, each a row, all in one transaction.
  static func change(
    _ call: Call, asks verb: String? = nil,
    _ body: (VaultSession, UUID128, [UUID128]) throws(VaultError) -> [Change]
  ) throws(Fault) -> Value {
    let references = try References(call)
    let group = try references.one(try call.required("group"), [.group])
    let people = try references.subjects([.person])
    if let verb { try Confirmation.ask(call, verb, people.refs, .person) }
    return try call.changing("people", people) { (person, session) throws(VaultError) in
      ChangeRows.row(try body(session, group.id, [person.id]))
    }
  }
}
