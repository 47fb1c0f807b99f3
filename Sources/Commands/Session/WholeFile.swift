internal import Base
internal import CSupport
internal import Crypto
import Glibc
import Interpreter

/// A file for its owner only that takes its place when it is whole.
///
/// Given up or killed before, nothing of it stays. Links, folders and devices are refused.
final class WholeFile {
  private let path: String
  private let name: String
  private let folder: String
  private let parent: Int32
  private var part = sms_part()
  private let replaces: Bool
  private let help: String

  /// Prepares the file; without `replaces` a file that is there stays as it is.
  ///
  /// One that `isNamed` has a path while it is made.
  init(
    _ path: String, replaces: Bool, help: String = "--force replaces it", isNamed: Bool = false
  ) throws(Fault) {
    guard let name = path.split(separator: "/").last, !path.hasSuffix("/") else {
      throw Self.fault("`\(path)` is no name of a file")
    }
    self.path = path
    self.replaces = replaces
    self.help = help
    let prefix = path.dropLast(name.count)
    folder = prefix.isEmpty ? "." : String(prefix)
    self.name = String(name)
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
    parent = Glibc.open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if parent < 0 { throw Self.failed(path) }
    let number = sms_part_begin(&part, parent, 0o600, isNamed ? 1 : 0)
    if number == 0 { return }
    close(parent)
    throw Self.failed(path, number)
  }

  deinit {
    if part.file < 0 { return }
    sms_part_end(&part)
    close(part.file)
    close(parent)
  }

  /// Where it is made; for one that is named.
  var temporary: String {
    let name = withUnsafeBytes(of: part.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return folder + "/" + name
  }

  /// Adds bytes.
  func write(_ bytes: [UInt8]) throws(Fault) {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes {
        Glibc.write(part.file, $0.baseAddress.map { $0 + start }, $0.count - start)
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
    guard fchmod(part.file, 0o600) == 0, fsync(part.file) == 0 else { throw Self.failed(path) }
    let number = sms_part_place(&part, name, replaces ? 1 : 0)
    if number == EEXIST { throw Self.exists(path, help) }
    if number != 0 { throw Self.failed(path, number) }
    fsync(parent)
  }

  private static func exists(_ path: String, _ help: String) -> Fault {
    fault("there is already a file \(path)", help: help)
  }

  private static func failed(_ path: String, _ number: Int32 = errno) -> Fault {
    fault("\(path) cannot be written: \(String(cString: strerror(number)))")
  }

  private static func fault(_ message: String, help: String? = nil) -> Fault {
    Fault(CommandFault.unwritable(message: message, help: help))
  }
}
