internal import Base
internal import Interpreter
internal import Vault

/// Ends keys.
enum PersonKeyRevoke: Command {
  static var name: String { "person key revoke" }
  static let signature = Signature(
    "Revokes keys by id or name: your own, or those of people you may change.", category: .people,
    effect: .of(.keyRevoke),
    rest: Parameter("key", .any, "ids or names of keys, or rows of `person keys`", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "Asks first on a terminal, needs --yes elsewhere. All in one transaction.",
    examples: [
      Example(
        "let k = (person key create --only read); person key revoke $k.id --yes | get action",
        gives: "[\"revoked\"]"),
      Example(
        "let k = (person key create --name nightly); person key revoke nightly --yes | get action",
        gives: "[\"revoked\"]"),
      Example(
        "person keys | where .person == \"bob@acme.example\" | person key revoke --yes | length", gives: "0"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    var ids: [UUID128] = []
    for value in try Subjects.of(call) {
      var text = value.string
      if case .record(let record) = value { text = record["id"]?.string }
      guard let text else {
        throw call.fault(CommandFault.badKeyReference)
      }
      if let id = UUID128(text) { ids.append(id) } else { ids.append(try named(text, call)) }
    }
    try Confirmation.ask(call, "end", ids.map(\.text), one: "key", many: "keys")
    return try call.changing("keys", ids, shown: { .string($0.text) }) { (id, session) throws(VaultError) in
      ChangeRows.row(try session.revokeKey(id))
    }
  }

  /// The id of the one key of a name.
  private static func named(_ name: String, _ call: Call) throws(Fault) -> UUID128 {
    let session = try VaultAccess.of(call).open()
    var keys = try Fault.wrapping(session.personKeys())
    keys.removeAll { key in !(key.name.map { Texts.areSame($0, name) } ?? false) }
    if keys.count == 1 { return keys[0].id }
    guard keys.isEmpty else {
      let ids = keys.map { "\($0.id.text) of \($0.person)" }.joined(separator: ", ")
      throw call.fault(CommandFault.sameKeyName(name, ids: ids))
    }
    throw call.fault(CommandFault.unknownKey(name))
  }
}
