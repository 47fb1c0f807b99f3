internal import Base
internal import CSupport
internal import Crypto
import Glibc
internal import Interpreter
internal import Vault

/// Remembers the last event that this user saw of a vault, and tells when it is not there any more: an older copy of the
/// file took its place.
///
/// One file a path, in the user's state folder: the id of the vault, and number, date and hash of the event. It is a help, not
/// a condition: where it cannot be read or written nothing is compared.
struct SeenEvents {
  private let path: String
  private let vault: UUID128

  /// The file of a vault; nil where nothing remembers.
  init?(_ folder: String?, vault: UUID128, path: String) {
    guard let folder, folder.hasPrefix("/"), !path.hasPrefix(":") else { return nil }
    let place = realpath(path, nil).map { pointer in
      defer { free(pointer) }
      return String(cString: pointer)
    }
    guard let place else { return nil }
    let digest = hexEncode(Array(sha256(Array(place.utf8)).prefix(8)))
    self.path = folder + "/" + digest
    self.vault = vault
  }

  /// The warning about a vault that does not hold what was seen of it; nil: it does.
  func warning(_ session: VaultSession) throws(VaultError) -> String? {
    guard let seen = read() else { return nil }
    if seen.vault != vault {
      return
        "another vault was here when you used it last, \(seen.vault.text); if you put this one there yourself, "
        + "remove \(path)"
    }
    switch try session.place(ofEvent: seen.event, hash: seen.hash, date: seen.date) {
    case .same: return nil
    case .restored(let event):
      write(session)
      return "the vault was restored since you used it last (event \(event))"
    case .missing(let last):
      return
        "this is not the vault that you used last: event \(seen.event) of it is not there, the last one is "
        + "\(last). An older copy may have taken its place; if you put it there yourself, remove \(path)"
    }
  }

  /// Forgets what was seen: a new vault is made there.
  func forget() { unlink(path) }

  /// Remembers the last event, if the one that was seen before is there.
  func remember(_ session: VaultSession) {
    if let seen = read(), (try? session.place(ofEvent: seen.event, hash: seen.hash, date: seen.date)) != .same
    {
      return
    }
    write(session)
  }

  private func write(_ session: VaultSession) {
    guard let last = try? session.lastEvent() else { return }
    let line = "\(vault.text) \(last.event) \(last.date) \(hexEncode(last.hash))\n"
    if let seen = read(), seen.event == last.event, seen.hash == last.hash { return }
    let folder = UserFolders.parent(of: path)
    UserFolders.make(folder)
    let parent = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard parent >= 0 else { return }
    defer { close(parent) }
    // Not synchronised: what a loss of power forgets is compared with what was seen before it.
    var part = sms_part()
    guard sms_part_begin(&part, parent, 0o600, 0) == 0 else { return }
    defer { close(part.file) }
    let bytes = Array(line.utf8)
    if Glibc.write(part.file, bytes, bytes.count) == bytes.count {
      _ = sms_part_place(&part, String(path.dropFirst(folder.utf8.count + 1)), 1)
    }
    sms_part_end(&part)
  }

  private func read() -> (vault: UUID128, event: Int64, date: Int64, hash: [UInt8])? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = Glibc.read(file, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let words = String(decoding: bytes[..<count], as: UTF8.self).split { $0 == " " || $0 == "\n" }
    guard words.count == 4, let vault = UUID128(String(words[0])), let event = Int64(words[1]),
      let date = Int64(words[2]), let hash = hexDecode(words[3])
    else { return nil }
    return (vault, event, date, hash)
  }
}

extension VaultAccess {
  /// Warns of a vault that lacks what this user has seen of it.
  func compareWithSeen(_ session: VaultSession) throws(Fault) {
    guard let seen = seenEvents(session) else { return }
    let warning = try Fault.wrapping(seen.warning(session))
    if let warning { host.writeErrorLine("warning: \(warning)") }
  }

  /// Remembers the last event that this run has seen of its vault.
  package func rememberSeen() {
    if let session, !session.isInTransaction { seenEvents(session)?.remember(session) }
  }

  private func seenEvents(_ session: VaultSession) -> SeenEvents? {
    SeenEvents(options.seenFolder, vault: session.vaultID, path: options.path)
  }

  /// Forgets what was seen at this path: a new vault is made there.
  func forgetSeen(_ service: VaultService) throws(Fault) {
    let identity = try Fault.wrapping(service.identity(of: nil))
    SeenEvents(options.seenFolder, vault: identity.vault, path: options.path)?.forget()
  }
}
