/// The folders of a user.
enum UserFolders {
  /// The folder of what the program remembers between runs; nil where there is no home folder.
  static func state(_ environment: (String) -> String?) -> String? {
    if let folder = environment("XDG_STATE_HOME"), !folder.isEmpty { return folder + "/sms" }
    return environment("HOME").flatMap { $0.isEmpty ? nil : $0 + "/.local/state/sms" }
  }
}
