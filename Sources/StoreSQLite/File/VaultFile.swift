internal import Base
import Glibc
import Vault

/// The file of a vault and what must be true of it before SQLite touches it.
struct VaultFile {
  /// The path, its folder resolved, so that no part of it is a symbolic link.
  let path: String

  /// The path of a vault whose folder exists.
  init(existing path: String) throws(VaultError) {
    let (folder, name) = try Self.split(path)
    guard let resolved = realpath(folder, nil) else {
      throw errno == ENOENT || errno == ENOTDIR
        ? .missing(path: path) : .cannotOpen(path: path, reason: Self.reason(errno))
    }
    defer { free(resolved) }
    let parent = String(cString: resolved)
    self.path = parent == "/" ? "/" + name : parent + "/" + name
  }

  /// The path of a vault to be made; folders that are missing are made with mode 0700.
  init(new path: String) throws(VaultError) {
    let (folder, _) = try Self.split(path)
    try Self.makeFolder(folder, for: path)
    try self.init(existing: path)
  }

  /// Makes the file, empty, mode 0600 from the first moment.
  func make(_ options: SQLiteOptions) throws(VaultError) {
    try refuseNetwork(Self.parent(path), options)
    try checkSurroundings(options)
    let descriptor = Glibc.open(path, O_CREAT | O_EXCL | O_RDWR | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      switch errno {
      case EEXIST, ELOOP: throw .alreadyThere(path: path)
      case EROFS: throw .readOnlyStorage
      case ENOSPC, EDQUOT: throw .storageFull
      default: throw .cannotOpen(path: path, reason: Self.reason(errno))
      }
    }
    // The umask can only take bits away from 0600, which are then given back.
    let isPrivate = fchmod(descriptor, 0o600) == 0
    close(descriptor)
    guard isPrivate else { throw .cannotOpen(path: path, reason: Self.reason(errno)) }
  }

  /// The identity of a file.
  struct Identity: Equatable {
    let device: UInt64
    let inode: UInt64
  }

  /// Refuses a file that is not ours alone, not local or no file; changes nothing.
  func check(_ options: SQLiteOptions) throws(VaultError) -> Identity {
    var facts = stat()
    guard lstat(path, &facts) == 0 else {
      throw errno == ENOENT
        ? .missing(path: path) : .cannotOpen(path: path, reason: Self.reason(errno))
    }
    if facts.st_mode & S_IFMT == S_IFLNK { throw .symlink(path: path) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path) }
    try Self.checkOwn(path, facts, options)
    try refuseNetwork(path, options)
    try checkSurroundings(options)
    return Identity(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino))
  }

  /// Refuses a file of another user, one that others have rights on, and one with a second name.
  private static func checkOwn(
    _ path: String, _ facts: stat, _ options: SQLiteOptions
  ) throws(VaultError) {
    guard facts.st_uid == options.owner else { throw .otherOwner(path: path) }
    guard facts.st_mode & 0o077 == 0 else { throw .openToOthers(path: path) }
    guard facts.st_nlink == 1 else { throw .hardLinked(path: path) }
  }

  /// Refuses a folder that others can write to, and what others put beside the file: SQLite would take a log of theirs for
  /// its own.
  ///
  /// In a folder such as /tmp others can write, but not remove or rename what is ours.
  private func checkSurroundings(_ options: SQLiteOptions) throws(VaultError) {
    var facts = stat()
    let folder = Self.parent(path)
    guard lstat(folder, &facts) == 0 else {
      throw .cannotOpen(path: path, reason: Self.reason(errno))
    }
    if facts.st_mode & 0o022 != 0, facts.st_mode & S_ISVTX == 0 { throw .folderOpenToOthers(path: folder) }
    guard facts.st_uid == options.owner || facts.st_uid == 0 else { throw .otherOwner(path: folder) }
    for suffix in ["-wal", "-shm", "-journal"] where lstat(path + suffix, &facts) == 0 {
      if facts.st_mode & S_IFMT == S_IFLNK { throw .symlink(path: path + suffix) }
      guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path: path + suffix) }
      try Self.checkOwn(path + suffix, facts, options)
    }
  }

  /// Opens the file that `check` saw and says its schema; SQLite has not looked into it yet.
  func open(
    _ options: SQLiteOptions, newest: Int
  ) throws(VaultError) -> (connection: Connection, version: Int) {
    let checked = try check(options)
    let isFixed = options.isFixed(path)
    // Its log cannot be worked off, and the file alone is an older state.
    if isFixed, logBytes > 0 {
      throw .cannotOpen(
        path: path, reason: "its disk is read-only, and \(path)-wal holds changes: copy both to another disk")
    }
    let connection = try Connection(path: path, vfs: options.vfs, isFixed: isFixed)
    // Another file in its place by now is not the one that was checked.
    guard try check(options) == checked else {
      throw .cannotOpen(path: path, reason: "it was replaced while it was opened")
    }
    return (connection, try schema(FileHeader(connection), newest: newest))
  }

  private func refuseNetwork(_ path: String, _ options: SQLiteOptions) throws(VaultError) {
    if case .network(let name) = options.fileSystem(path) {
      throw .networkFileSystem(path: self.path, name: name)
    }
  }

  private func schema(_ header: FileHeader, newest: Int) throws(VaultError) -> Int {
    if header.isEmpty { throw .unfinished(path: path) }
    guard header.isSQLite, header.applicationID == Migration.applicationID else {
      throw .notAVault(path: path)
    }
    if header.version > newest {
      throw .newerSchema(path: path, found: header.version, known: newest)
    }
    return header.version
  }

  /// The size of file and log.
  var bytes: Int64 { Self.size(path) + logBytes }

  /// The size of the log.
  var logBytes: Int64 { Self.size(path + "-wal") }

  private static func size(_ path: String) -> Int64 {
    var facts = stat()
    return lstat(path, &facts) == 0 ? Int64(facts.st_size) : 0
  }

  /// Removes the file and what SQLite puts beside it.
  func remove() {
    for suffix in ["", "-wal", "-shm", "-journal"] { unlink(path + suffix) }
  }
}

extension VaultFile {
  /// The folder and the last part of a path.
  private static func split(_ path: String) throws(VaultError) -> (folder: String, name: String) {
    guard !path.isEmpty, !path.utf8.contains(0), path.utf8.last != UInt8(ascii: "/") else {
      throw .notAFile(path: path)
    }
    let bytes = Array(path.utf8)
    let start = bytes.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0
    let name = String(decoding: bytes[start...], as: UTF8.self)
    if sameBytes(name, ".") || sameBytes(name, "..") {
      throw .notAFile(path: path)
    }
    return (parent(path), name)
  }

  private static func parent(_ path: String) -> String {
    let bytes = Array(path.utf8)
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == 0 ? "/" : String(decoding: bytes[..<slash], as: UTF8.self)
  }

  private static func makeFolder(_ folder: String, for path: String) throws(VaultError) {
    var facts = stat()
    if stat(folder, &facts) == 0 { return }
    guard errno == ENOENT else { throw .cannotOpen(path: path, reason: reason(errno)) }
    let above = parent(folder)
    if above.utf8.count < folder.utf8.count { try makeFolder(above, for: path) }
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      if errno == EROFS { throw .readOnlyStorage }
      throw .cannotOpen(path: path, reason: reason(errno))
    }
  }

  static func reason(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 128)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
