import Glibc
import Interpreter
import Syntax

/// Reads scripts from files; `use` paths are relative to the file that names them.
final class FileLoader: SourceLoader {
  func load(_ path: String, from source: Source) throws(Fault) -> Source {
    if path.hasPrefix("/") { return try FileLoader.source(path) }
    guard let slash = source.name.utf8.lastIndex(of: UInt8(ascii: "/")) else {
      return try FileLoader.source(path)
    }
    return try FileLoader.source(FileLoader.normal(String(source.name[...slash]) + path))
  }

  /// The path without `./` and `NAME/..`, so that one file has one name.
  private static func normal(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) {
      if part == "." { continue }
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The contents of a file.
  static func source(_ path: String) throws(Fault) -> Source {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw Fault(ShellFault.programUnreadable(path: path, reason: String(cString: strerror(errno))))
    }
    defer { close(descriptor) }
    var status = stat()
    // One more byte than the file has, so that its end is found without a second buffer; what is no file may say any
    // size, and is read on in smaller parts.
    let size = fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
    var room = min(max(size, 0), 1 << 26) + 1
    var bytes: [UInt8] = []
    while true {
      var end = ReadEnd.full
      let part = [UInt8](unsafeUninitializedCapacity: room) { end = fill($0, &$1, descriptor) }
      if bytes.isEmpty { bytes = part } else { bytes.append(contentsOf: part) }
      switch end {
      case .full: room = 1 << 16
      case .ofFile: return Source(name: path, bytes: bytes)
      case .failed(let code):
        throw Fault(ShellFault.programUnreadable(path: path, reason: String(cString: strerror(code))))
      }
    }
  }

  private enum ReadEnd {
    /// The buffer is full.
    case full
    case ofFile
    case failed(Int32)
  }

  /// Reads until a buffer is full or the file ends.
  private static func fill(
    _ buffer: UnsafeMutableBufferPointer<UInt8>, _ filled: inout Int, _ descriptor: Int32
  ) -> ReadEnd {
    while filled < buffer.count {
      let count = read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
      if count == 0 { return .ofFile }
      if count > 0 {
        filled += count
      } else if errno != EINTR {
        return .failed(errno)
      }
    }
    return .full
  }
}
