internal import Interpreter

/// Paths as scripts write them.
enum FilePath {
  static let type = ParameterType(name: "path", accepts: [.string]) { word in
    problem(word).map { .failure($0) } ?? .success(())
  }

  private static func problem(_ path: String) -> Fault? {
    if path.isEmpty { return Fault("E0212", "a path is not empty") }
    if path.utf8.contains(0) { return Fault("E0212", "a path holds no NUL") }
    return nil
  }

  /// A path as the system takes it: a leading `~/` is the home folder.
  static func resolve(_ path: String, _ context: Context) throws(Fault) -> String {
    if let problem = problem(path) { throw problem }
    guard path == "~" || path.hasPrefix("~/") else { return path }
    guard let home = context.host.environment("HOME"), !home.isEmpty else {
      throw Fault("E0615", "`~` stands for the home folder, but $env.HOME is not set")
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
