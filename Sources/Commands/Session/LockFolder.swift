internal import Glibc
package import Interpreter

/// The folder of a vault's locks, `VAULT.locks` beside it, which only the owner can write.
///
/// It depends on nothing but the vault's path, so all processes that can open the vault use the same locks:
/// cron and a login, a service with a /tmp of its own, and root beside the vault's owner. The vault need not
/// exist yet.
package struct LockFolder: ~Copyable {
  private let path: String
  private let descriptor: Int32
  /// The owner of the folder, and so of each lock in it.
  private let owner: uid_t

  /// The folder of the vault at a path; it is made where it is missing.
  package init(vault: String) throws(Fault) {
    if vault.isEmpty || vault.hasSuffix("/") {
      throw Fault(CommandFault.noPlaceOfALock(vault: vault))
    }
    let path = Self.place(of: vault)
    let opened = try Self.made(path)
    let settled: uid_t
    do throws(Fault) {
      settled = try Self.settleOwner(opened, path, vault: vault)
    } catch {
      close(opened)
      throw error
    }
    self.path = path
    descriptor = opened
    owner = settled
  }

  deinit { close(descriptor) }

  /// The lock of a name, for this process alone until it goes; nil where another one has it.
  package borrowing func exclusive(_ name: String) throws(Fault) -> HeldLock? {
    let file = try opened(name + ".lock")
    if flock(file, LOCK_EX | LOCK_NB) == 0 { return HeldLock(file) }
    let isTaken = errno == EWOULDBLOCK
    close(file)
    if isTaken { return nil }
    throw Self.failed("\(path)/\(name).lock")
  }

  /// The mark of a server of a vault; nil where its disk takes none: there, too, the vault is read.
  package static func serverMark(vault: String) throws(Fault) -> HeldLock? {
    var facts = statvfs()
    let isKnown = statvfs(UserFolders.parent(of: vault), &facts) == 0
    if isKnown, facts.f_flag & UInt(ST_RDONLY) != 0 || facts.f_bavail == 0 { return nil }
    return try LockFolder(vault: vault).serverMark()
  }

  /// The mark of a server, which several may hold at once.
  private borrowing func serverMark() throws(Fault) -> HeldLock {
    let file = try opened(Self.server)
    while flock(file, LOCK_SH) != 0 {
      if errno == EINTR { continue }
      close(file)
      throw Self.failed("\(path)/\(Self.server)")
    }
    return HeldLock(file)
  }

  /// Whether a server serves the vault at a path now.
  package static func hasServer(vault: String) -> Bool {
    let file = open(place(of: vault) + "/" + server, O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else { return false }
    defer { close(file) }
    return flock(file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }

  private static let server = "server"

  private static func made(_ path: String) throws(Fault) -> Int32 {
    UserFolders.make(UserFolders.parent(of: path))
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw failed(path) }
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    if folder >= 0 { return folder }
    if errno == ELOOP || errno == ENOTDIR { throw refused(path, "is a link or a file, not a folder") }
    throw failed(path)
  }

  // MARK: places

  /// The folder's path: links on the way to the vault lead to one and the same.
  private static func place(of vault: String) -> String {
    if let whole = resolved(vault) { return whole + ".locks" }
    let folder = UserFolders.parent(of: vault)
    let name = vault.split(separator: "/").last.map(String.init) ?? vault
    return (resolved(folder) ?? folder) + "/" + name + ".locks"
  }

  private static func resolved(_ path: String) -> String? {
    guard let found = realpath(path, nil) else { return nil }
    defer { free(found) }
    return String(cString: found)
  }

  // MARK: owners

  /// The owner of the folder; it is refused where others own it or may write to it.
  ///
  /// What root makes is given to the vault's owner, who would be locked out of it otherwise.
  private static func settleOwner(
    _ descriptor: Int32, _ path: String, vault: String
  ) throws(Fault) -> uid_t {
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw failed(path) }
    let own = geteuid()
    var wanted = own
    if own == 0 {
      var near = stat()
      if stat(vault, &near) == 0 || stat(UserFolders.parent(of: path), &near) == 0 { wanted = near.st_uid }
      if facts.st_uid == 0, wanted != 0 {
        guard fchown(descriptor, wanted, near.st_gid) == 0 else { throw failed(path) }
        facts.st_uid = wanted
      }
    }
    guard facts.st_uid == wanted else { throw refused(path, "belongs to another user") }
    guard facts.st_mode & 0o022 == 0 else { throw refused(path, "can be written by others") }
    return facts.st_uid
  }

  /// A file of the folder, made where it is missing; links and all that is no plain file of the owner are refused.
  private borrowing func opened(_ name: String) throws(Fault) -> Int32 {
    let file = openat(
      descriptor, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0o600)
    guard file >= 0 else {
      if errno == ELOOP { throw Self.refused("\(path)/\(name)", "is a symbolic link") }
      throw Self.failed("\(path)/\(name)")
    }
    var facts = stat()
    let isKnown = fstat(file, &facts) == 0
    if isKnown, facts.st_uid == 0, owner != 0, fchown(file, owner, gid_t.max) == 0 { facts.st_uid = owner }
    guard isKnown, facts.st_mode & S_IFMT == S_IFREG, facts.st_nlink == 1, facts.st_uid == owner else {
      close(file)
      throw Self.refused("\(path)/\(name)", "is no plain file of the vault's owner")
    }
    return file
  }

  private static func failed(_ path: String) -> Fault {
    Fault(CommandFault.lockUnusable(path: path, reason: String(cString: strerror(errno))))
  }

  private static func refused(_ path: String, _ why: String) -> Fault {
    Fault(CommandFault.lockRefused(path: path, reason: why))
  }
}

/// A lock that is held until this goes, or the process ends.
package final class HeldLock {
  private let descriptor: Int32

  init(_ descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }
}
