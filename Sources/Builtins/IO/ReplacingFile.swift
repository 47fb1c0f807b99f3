internal import CSupport
internal import Glibc
internal import Interpreter

/// A file that takes its place when it is whole; given up or killed before, nothing of it stays.
final class ReplacingFile: SealableFile {
  private let request: SaveRequest
  private let folder: OpenFile
  private let name: String
  /// What is made of it so far; nil where a device is written directly.
  private var part: sms_part?
  private let file: OpenFile
  /// The permissions that the file gets at the end; nil where they are right from the start.
  private var mode: mode_t?
  /// Whether a link led to the file.
  private let isLinked: Bool

  /// Prepares the file; all that can be refused is refused here.
  init(_ request: SaveRequest, _ context: Context) throws(Fault) {
    var place = try Place(request.path, request, context)
    isLinked = place.kind == S_IFLNK
    if isLinked { place = try Place(try place.target(), request, context) }
    self.request = request
    folder = place.folder
    name = place.name
    switch place.kind {
    case nil, S_IFREG:
      let permissions = place.kind == nil ? request.mode : request.mode ?? place.mode
      // An old file that others may not read is never written where they could.
      let opening: mode_t = request.isSealed ? 0o600 : (permissions ?? 0o600) & 0o600
      var part = sms_part()
      file = try place.create(&part, opening)
      self.part = part
      mode = request.isSealed ? request.mode ?? 0o600 : permissions
    default:
      part = nil
      mode = nil
      file = try place.openDevice()
    }
  }

  /// Refuses what `init` would refuse, without making anything.
  static func check(_ request: SaveRequest, _ context: Context) throws(Fault) {
    var place = try Place(request.path, request, context)
    if place.kind == S_IFLNK { place = try Place(try place.target(), request, context) }
    try place.checkRights()
  }

  deinit {
    if var part { sms_part_end(&part) }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(Fault) { try file.write(bytes) }

  func write(_ bytes: [UInt8]) throws(Fault) { try file.write(bytes) }

  func becomeSealed() throws(Fault) {
    if isLinked || part == nil { throw SealedFile.fault(request) }
    try SealedFile.check(mode: request.mode)
    mode = request.mode ?? 0o600
  }

  /// Gives the file its place.
  func commit() throws(Fault) {
    if part == nil { return }
    if let mode, fchmod(file.descriptor, mode) != 0 {
      throw Fault(FileFault.permissionsNotSet(request.shown, number: errno))
    }
    try file.synchronise()
    // Another process may have made the file meanwhile: without --force it is not replaced.
    let number = part.map { part in
      var part = part
      defer { self.part = part }
      return sms_part_place(&part, name, request.isForced ? 1 : 0)
    }
    if number == EEXIST { throw Place.exists(request) }
    if let number, number != 0 { throw Fault(FileFault.notWritten(request.shown, number: number)) }
    try folder.synchronise()
  }
}

/// The place of a file: its folder, opened, and its name there.
private struct Place {
  let request: SaveRequest
  let context: Context
  let path: String
  let folder: OpenFile
  let name: String
  /// What stands there: a kind of `S_IFMT`; nil for nothing.
  private(set) var kind: mode_t?
  private(set) var mode: mode_t = 0

  init(_ path: String, _ request: SaveRequest, _ context: Context) throws(Fault) {
    self.path = path
    self.request = request
    self.context = context
    let (parent, name) = try Place.parts(path, request)
    let opened = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard opened >= 0 else { throw Fault(FileFault.notWritten(request.shown, number: errno)) }
    folder = OpenFile(descriptor: opened, shown: request.shown, context)
    self.name = name
    try look()
  }

  private static func parts(_ path: String, _ request: SaveRequest) throws(Fault) -> (String, String) {
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let name = slash.map { String(path[path.utf8.index(after: $0)...]) } ?? path
    if name.isEmpty || name == "." || name == ".." { throw folderFault(request) }
    guard let slash else { return (".", name) }
    return (slash == path.startIndex ? "/" : String(path[..<slash]), name)
  }

  private static func folderFault(_ request: SaveRequest) -> Fault {
    Fault(FileFault.folder(request.shown))
  }

  static func exists(_ request: SaveRequest) -> Fault {
    Fault(FileFault.exists(request.shown))
  }

  private mutating func look() throws(Fault) {
    var status = stat()
    guard fstatat(folder.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      if errno == ENOENT { return }
      throw Fault(FileFault.targetNotExamined(request.shown, number: errno))
    }
    kind = status.kind
    mode = status.st_mode & 0o777
    if kind == S_IFDIR { throw Place.folderFault(request) }
    if request.isSealed, kind != S_IFREG { throw SealedFile.fault(request) }
    if kind == S_IFREG || kind == S_IFLNK, !request.isForced { throw Place.exists(request) }
  }

  /// Where a link leads: the file there is replaced, the link stays.
  func target() throws(Fault) -> String {
    guard let resolved = realpath(path, nil) else {
      throw Fault(FileFault.brokenLink(request.shown, number: errno))
    }
    defer { free(resolved) }
    return String(cString: resolved)
  }

  /// Whether a file may be made in the folder, or the device be written.
  func checkRights() throws(Fault) {
    let isMade = kind == nil || kind == S_IFREG
    let rights = isMade ? W_OK | X_OK : W_OK
    guard faccessat(folder.descriptor, isMade ? "." : name, rights, AT_EACCESS) != 0 else { return }
    throw Fault(FileFault.notWritten(request.shown, number: errno))
  }

  func create(_ part: inout sms_part, _ mode: mode_t) throws(Fault) -> OpenFile {
    let number = sms_part_begin(&part, folder.descriptor, mode, 0)
    guard number == 0 else { throw Fault(FileFault.notWritten(request.shown, number: number)) }
    return OpenFile(descriptor: part.file, shown: request.shown, context)
  }

  func openDevice() throws(Fault) -> OpenFile {
    let opened = openat(folder.descriptor, name, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NOFOLLOW)
    guard opened >= 0 else { throw Fault(FileFault.notWritten(request.shown, number: errno)) }
    return OpenFile(descriptor: opened, shown: request.shown, context)
  }
}

/// A file into which plain text goes, until sealed text turns up.
protocol SealableFile: AnyObject {
  /// Makes it a file that sealed text may go into, or refuses it; called before the first seal is opened.
  func becomeSealed() throws(Fault)
}

/// What files of sealed text must be.
enum SealedFile {
  static func check(mode: mode_t?) throws(Fault) {
    guard let mode, mode & 0o077 != 0 else { return }
    throw Fault(FileFault.openMode(String(mode, radix: 8)))
  }

  /// The fault of a file of one's own that others may read.
  static func openToOthers(_ request: SaveRequest) -> Fault {
    Fault(FileFault.readByOthers(request.shown))
  }

  static func fault(_ request: SaveRequest) -> Fault {
    Fault(FileFault.notYourOwn(request.shown))
  }
}
