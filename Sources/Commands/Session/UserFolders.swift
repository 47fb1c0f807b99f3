import Glibc

/// The folders of a user.
package enum UserFolders {
  /// The folder of what the program remembers between runs; nil where there is no home folder.
  package static func state(_ environment: (String) -> String?) -> String? {
    if let folder = environment("XDG_STATE_HOME"), !folder.isEmpty { return folder + "/sms" }
    return environment("HOME").flatMap { $0.isEmpty ? nil : $0 + "/.local/state/sms" }
  }

  /// Makes the parts of a folder that are missing, for the owner alone; who opens a file there is told what fails.
  package static func make(_ folder: String) {
    if access(folder, F_OK) == 0 || folder == "/" || folder == "." { return }
    make(parent(of: folder))
    mkdir(folder, 0o700)
  }

  /// The folder that a path lies in.
  package static func parent(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.utf8.startIndex ? "/" : String(path[..<slash])
  }
}
