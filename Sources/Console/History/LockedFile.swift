internal import CSupport
import Glibc

/// A private regular file, open and locked as long as this value lives.
struct LockedFile: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens and locks the file; nil if there is none and `create` is false.
  init?(path: String, create: Bool, exclusive: Bool) throws(HistoryError) {
    while true {
      guard let opened = try Self.open(path, create: create) else { return nil }
      do throws(HistoryError) {
        try Self.check(opened, path)
        while flock(opened, exclusive ? LOCK_EX : LOCK_SH) != 0 {
          if errno != EINTR { throw .system(path: path, number: errno) }
        }
      } catch {
        close(opened)
        throw error
      }
      if Self.isStill(opened, at: path) {
        self.path = path
        descriptor = opened
        return
      }
      // Another session replaced the file while this one waited for the lock.
      close(opened)
    }
  }

  deinit { close(descriptor) }

  /// The last `most` bytes of the file; where that leaves out some, up to the first newline more.
  borrowing func contents(most: Int) throws(HistoryError) -> ArraySlice<UInt8> {
    let size = try length()
    var bytes = [UInt8](repeating: 0, count: min(size, most))
    let first = size - bytes.count
    var count = 0
    while count < bytes.count {
      let more = bytes.withUnsafeMutableBytes { buffer in
        pread(descriptor, buffer.baseAddress.map { $0 + count }, buffer.count - count, off_t(first + count))
      }
      if more < 0 && errno == EINTR { continue }
      if more < 0 { throw .system(path: path, number: errno) }
      if more == 0 { break }
      count += more
    }
    let read = bytes[..<count]
    if first == 0 { return read }
    return read.drop { $0 != UInt8(ascii: "\n") }
  }

  /// Whether the file is empty or its last line is whole.
  borrowing func endsWithNewline() throws(HistoryError) -> Bool {
    let size = try length()
    if size == 0 { return true }
    var last: UInt8 = 0
    if pread(descriptor, &last, 1, off_t(size - 1)) != 1 { throw .system(path: path, number: errno) }
    return last == UInt8(ascii: "\n")
  }

  /// Appends `bytes`, all or nothing.
  borrowing func append(_ bytes: [UInt8]) throws(HistoryError) {
    let size = try length()
    guard let failure = bytes.withUnsafeBytes({ writeAll($0, to: descriptor) }) else { return }
    _ = ftruncate(descriptor, off_t(size))
    throw .system(path: path, number: failure)
  }

  /// Puts a new file of `bytes` in place of this one; who waits for the lock notices and opens the new one.
  borrowing func replace(with bytes: [UInt8]) throws(HistoryError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    let parent = openDescriptor(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if parent < 0 { throw .system(path: path, number: errno) }
    defer { close(parent) }
    var part = sms_part()
    var failure = sms_part_begin(&part, parent, 0o600, 0)
    if failure != 0 { throw .system(path: path, number: failure) }
    failure = bytes.withUnsafeBytes { writeAll($0, to: part.file) } ?? 0
    if failure == 0, fsync(part.file) != 0 { failure = errno }
    if failure == 0 {
      let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
      failure = sms_part_place(&part, name, 1)
    }
    sms_part_end(&part)
    close(part.file)
    if failure != 0 { throw .system(path: path, number: failure) }
  }

  /// The bytes of the file.
  borrowing func length() throws(HistoryError) -> Int {
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw .system(path: path, number: errno) }
    return Int(status.st_size)
  }

  private static func open(_ path: String, create: Bool) throws(HistoryError) -> Int32? {
    // Not blocking: the path may be a pipe that another process put there.
    let flags = O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let opened = openDescriptor(path, create ? flags | O_CREAT : flags)
    if opened >= 0 { return opened }
    switch errno {
    case ENOENT where !create: return nil
    case ELOOP: throw .symbolicLink(path: path)
    case EISDIR, ENXIO: throw .notAFile(path: path)
    default: throw .system(path: path, number: errno)
    }
  }

  /// Refuses a file that is not a regular one of this user, and takes the rights of all others away.
  private static func check(_ descriptor: Int32, _ path: String) throws(HistoryError) {
    var status = stat()
    if fstat(descriptor, &status) != 0 { throw .system(path: path, number: errno) }
    if status.st_mode & S_IFMT != S_IFREG { throw .notAFile(path: path) }
    if status.st_uid != geteuid() { throw .otherOwner(path: path) }
    if status.st_nlink > 1 { throw .hardLink(path: path) }
    if status.st_mode & 0o777 != 0o600 && fchmod(descriptor, 0o600) != 0 {
      throw .system(path: path, number: errno)
    }
  }

  /// Whether the open file is the one that the path names now.
  private static func isStill(_ descriptor: Int32, at path: String) -> Bool {
    var opened = stat()
    var named = stat()
    guard fstat(descriptor, &opened) == 0, lstat(path, &named) == 0 else { return false }
    return opened.st_ino == named.st_ino && opened.st_dev == named.st_dev
  }
}
