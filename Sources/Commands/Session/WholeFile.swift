internal import Base
internal import Crypto
import Glibc
import Interpreter

/// A file for its owner only that is written beside its place and takes it when it is whole.
///
/// Given up before, nothing of it stays. Links, folders and devices are refused.
final class WholeFile {
  private let path: String
  /// Where it is written.
  let temporary: String
  private let folder: String
  private let descriptor: Int32
  private let replaces: Bool
  private let help: String
  private var isWhole = false

  /// Prepares the file; without `replaces` a file that is there stays as it is.
  init(_ path: String, replaces: Bool, help: String = "--force replaces it") throws(Fault) {
    guard let name = path.split(separator: "/").last, !path.hasSuffix("/") else {
      throw Self.fault("`\(path)` is no name of a file")
    }
    self.path = path
    self.replaces = replaces
    self.help = help
    let prefix = path.dropLast(name.count)
    folder = prefix.isEmpty ? "." : String(prefix)
    temporary = prefix + ".\(name.prefix(200)).\(getpid()).\(UInt32.random(in: 0...UInt32.max))"
    var facts = stat()
    if lstat(path, &facts) == 0 {
      switch facts.st_mode & S_IFMT {
      case S_IFREG: if !replaces { throw Self.exists(path, help) }
      case S_IFLNK: throw Self.fault("\(path) is a symbolic link", help: "give the path of the file itself")
      default: throw Self.fault("\(path) is not a regular file")
      }
    } else if errno != ENOENT {
      throw Self.failed(path)
    }
    descriptor = Glibc.open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if descriptor < 0 { throw Self.failed(path) }
  }

  deinit {
    if descriptor < 0 { return }
    close(descriptor)
    if isWhole { return }
    unlink(temporary)
    // What SQLite puts beside a file.
    for suffix in ["-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
  }

  /// Adds bytes.
  func write(_ bytes: [UInt8]) throws(Fault) {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress.map { $0 + start }, $0.count - start)
      }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw Self.failed(path) }
      start += written
    }
  }

  /// Adds secret text and the end of its line.
  func write(line: Secret) throws(Fault) {
    var bytes = line.withBytes { [UInt8]($0) } + [0x0A]
    defer { wipe(&bytes) }
    try write(bytes)
  }

  /// Gives the file its place.
  func commit() throws(Fault) {
    // The umask may have taken bits away, never added some.
    guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else { throw Self.failed(path) }
    if replaces {
      guard rename(temporary, path) == 0 else { throw Self.failed(path) }
    } else {
      // Unlike rename, link never replaces a file that was created meanwhile.
      guard link(temporary, path) == 0 else {
        throw errno == EEXIST ? Self.exists(path, help) : Self.failed(path)
      }
      unlink(temporary)
    }
    isWhole = true
    let parent = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if parent >= 0 {
      fsync(parent)
      close(parent)
    }
  }

  private static func exists(_ path: String, _ help: String) -> Fault {
    fault("there is already a file \(path)", help: help)
  }

  private static func failed(_ path: String) -> Fault {
    fault("\(path) cannot be written: \(String(cString: strerror(errno)))")
  }

  private static func fault(_ message: String, help: String? = nil) -> Fault {
    Fault(CommandFault.unwritable(message: message, help: help))
  }
}
