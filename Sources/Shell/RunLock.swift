import Commands
import Interpreter

/// `--lock NAME`: a run that finds the lock taken ends with 75, so that a slow cron job does not overtake itself.
///
/// There is one lock for a vault and a name, for all users and processes: it lies beside the vault
/// (`LockFolder`).
enum RunLock {
  /// The longest name: a file's name has room for it and its ending.
  static let longestName = 200

  /// Takes the lock of a name on the vault at a path, whether or not there is a vault yet.
  static func take(_ name: String, vault: String) throws(Fault) -> HeldLock {
    let isPlain = !name.utf8.contains { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }
    guard isPlain, !name.isEmpty, name != ".", name != "..", name.utf8.count <= longestName else {
      throw Fault(ShellFault.badLockName(name, longest: longestName))
    }
    guard let lock = try LockFolder(vault: VaultOptions.known(vault)).exclusive(name) else {
      throw Fault(ShellFault.lockHeld(name))
    }
    return lock
  }
}
