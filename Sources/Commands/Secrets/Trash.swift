internal import Interpreter
internal import Vault

/// The secrets in the trash.
enum Trash: Command {
  static var name: String { "trash" }
  static let signature = Signature(
    "Lists the secrets in the trash, and when each may be purged.", category: .secrets,
    output: TrashRelation.type,
    details: "`secret restore` brings them back, `secret purge` deletes them permanently.",
    examples: [
      Example("trash | length", gives: "0"),
      Example("secret delete web/API_KEY --yes; trash | get key", gives: "[\"API_KEY\"]"),
      Example(
        "secret delete web/API_KEY --yes; (trash | first).purged_on - (trash | first).deleted", gives: "30d"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    // Asked here, too: a pipeline that wants no row would never ask.
    try Fault.wrapping(session.require(.trashList))
    return .stream(PageStream(try RelationRows(TrashRelation.self, [], session, call.context)))
  }
}
