import Glibc
import Interpreter

/// Paths as people write them.
enum Files {
  /// The path with a leading `~/` made the home folder.
  static func expanded(_ path: String, _ host: any Host) -> String {
    guard path.hasPrefix("~/"), let home = host.environment("HOME") else { return path }
    return home + path.dropFirst()
  }

  /// Whether something is there.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
