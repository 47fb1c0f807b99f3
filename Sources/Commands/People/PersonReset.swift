internal import Base
internal import Interpreter
internal import Vault

/// Gives a person a new invite.
enum PersonReset: Command {
  static var name: String { "person reset" }
  static let signature = Signature(
    "Resets a person who forgot the passphrase and creates a new invite code. Grants and groups stay.",
    category: .people,
    effect: .of(.personReset),
    positional: [Parameter("person", .named("person"), "who", subject: true)],
    flags: [
      Flag("expires", .named("expiry"), "when the code expires (7d)"), SharedFlags.yes,
    ], input: .optional(.any), output: .record(InviteRecord.columns),
    details: "The old passphrase stops working at once. Asks first on a terminal, needs --yes elsewhere.",
    examples: [
      Example("person reset bob@acme.example --yes | get role", gives: "\"user\""),
      Example("people | where .name == \"Bob\" | first | person reset --yes | get value"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let references = try References(call)
    let person = try references.subject("person", [.person])
    try Confirmation.ask(call, "reset", [person], .person)
    let session = references.session
    let expires = try call.end(session, days: 7)
    let invite = try Fault.wrapping(session.resetPerson(person.id, expires: expires))
    return InviteRecord.value(invite, try VaultAccess.of(call), call)
  }
}
