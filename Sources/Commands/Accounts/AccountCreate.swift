internal import Interpreter
internal import Syntax
internal import Vault

/// Makes machine accounts.
enum AccountCreate: Command {
  static var name: String { "account create" }
  static let signature = Signature(
    "Creates machine accounts. Their creator gets a grant on them.", category: .accounts,
    effect: .of(.accountCreate),
    rest: Parameter("name", .named("names"), "the names; the pipe may give more", least: 1),
    flags: [
      Flag("description", .string, "the description: what they are for"),
      Flag("if-missing", nil, "skips a name that exists"), SharedFlags.twin,
      SharedFlags.keepGoing,
    ], input: .optional(.any), output: ChangeRows.type,
    details: """
      Creates all of them or none. Where the plan includes fewer, the subscription grows up to its limit, with a note on stderr; beyond the limit it is an error.
      """,
    examples: [
      Example("account create ci-runner | get action", gives: "[\"created\"]"),
      Example(
        "account create ci-docs --description \"builds the manual\" | get action", gives: "[\"created\"]"),
      Example("account create deploy --if-missing | get action", gives: "[\"unchanged\"]"),
      Example("account create deploy --twin | get action", gives: "[\"created\"]"),
      Example("[a b c] | account create | length", gives: "3"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let names = try Subjects.names(call)
    let (ifMissing, twin) = (call.has("if-missing"), call.has("twin"))
    let description = try call.text("description")
    var growths: [Growth] = []
    let rows = try call.changing(
      "machine accounts", names, shown: { .string($0) }, fault: { (error, _) in fault(error) }
    ) { (name, session) throws(VaultError) in
      let made = try session.createAccount(
        name: name, description: description, ifMissing: ifMissing, twin: twin)
      if let growth = made.growth { growths.append(growth) }
      return ChangeRows.row(made.isNew ? "created" : "unchanged", .mention(made.account.ref))
    }
    GrowthNote.tell(growths, call)
    return rows
  }

  /// The fault of a name that is taken tells of the flag that leaves it alone.
  private static func fault(_ error: VaultError) -> Fault {
    guard case .exists = error, let help = error.help else { return Fault(error) }
    return Fault(Fault(error).words.saying(help: "--if-missing leaves it as it is, " + help))
  }
}
