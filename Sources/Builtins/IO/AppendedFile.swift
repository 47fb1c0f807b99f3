internal import Glibc
internal import Interpreter

/// A file that is added to under a lock; what cannot be written whole is taken back.
final class AppendedFile: SealableFile {
  private let request: SaveRequest
  private let context: Context
  private let file: OpenFile
  /// How long it was; nil for what is no regular file.
  private var size: off_t?
  private var isWhole = false

  /// Opens the file, makes it where it is not there yet, and waits for others that add to it.
  init(_ request: SaveRequest, _ context: Context) throws(Fault) {
    self.request = request
    self.context = context
    file = OpenFile(descriptor: try AppendedFile.open(request), shown: request.shown, context)
    let status = try file.status()
    if request.isSealed { try Self.refuseOthers(status, request) }
    guard status.kind == S_IFREG else { return }
    while flock(file.descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { throw Fault(FileFault.notLocked(request.shown, number: errno)) }
      try context.machine.pollNow()
    }
    size = try file.status().st_size
  }

  /// Refuses what `init` would refuse, without making or opening anything.
  static func check(_ request: SaveRequest) throws(Fault) {
    var status = stat()
    if stat(request.path, &status) != 0 {
      // What is missing is made, in its folder.
      if errno == ENOENT { return try checkFolder(request) }
      throw Fault(FileFault.notWritten(request.shown, number: errno))
    }
    if status.kind == S_IFDIR { throw Fault(FileFault.folder(request.shown)) }
    if faccessat(AT_FDCWD, request.path, W_OK, AT_EACCESS) != 0 {
      throw Fault(FileFault.notWritten(request.shown, number: errno))
    }
    var place = stat()
    let isLink = lstat(request.path, &place) == 0 && place.kind == S_IFLNK
    if request.isSealed, isLink { throw SealedFile.fault(request) }
    if request.isSealed { try refuseOthers(status, request) }
  }

  private static func checkFolder(_ request: SaveRequest) throws(Fault) {
    let slash = request.path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let folder = slash.map { String(request.path[...$0]) } ?? "."
    if slash == request.path.utf8.indices.last {
      throw Fault(FileFault.folder(request.shown))
    }
    guard faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0 else { return }
    throw Fault(FileFault.notWritten(request.shown, number: errno))
  }

  private static func refuseOthers(_ status: stat, _ request: SaveRequest) throws(Fault) {
    guard status.kind == S_IFREG, status.st_uid == geteuid() else { throw SealedFile.fault(request) }
    if status.st_mode & 0o077 != 0 { throw SealedFile.openToOthers(request) }
  }

  func becomeSealed() throws(Fault) {
    try SealedFile.check(mode: request.mode)
    let status = try file.status()
    var place = stat()
    // What was opened through a link stands elsewhere.
    guard lstat(request.path, &place) == 0, place.st_ino == status.st_ino, place.st_dev == status.st_dev
    else {
      throw SealedFile.fault(request)
    }
    try Self.refuseOthers(status, request)
  }

  deinit {
    if !isWhole, let size { _ = ftruncate(file.descriptor, size) }
  }

  private static func open(_ request: SaveRequest) throws(Fault) -> Int32 {
    var flags = O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY
    if request.isSealed { flags |= O_NOFOLLOW }
    let mode = request.mode ?? 0o600
    var opened = Glibc.open(request.path, flags | O_RDWR, mode)
    // What may be written but not read; its last line is then taken for whole.
    if opened < 0, errno == EACCES { opened = Glibc.open(request.path, flags | O_WRONLY, mode) }
    if opened >= 0 { return opened }
    switch errno {
    case EISDIR: throw Fault(FileFault.folder(request.shown))
    case ELOOP where request.isSealed: throw SealedFile.fault(request)
    default: throw Fault(FileFault.notWritten(request.shown, number: errno))
    }
  }

  /// The columns of csv or tsv that is there; nil if there is none.
  func columns(_ format: FileFormat) throws(Fault) -> [String]? {
    guard let size, size > 0 else { return nil }
    let rows = try CellLines.stream(try FileSource(request.path, context), format, ReadOptions(), context)
    return rows.columns?.map(\.name)
  }

  /// Ends the last line that is there, if it has no end.
  func beginLine() throws(Fault) {
    guard let size, size > 0 else { return }
    var last: UInt8 = 0
    if pread(file.descriptor, &last, 1, size - 1) == 1, last != 0x0A { try file.write([0x0A]) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) { try file.write(bytes) }

  func write(_ bytes: [UInt8]) throws(Fault) { try file.write(bytes) }

  /// Keeps what was written.
  func finish() throws(Fault) {
    try file.synchronise()
    isWhole = true
  }
}
