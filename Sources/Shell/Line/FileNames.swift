import Console
import Glibc
import Interpreter

/// The names of files as candidates for a path.
enum FileNames {
  /// What may follow a path that begins so; folders end in `/` and go on.
  ///
  /// `isText`: only a text may stand here.
  static func candidates(_ typed: String, start: Int, isText: Bool = false) -> [Completion] {
    let isQuoted = isText || typed.hasPrefix("\"") || typed.hasPrefix("'")
    let path = typed.hasPrefix("\"") || typed.hasPrefix("'") ? String(typed.dropFirst()) : typed
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let shown = slash.map { String(path[...$0]) } ?? ""
    let prefix = path.dropFirst(shown.count)
    return names(in: folder(shown)).filter {
      $0.name.hasPrefix(prefix) && (prefix.hasPrefix(".") || !$0.name.hasPrefix("."))
    }
    .map { entry in
      let whole = shown + entry.name + (entry.isFolder ? "/" : "")
      let isWord = whole.utf8.allSatisfy { !LineTokens.endsWord($0) && $0 != UInt8(ascii: "#") }
      return Completion(
        isWord && !isQuoted ? whole : Display.quoted(whole),
        display: entry.name + (entry.isFolder ? "/" : ""),
        start: start, suffix: entry.isFolder ? "" : " ")
    }
  }

  private static func folder(_ shown: String) -> String {
    if shown.isEmpty { return "." }
    guard shown.hasPrefix("~/"), let home = getenv("HOME") else { return shown }
    return String(cString: home) + shown.dropFirst()
  }

  /// At most 1,000 names, in order.
  static func names(in folder: String) -> [(name: String, isFolder: Bool)] {
    guard let opened = opendir(folder) else { return [] }
    defer { closedir(opened) }
    var found: [(name: String, isFolder: Bool)] = []
    while found.count < 1_000, let entry = readdir(opened) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { found.append((name, entry.pointee.d_type == UInt8(DT_DIR))) }
    }
    return found.sorted { $0.name < $1.name }
  }
}
