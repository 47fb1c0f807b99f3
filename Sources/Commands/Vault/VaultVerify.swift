internal import Interpreter
internal import Vault

/// Verifies the whole vault.
enum VaultVerify: Command {
  static var name: String { "vault verify" }
  static let signature = Signature(
    "Verifies the whole vault: pages, the chain of events, all encrypted text, and the state that events add up to.",
    category: .vault, output: .rows(Findings.columns),
    details: """
      Gives no rows when nothing is wrong. When anything was changed other than by the program the findings are shown \
      and the program ends with 7. Data from a client of the server that no key decrypts is a finding of the area `client`, with the command that repairs it; such findings alone are no error.
      """,
    examples: [Example("vault verify", gives: "[]")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let session = try VaultAccess.of(call).open()
    let report = try Fault.wrapping { () throws(VaultError) in try session.verify() }
    if report.isClean {
      call.context.host.writeErrorLine(
        "clean: \(report.events) events, \(report.encryptedTexts) sealed texts")
      return .list([])
    }
    try Findings.refuse(report, "the vault", call)
    Findings.warn(report, "the vault holds", call.context.host)
    return .list(Findings.rows(report))
  }
}
