internal import Interpreter
internal import Vault

/// How long a run keeps others from writing, and whether that is too long.
///
/// `--max-lock` limits batches, in which a program may do anything between two changes, and every command while
/// a server with waiting clients stands beside the vault. A single command that blocks no server is completed,
/// and reports afterwards that it took long.
final class VaultHold {
  private let options: VaultOptions
  private let host: any Host
  /// How many batches and savepoints are open.
  var batches = 0
  private var since: Int?
  /// When a server was last looked for, and whether there was one.
  private var looked: (at: Int, found: Bool)?

  init(_ options: VaultOptions, _ host: any Host) {
    self.options = options
    self.host = host
  }

  /// Since when a batch keeps others from writing.
  var batchSince: Int? { batches > 0 ? since : nil }

  /// Follows the transactions of a session.
  func watch(_ session: VaultSession) {
    session.whenHolding = { [unowned self] in $0 ? begin() : end() }
    session.isHeldTooLong = { [unowned self] in isTooLong }
  }

  private func begin() { since = host.clock() }

  private func end() {
    guard let begun = since else { return }
    since = nil
    let time = host.clock() - begun
    guard time > options.lockLimit, batches == 0, !options.isQuiet else { return }
    host.writeErrorLine(
      "note: others could not write for \(Display.duration(time / 100_000 * 100_000)): it was one transaction"
    )
  }

  private var isTooLong: Bool {
    guard let since else { return false }
    let now = host.clock()
    return now > since + options.lockWork && (batches > 0 || hasServer(now))
  }

  private func hasServer(_ now: Int) -> Bool {
    if let looked, now < looked.at + 250_000 { return looked.found }
    let found = LockFolder.hasServer(vault: options.path)
    looked = (now, found)
    return found
  }
}
