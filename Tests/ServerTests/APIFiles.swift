import Glibc

/// Files as tests prepare and look at them.
enum Files {
  static func mode(_ path: String) -> UInt32 {
    var facts = stat()
    return stat(path, &facts) == 0 ? facts.st_mode & 0o777 : 0
  }

  static func setMode(_ path: String, _ mode: UInt32) { chmod(path, mode) }

  static func write(_ path: String, _ text: String) {
    guard let file = fopen(path, "w") else { return }
    fputs(text, file)
    fclose(file)
  }
}
