internal import Interpreter
internal import Vault

/// Changes people.
enum PersonSet: Command {
  static var name: String { "person set" }
  static let signature = Signature(
    "Changes a person's role, name or access to secrets, or suspends them.", category: .people,
    effect: .of(.personSet), rest: Parameter("person", .named("people"), "who", least: 1),
    flags: [
      Flag("role", .named("role"), "`owner`, `admin`, `user` or `custom`"),
      Flag(
        "allow", .named("permissions"),
        "with `custom`: one or a list of `event-logs`, `manage-people`, `manage-groups`"),
      Flag("name", .string, "the name; \"\" removes it"),
      Flag("access", .named("yes-no"), "whether the person may use secrets at all"),
      Flag("suspended", .named("yes-no"), "whether the person is suspended and cannot sign in"),
      SharedFlags.keepGoing,
    ], rules: [.atLeastOne("role", "allow", "name", "access", "suspended")], input: .optional(.any),
    output: ChangeRows.type,
    details: """
      You cannot give a role above your own. A person with access to secrets who is not suspended takes a seat of the \
      subscription. All in one transaction.
      """,
    examples: [
      Example("person set bob@acme.example --role admin | get after", gives: "[\"admin, invited\"]"),
      Example("person set bob@acme.example --role user | get action", gives: "[\"unchanged\"]"),
      Example("people --group ops | person set --suspended yes | get action", gives: "[\"changed\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let people = try References(call).subjects([.person])
    var change = PersonChange()
    change.role = try call.role()
    change.permissions = try call.permissions()
    change.name = try call.text("name")
    change.hasAccess = try call.answer("access")
    change.isSuspended = try call.answer("suspended")
    var growths: [Growth] = []
    let rows = try call.changing("people", people) { (person, session) throws(VaultError) in
      let change = try session.setPerson(person.id, change)
      if let growth = change.growth { growths.append(growth) }
      return ChangeRows.row(change)
    }
    GrowthNote.tell(growths, call)
    return rows
  }
}
