import Base
import CSupport
import Glibc
import Vault

/// A file to which lines of events are added, of this vault and of others.
///
/// Its end says which event it has: after a kill between the write and the vault's note of it no line is written twice, and
/// half a line is taken away. What holds other lines is left alone: the setting of a vault must not make a program write
/// into any file of its user.
final class FileSink: EventSink {
  /// How much of the end is read.
  private static let window = 65_536

  private let file: Int32
  private let line: SinkLine
  private let isSynced: Bool
  private(set) var end: SinkEnd?
  private(set) var isNew = false
  /// What must be written first: the end of half a line that could not be taken away.
  private var first: [UInt8] = []

  /// Opens the file, or makes it; waits until no other process writes to it.
  init(_ path: String, _ line: SinkLine, isSynced: Bool, seconds: Double) throws(SinkFailure) {
    self.line = line
    self.isSynced = isSynced
    let opened = try LockedFile.open(path, seconds: seconds)
    file = opened.file
    isNew = opened.isNew
    do throws(SinkFailure) { try readEnd(opened.size) } catch {
      Glibc.close(file)
      throw error
    }
  }

  /// Adds a line an event: all of them, or none.
  func accept(_ events: [EventRow]) -> (count: Int, failure: SinkFailure?) {
    var bytes = first
    for event in events { bytes += Array((line.text(event) + "\n").utf8) }
    var facts = stat()
    guard fstat(file, &facts) == 0 else { return (0, SinkFailure(errorNumber: errno)) }
    if let failure = write(bytes) ?? (isSynced ? sync() : nil) {
      ftruncate(file, facts.st_size)
      return (0, failure)
    }
    first = []
    return (events.count, nil)
  }

  func close() { _ = Glibc.close(file) }

  private func write(_ bytes: [UInt8]) -> SinkFailure? {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      if count <= 0 { return SinkFailure(errorNumber: errno) }
      rest = rest.dropFirst(count)
    }
    return nil
  }

  private func sync() -> SinkFailure? { fdatasync(file) == 0 ? nil : SinkFailure(errorNumber: errno) }

  /// Finds the last event of the vault in the last lines.
  private func readEnd(_ size: Int) throws(SinkFailure) {
    if size == 0 { return }
    let from = max(0, size - Self.window)
    var bytes = [UInt8](repeating: 0, count: size - from)
    let count = bytes.withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, from) }
    guard count == bytes.count else { throw SinkFailure(errorNumber: count < 0 ? errno : EIO) }
    let newline = UInt8(ascii: "\n")
    let lines = bytes.split(separator: newline, omittingEmptySubsequences: false)
    let whole = lines.dropLast().filter { !$0.isEmpty }
    let half = lines.last ?? []
    guard whole.last.map(SinkLine.isOne) ?? (from == 0), half.isEmpty || SinkLine.begins(half) else {
      throw SinkFailure("it holds something else than events")
    }
    end = whole.reversed().lazy.compactMap { self.line.end($0) }.first
    // An append-only file keeps its half line.
    if !half.isEmpty, ftruncate(file, off_t(size - half.count)) != 0 { first = [newline] }
  }
}

/// A file that one process at a time has open for more lines.
private enum LockedFile {
  static func open(_ path: String, seconds: Double) throws(SinkFailure) -> (
    file: Int32, isNew: Bool, size: Int
  ) {
    let step: UInt32 = 10_000
    var left = Int(seconds * 1_000_000) / Int(step)
    while true {
      let (file, isNew) = try openOrMake(path)
      do throws(SinkFailure) {
        if let size = try lock(file, path) { return (file, isNew, size) }
      } catch {
        close(file)
        throw error
      }
      close(file)
      left -= 1
      if left < 0 { throw SinkFailure("another process holds it") }
      usleep(step)
    }
  }

  private static func openOrMake(_ path: String) throws(SinkFailure) -> (Int32, isNew: Bool) {
    let flags = O_RDWR | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY
    var file = Glibc.open(path, flags)
    if file >= 0 { return (file, false) }
    if errno == ENOENT {
      file = Glibc.open(path, flags | O_CREAT | O_EXCL, 0o600)
      if file >= 0 { return (file, true) }
      if errno == EEXIST { return try openOrMake(path) }
    }
    throw SinkFailure(errorNumber: errno)
  }

  /// The size of the file, once it is locked; nil: another process has it, or has put another file in its place.
  private static func lock(_ file: Int32, _ path: String) throws(SinkFailure) -> Int? {
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw SinkFailure(errorNumber: errno) }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw SinkFailure("it is no regular file") }
    // What the kernel shows of itself looks like an empty file.
    guard sms_is_of_kernel(file) == 0 else {
      throw SinkFailure("it is no file of a disk")
    }
    guard facts.st_uid == geteuid() || facts.st_uid == 0 else {
      throw SinkFailure("it belongs to another user")
    }
    if flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno == EWOULDBLOCK || errno == EINTR { return nil }
      throw SinkFailure(errorNumber: errno)
    }
    var now = stat()
    guard lstat(path, &now) == 0, now.st_ino == facts.st_ino, now.st_dev == facts.st_dev else { return nil }
    // It may have grown before it was locked.
    guard fstat(file, &facts) == 0 else { throw SinkFailure(errorNumber: errno) }
    return Int(facts.st_size)
  }
}
