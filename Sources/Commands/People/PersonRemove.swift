internal import Base
internal import Interpreter
internal import Vault

/// Removes people.
enum PersonRemove: Command {
  static var name: String { "person remove" }
  static let signature = Signature(
    "Removes people with their grants, group memberships and credentials.",
    category: .people, effect: .of(.personRemove),
    rest: Parameter("person", .named("people"), "who", least: 1),
    flags: [SharedFlags.yes, SharedFlags.keepGoing], input: .optional(.any),
    output: .rows(
      ChangeRows.columns + [
        Column("grants", .int), Column("groups", .int), Column("credentials", .int),
        Column("tokens", .list(.mention(.token))), Column("keys", .list(.string)),
      ]),
    details: """
      Asks first on a terminal, needs --yes elsewhere. All in one transaction. The access tokens and keys that they created stay valid; the result lists them. They may have a copy of the organization's key, which stays valid until `vault rekey`.
      """,
    examples: [
      Example("person remove bob@acme.example --yes | get groups", gives: "[1]"),
      Example("person remove bob@acme.example --yes | get tokens | length", gives: "1"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let people = try References(call).subjects([.person])
    try Confirmation.ask(call, "remove", people.refs, .person)
    let rows = try call.changing("people", people) { (person, session) throws(VaultError) in
      let removed = try session.removePerson(person.id)
      let entries: [(String, Value)] = [
        ("grants", .int(removed.grants)), ("groups", .int(removed.groups)),
        ("credentials", .int(removed.credentials)),
        ("tokens", .list(removed.tokens.map { .mention($0.ref) })),
        ("keys", .list(removed.keys.map { .string("\($0.kind.word) of \($0.person), \($0.id.text)") })),
      ]
      tell(removed, call)
      return ChangeRows.row("removed", .mention(person), adding: entries)
    }
    return rows
  }

  private static func tell(_ removed: RemovedPerson, _ call: Call) {
    let host = call.context.host
    for token in removed.tokens {
      host.writeErrorLine(
        "the access token \(token.name) (\(token.id.text)) of \(token.account.name), "
          + "which \(removed.person.name) made, goes on")
    }
    for key in removed.keys {
      host.writeErrorLine(
        "the \(key.kind.word) \(key.id.text) of \(key.person), which \(removed.person.name) made, goes on")
    }
    if removed.credentials > 0 {
      host.writeErrorLine(
        "\(removed.person.name) may have kept a copy of the key: `vault rekey` makes another, and change the "
          + "values that matter")
    }
  }
}
