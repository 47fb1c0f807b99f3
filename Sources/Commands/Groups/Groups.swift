internal import Interpreter
internal import Vault

/// The groups.
enum Groups: Command {
  static var name: String { "groups" }
  static let signature = Signature(
    "Lists groups of people, oldest first.", category: .people,
    output: GroupRelation.type,
    examples: [
      Example("groups | get name", gives: "[\"ops\"]"),
      Example("groups | where .name == \"ops\" | length", gives: "1"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    return .stream(PageStream(try RelationRows(GroupRelation.self, [], session, call.context)))
  }
}
