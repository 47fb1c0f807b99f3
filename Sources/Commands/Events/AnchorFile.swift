internal import Base
internal import Crypto
import Glibc
internal import Interpreter
internal import Vault

/// A file of anchors, a line each: new ones are added at its end.
enum AnchorFile {
  /// Adds an anchor; the line is on the disk when this returns.
  static func add(_ anchor: Anchor, to path: String) throws(Fault) {
    let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK
    let descriptor = open(path, flags, 0o644)
    guard descriptor >= 0 else { throw failed(path) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw failed(path) }
    guard facts.st_mode & S_IFMT == S_IFREG else {
      throw Fault(CommandFault.unwritable(message: "\(path) is not a regular file", help: nil))
    }
    // One write: two programs do not mix their lines.
    let line = Array((anchor.text + "\n").utf8)
    guard write(descriptor, line, line.count) == line.count, fsync(descriptor) == 0 else {
      throw failed(path)
    }
  }

  /// The anchors of a file; what else stands in it, as in a system's log, is passed over.
  static func read(_ path: String) throws(Fault) -> [Anchor] {
    let text = try SecretFile.read(path, limit: 1 << 28, status: 1)
    let anchors = text.withBytes { bytes in
      bytes.split(separator: 0x0A).compactMap { Anchor(line: String(decoding: $0, as: UTF8.self)) }
    }
    if anchors.isEmpty { throw Fault(CommandFault.noAnchor(path: path)) }
    return anchors
  }

  private static func failed(_ path: String) -> Fault {
    Fault(
      CommandFault.unwritable(
        message: "\(path) cannot be written: \(String(cString: strerror(errno)))", help: nil))
  }
}
