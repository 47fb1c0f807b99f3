internal import Interpreter

/// Paths as scripts write them.
enum FilePath {
  static let type = ParameterType(name: "path", accepts: [.string]) { word in
    problem(word).map { .failure($0) } ?? .success(())
  }

  private static func problem(_ path: String) -> Fault? {
    if path.isEmpty { return Fault(FileFault.emptyPath) }
    if path.utf8.contains(0) { return Fault(FileFault.pathWithNUL) }
    return nil
  }

  /// A path as the system takes it: a leading `~/` is the home folder.
  static func resolve(_ path: String, _ context: Context) throws(Fault) -> String {
    if let problem = problem(path) { throw problem }
    guard path == "~" || path.hasPrefix("~/") else { return path }
    guard let home = context.host.environment("HOME"), !home.isEmpty else {
      throw Fault(FileFault.noHome)
    }
    return home + path.dropFirst()
  }
}

extension Call {
  /// The path that a parameter gives.
  func path(_ name: String) throws(Fault) -> String {
    try FilePath.resolve(try text(name) ?? "", context)
  }
}
