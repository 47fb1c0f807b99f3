internal import Interpreter
internal import Vault

/// Copies the vault to a file.
enum VaultBackup: Command {
  static var name: String { "vault backup" }
  static let signature = Signature(
    "Copies the vault to a file, still encrypted. Other users may write meanwhile.", category: .vault,
    effect: .of(.vaultBackup, [.outside, .alone]),
    positional: [Parameter("file", .named("path"), "the file; a leading `~/` is the home folder")],
    flags: [Flag("force", nil, "replaces an existing file", short: "f")], output: .record(columns),
    details: """
      For owners and admins. The copy is verified like `vault verify` before it gets its name; a damaged one is removed and the program ends with 7. The file is for its owner only (0600). It opens with the passphrases and keys of today, even after they have changed: `vault restore` asks for one of them.
      """,
    examples: [
      Example("vault backup ~/vault.backup"), Example("(vault backup --force ~/vault.backup).events"),
    ])

  private static let columns = [
    Column("file", .string), Column("events", .int), Column("sealed_texts", .int), Column("bytes", .int),
  ]

  static let plannedEvents = ["vault.backed-up"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let written = try call.requiredText("file")
    let access = try VaultAccess.of(call)
    let session = try access.open()
    if session.isReadOnly { throw Fault(VaultError.readOnly) }
    try Fault.wrapping { () throws(VaultError) in
      try session.require(.vaultBackup)
      if session.isInTransaction { throw .transaction(problem: .careInside(what: "backed up")) }
    }
    let file = try WholeFile(
      Files.expanded(written, call.context.host), replaces: call.has("force"), isNamed: true)
    let (backup, bytes) = try call.context.progress.saying("no backup was made") { () throws(Fault) in
      try Fault.wrapping { () throws(VaultError) in try make(file.temporary, session, access.stores) }
    }
    try Findings.refuse(backup.verification, "the copy of the vault", call)
    Findings.warn(backup.verification, "the copy holds", call.context.host)
    try Fault.wrapping { () throws(VaultError) in try session.recordBackup(of: backup.head) }
    try file.commit()
    return .record(
      RecordObject(
        shape: Shape(columns.map(\.name)),
        values: [
          .string(written), .int(Int(backup.head.event)), .int(backup.verification.encryptedTexts),
          .int(Int(bytes)),
        ]))
  }

  /// Makes the copy and verifies it; it is closed again before anything else is done with its file.
  private static func make(
    _ path: String, _ session: VaultSession, _ stores: any StoreProvider
  ) throws(VaultError) -> (backup: VerifiedBackup, bytes: Int64) {
    try stores.copyVault(from: session.service.store.facts().path, to: path, session.follower)
    let store = try stores.openReadOnly(at: path)
    return (try session.verify(copy: store), try store.facts().bytes)
  }
}

/// The findings of a verification, as commands show them.
enum Findings {
  /// The columns of the rows.
  static let columns = [Column("area", .string), Column("finding", .string), Column("mend", .string)]

  /// The findings as rows.
  static func rows(_ report: Verification) -> [Value] {
    let shape = Shape(columns.map(\.name))
    return report.findings.map { finding in
      .record(
        RecordObject(
          shape: shape,
          values: [
            .string(finding.area.rawValue), .string(finding.message),
            finding.mend.map { .string($0) } ?? .null,
          ]))
    }
  }

  /// Shows the findings and ends with 7; nothing where none is damage.
  static func refuse(
    _ report: Verification, _ what: String, _ call: Call,
    help: String = "restore a backup, or ask the findings which rows are lost"
  ) throws(Fault) {
    if !report.isDamaged { return }
    try call.context.host.show(.list(rows(report)), context: call.context)
    let count = report.findings.count + report.furtherFindings
    throw call.fault(CommandFault.damaged(what: what, findings: count, help: help))
  }
  /// Says what is no damage and stops nothing: how much clients sent that does not open, and that a clock was wrong.
  static func warn(_ report: Verification, _ what: String, _ host: any Host) {
    if report.isDamaged || report.isClean { return }
    let isAhead = report.findings.contains { $0.area == .clock }
    if isAhead {
      host.writeErrorLine("warning: an event is dated far ahead of this clock; `vault verify` names it")
    }
    let count = report.findings.count + report.furtherFindings - (isAhead ? 1 : 0)
    if count == 0 { return }
    host.writeErrorLine(
      "warning: \(what) \(count) text\(count == 1 ? "" : "s") that clients sent and that no key opens; "
        + "`vault verify` lists them")
  }
}
