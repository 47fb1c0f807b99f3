internal import Crypto
import Glibc
internal import Interpreter

/// The SHA-256 of a file, which is read piece by piece.
enum FileDigest {
  static func sha256(_ path: String) throws(Fault) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed(path) }
    defer { close(descriptor) }
    let hasher = SHA256Hasher()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw failed(path) }
      if count == 0 { return hasher.finalize() }
      buffer.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  private static func failed(_ path: String) -> Fault {
    Fault(CommandFault.unreadable(path: path, reason: String(cString: strerror(errno)), status: 1))
  }
}
