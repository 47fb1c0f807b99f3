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
      throw Fault("E0605", "`\(path)` cannot be read: \(String(cString: strerror(errno)))", status: 2)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = chunk.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return Source(name: path, bytes: bytes) }
      if count > 0 {
        bytes.append(contentsOf: chunk[..<count])
      } else if errno != EINTR {
        throw Fault("E0605", "`\(path)` cannot be read: \(String(cString: strerror(errno)))", status: 2)
      }
    }
  }
}
