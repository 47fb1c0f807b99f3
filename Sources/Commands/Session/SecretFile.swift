internal import Crypto
import Glibc
import Interpreter

/// Reads files that hold secret text, into memory that is wiped.
enum SecretFile {
  /// The most bytes that a passphrase or a key may have.
  static let limit = 65_536

  /// The bytes of a file without the mark of UTF-8 before them and the line end behind; refused where others can read it.
  ///
  /// Blanks belong to a passphrase. Pipes are taken as they are, and files of the service manager's folder: it guards
  /// them.
  static func passphrase(_ path: String, isGuarded: Bool = false) throws(Fault) -> Secret {
    let secret = try read(path, limit: limit) { (facts) throws(Fault) in
      let isFile = facts.st_mode & S_IFMT == S_IFREG
      if isFile, !isGuarded, facts.st_mode & 0o077 != 0 {
        throw Fault(CommandFault.openToOthers(path: path))
      }
    }
    let line = secret.withBytes { bytes in
      var (start, end) = (0, bytes.count)
      if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
      if end > start, bytes[end - 1] == 0x0A { end -= 1 }
      if end > start, end < bytes.count, bytes[end - 1] == 0x0D { end -= 1 }
      return start..<end
    }
    if secret.withBytes({ $0.starts(with: [0xFF, 0xFE]) || $0.starts(with: [0xFE, 0xFF]) }) {
      throw Fault(CommandFault.utf16(path: path))
    }
    if line.isEmpty { throw Fault(CommandFault.empty(path: path)) }
    return part(secret, line)
  }

  /// The text of a file that holds a token, a key or a code: what stands around it is no part of it.
  static func code(_ path: String, isGuarded: Bool = false) throws(Fault) -> Secret {
    trimmed(try passphrase(path, isGuarded: isGuarded))
  }

  /// Secret text without blanks and line ends around it.
  static func trimmed(_ secret: Secret) -> Secret {
    let range = secret.withBytes { bytes in
      let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 >= 0x09 && $0 <= 0x0D }
      guard let first = bytes.firstIndex(where: { !isBlank($0) }),
        let last = bytes.lastIndex(where: { !isBlank($0) })
      else { return 0..<0 }
      return first..<last + 1
    }
    return part(secret, range)
  }

  private static func part(_ secret: Secret, _ range: Range<Int>) -> Secret {
    if range == 0..<secret.count { return secret }
    return secret.withBytes { Secret(copying: UnsafeRawBufferPointer(rebasing: $0[range])) }
  }

  /// All bytes of a file or pipe; `check` sees what it is before anything is read.
  static func read(
    _ path: String, limit: Int, status: Int32 = 4, check: (stat) throws(Fault) -> Void = { _ in }
  ) throws(Fault) -> Secret {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failed(path, status) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw failed(path, status) }
    if facts.st_mode & S_IFMT == S_IFDIR {
      throw Fault(CommandFault.folder(path: path, status: status))
    }
    try check(facts)
    if facts.st_size > limit { throw tooLong(path, limit, status) }
    var secret = Secret(count: max(4096, Int(facts.st_size) + 1))
    var count = 0
    while true {
      let got = secret.withMutableBytes { bytes -> Int in
        guard let start = bytes.baseAddress else { return 0 }
        return Glibc.read(descriptor, start + count, bytes.count - count)
      }
      if got < 0, errno == EINTR { continue }
      guard got >= 0 else { throw failed(path, status) }
      count += got
      if got == 0 { break }
      if count > limit { throw tooLong(path, limit, status) }
      if count == secret.count { secret = grown(secret) }
    }
    secret.shorten(to: count)
    return secret
  }

  private static func grown(_ secret: Secret) -> Secret {
    let larger = Secret(count: secret.count * 2)
    larger.withMutableBytes { out in secret.withBytes { out.copyMemory(from: $0) } }
    return larger
  }

  private static func failed(_ path: String, _ status: Int32) -> Fault {
    Fault(CommandFault.unreadable(path: path, reason: String(cString: strerror(errno)), status: status))
  }

  private static func tooLong(_ path: String, _ limit: Int, _ status: Int32) -> Fault {
    Fault(CommandFault.longerThan(path: path, bytes: limit, status: status))
  }
}
