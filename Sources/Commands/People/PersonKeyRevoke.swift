internal import Crypto
internal import Interpreter
internal import Vault

/// Ends keys.
enum PersonKeyRevoke: Command {
  static var name: String { "person key revoke" }
  static let signature = Signature(
    "Ends keys by their ids: one's own, or of those whom one may change.", category: .people,
    effect: [.write, .destroy], rest: Parameter("key", .any, "ids of keys, or rows of `person keys`"),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any), output: ChangeRows.type,
    details: "Asks first on a terminal, needs --yes elsewhere. All in one transaction.",
    examples: [
      Example(
        "let k = (person key create --only read); person key revoke $k.id --yes | get action",
        gives: "[\"revoked\"]"),
      Example(
        "person keys | where .person == \"bob@acme.example\" | person key revoke --yes | length", gives: "0"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    var ids: [UUID128] = []
    for value in try Subjects.of(call) {
      var text = value.string
      if case .record(let record) = value { text = record["id"]?.string }
      guard let text, let id = UUID128(text) else {
        throw call.fault("E0863", "`person key revoke` takes ids of keys", help: "`person keys` lists them")
      }
      ids.append(id)
    }
    try Confirmation.ask(call, "end", ids.map(\.text), one: "key", many: "keys")
    return try call.changing(ids, shown: { .string($0.text) }) { (id, session) throws(Fault) in
      ChangeRows.row(try Fault.wrapping { () throws(VaultError) in try session.revokeKey(id) })
    }
  }
}
