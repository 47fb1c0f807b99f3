internal import Interpreter
internal import Vault

/// Mends what can be mended without a backup.
enum VaultRepair: Command {
  static var name: String { "vault repair" }
  static let signature = Signature(
    "Mends what `vault verify` marks with `vault repair`; without --yes it only says what that is.",
    category: .vault, effect: [.write, .destroy, .alone],
    flags: [Flag("yes", nil, "mends it", short: "y")], output: .rows(columns),
    details: """
      For owners. It mends three things: names of deleted things that open under no key (they go), a clock that was ahead once (events are dated by the clock again, which leaves an event), and checkpoints that were lost (those that are left get new numbers). Where `vault verify` finds other damage, nothing is done: a repair signs nothing that is not right.
      """,
    examples: [Example("vault repair", gives: "[]"), Example("vault repair --yes", "mends it")])

  private static let columns = [
    Column("action", .string), Column("finding", .string), Column("remedy", .string),
  ]

  static let plannedEvents = ["vault.repaired"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let mends = call.has("yes")
    let steps = try Fault.wrapping { () throws(VaultError) in
      mends ? try session.repair() : try session.repairs()
    }
    let shape = Shape(columns.map(\.name))
    return .list(
      steps.map { step in
        .record(
          RecordObject(
            shape: shape,
            values: [.string(mends ? "mended" : "planned"), .string(step.finding), .string(step.remedy)]))
      })
  }
}
