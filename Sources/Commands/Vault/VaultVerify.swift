internal import Interpreter
internal import Vault

/// Verifies the whole vault.
enum VaultVerify: Command {
  static var name: String { "vault verify" }
  static let signature = Signature(
    "Verifies the whole vault: pages, the chain of events, everything sealed, and that all is as events say.",
    category: .vault, output: .rows(columns),
    details: """
      Gives no rows when nothing is wrong. Else the findings are shown and the program ends with 7.
      """,
    examples: [Example("vault verify", gives: "[]")])

  private static let columns = [Column("area", .string), Column("finding", .string)]

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let report = try Fault.wrapping { () throws(VaultError) in try session.verify() }
    if report.isClean {
      call.context.host.writeError(
        "clean: \(report.events) events, \(report.encryptedTexts) sealed texts\n")
      return .list([])
    }
    let shape = Shape(columns.map(\.name))
    let rows = report.findings.map { finding in
      Value.record(
        RecordObject(shape: shape, values: [.string(finding.area.rawValue), .string(finding.message)]))
    }
    try call.context.host.show(.list(rows), context: call.context)
    let count = report.findings.count + report.furtherFindings
    throw call.fault(
      "E0831", "the vault is damaged: \(count) finding\(count == 1 ? "" : "s")",
      help: "restore a backup, or ask the findings which rows are lost", status: 7)
  }
}
