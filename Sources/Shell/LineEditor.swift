import Glibc

/// The editor that the user chose, for a line that has become long.
struct LineEditor {
  let environment: (String) -> String?

  /// Opens a text in `$VISUAL`, else `$EDITOR`, else `vi`; nil where it did not end well or the text is none.
  func edit(_ text: String) -> String? {
    let folder = environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var path = Array((folder + "/sms-XXXXXX").utf8CString)
    let file = mkstemp(&path)
    if file < 0 { return nil }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    defer { close(file) }
    let name = String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(name) }
    let bytes = Array((text + "\n").utf8)
    guard write(file, bytes, bytes.count) == bytes.count, OutsideProgram.run(program, [name]) else {
      return nil
    }
    return LineEditor.contents(name)
  }

  private var program: String {
    for name in ["VISUAL", "EDITOR"] {
      if let chosen = environment(name), !chosen.isEmpty { return chosen }
    }
    return "vi"
  }

  /// The text of a file without newlines at its end: editors may have put another file in its place.
  private static func contents(_ path: String) -> String? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
    if file < 0 { return nil }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else { return nil }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < 16 << 20 {
      let count = read(file, &chunk, chunk.count)
      if count < 0 { return nil }
      if count == 0 { break }
      bytes += chunk[..<count]
    }
    while bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
    guard !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }
}
