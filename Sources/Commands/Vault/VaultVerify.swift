internal import Interpreter
internal import Vault

/// Verifies the whole vault.
enum VaultVerify: Command {
  static var name: String { "vault verify" }
  static let signature = Signature(
    "Verifies the whole vault: pages, the chain of events, all encrypted text, and the state that events add up to.",
    category: .vault,
    flags: [
      Flag("anchor", .named("path"), "compares with the places that `events anchor` wrote into this file")
    ], output: .rows(Findings.columns),
    details: """
      Gives no rows when nothing is wrong. When anything was changed other than by the program the findings are shown \
      and the program ends with 7. Data from a client of the server that no key decrypts is a finding of the area `client`, with the command that repairs it; an event that a wrong clock dated far ahead is one of the area `clock`. Such findings alone are no error. With --anchor a vault that is older than an anchor is found, too; one that was restored from a backup is told as that.
      """,
    examples: [
      Example("vault verify", gives: "[]"),
      Example("vault verify --anchor /mnt/audit/anchors", "compares with what was kept outside"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let anchors = try call.text("anchor").map { (path) throws(Fault) in
      try AnchorFile.read(Files.expanded(path, call.context.host))
    }
    let session = try VaultAccess.of(call).open()
    let report = try Fault.wrapping { () throws(VaultError) in try session.verify(against: anchors ?? []) }
    for note in report.notes { call.context.host.writeErrorLine("note: \(note)") }
    if report.isClean {
      call.context.host.writeErrorLine(
        "clean: \(report.events) events, \(report.encryptedTexts) sealed texts"
          + (report.unsigned > 0 ? ", the last \(report.unsigned) events not signed yet" : ""))
      return .list([])
    }
    try Findings.refuse(report, "the vault", call)
    Findings.warn(report, "the vault holds", call.context.host)
    return .list(Findings.rows(report))
  }
}
