internal import Base
import Glibc
internal import Interpreter
internal import Vault

/// Makes a recovery key for a vault that there is.
enum VaultRecoveryKey: Command {
  static var name: String { "vault recovery-key" }
  static let signature = Signature(
    "Writes a recovery key that signs in without the passphrase.",
    category: .vault, effect: .of(.recoveryCreate, [.outside, .alone]),
    positional: [Parameter("file", .named("path"), "a new file; a leading `~/` is the home folder")],
    output: ChangeRows.type,
    details: """
      For owners. The file is for its owner only (0600); keep it apart from the vault. It does not expire and \
      survives rekeys: `person keys` lists it, `person key revoke` ends it. With it you set another passphrase when \
      you forgot yours: vault passphrase --key-file FILE.
      """,
    examples: [Example("vault recovery-key ~/recovery.key")])

  static let plannedEvents = ["person.key-created"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let written = try call.requiredText("file")
    let access = try VaultAccess.of(call)
    let session = try access.open()
    if session.isReadOnly { throw Fault(VaultError.readOnly) }
    try Fault.wrapping { () throws(VaultError) in
      try session.require(.recoveryCreate)
      // The file would stay when the transaction is taken back.
      if session.isInTransaction { throw .transaction(problem: .careInside(what: "given a recovery key")) }
    }
    let file = try WholeFile(
      Files.expanded(written, call.context.host), replaces: false, help: "a recovery key replaces none")
    let key = RecoveryKey(using: &session.service.environment.random)
    try file.write(line: key.text)
    try file.commit()
    do throws(VaultError) { try session.createRecoveryKey(key) } catch {
      unlink(Files.expanded(written, call.context.host))
      throw Fault(error)
    }
    return .list([ChangeRows.row("created", .mention(session.actor.ref), after: .string(written))])
  }
}
