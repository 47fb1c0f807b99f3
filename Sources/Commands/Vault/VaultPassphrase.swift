internal import Base
internal import Interpreter
internal import Vault

/// Changes one's own passphrase.
enum VaultPassphrase: Command {
  static var name: String { "vault passphrase" }
  static let signature = Signature(
    "Changes your passphrase. The old one stops working.", category: .vault,
    effect: .of(.passphraseChange, .outside),
    flags: [
      Flag("new-file", .named("path"), "the file that holds the new one; without it, a prompt asks twice")
    ], output: ChangeRows.type,
    details:
      "It has at least 12 characters. Your keys stay valid. You must be signed in with the passphrase or the recovery key.",
    examples: [Example("vault passphrase --new-file new.txt")])

  static let plannedEvents = ["person.passphrase-changed"]

  static func run(_ call: Call) throws(Fault) -> Value {
    let access = try VaultAccess.of(call)
    let file = try call.text("new-file")
    guard file != nil || access.host.inputIsTerminal else {
      throw call.fault(CommandFault.newFileMissing)
    }
    let session = try access.open()
    try Fault.wrapping { () throws(VaultError) in try session.require(.passphraseChange) }
    let passphrase = try access.newPassphrase(session.actor.ref.name, path: file)
    try Fault.wrapping { () throws(VaultError) in try session.changePassphrase(to: passphrase) }
    return .list([ChangeRows.row("changed", .mention(session.actor.ref))])
  }
}
