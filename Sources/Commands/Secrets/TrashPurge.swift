internal import Interpreter
internal import Vault

/// Permanently deletes the secrets that were in the trash for its full time.
enum TrashPurge: Command {
  static var name: String { "trash purge" }
  static let signature = Signature(
    "Deletes secrets permanently after 30 days in the trash.", category: .secrets,
    effect: .of(.trashPurge),
    flags: [
      Flag("expired", nil, "purges only what has expired; required", required: true), SharedFlags.yes,
    ],
    output: ChangeRows.type,
    details: """
      Asks first on a terminal, needs --yes elsewhere: no other command purges, so run it from a timer. `trash | secret purge` empties the trash.
      """,
    examples: [Example("trash purge --expired --yes | length", gives: "0")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let secrets = try Fault.wrapping(session.expiredSecrets())
    if secrets.isEmpty { return .list([]) }
    try Confirmation.ask(call, "purge", secrets.map(\.ref), .secret)
    // Secrets that expire while the user is asked wait for the next purge.
    let last = secrets.map(\.deleted).max()
    let changes = try Fault.wrapping(session.purgeExpiredSecrets(through: last))
    return .list(changes.map { ChangeRows.row($0) })
  }
}
