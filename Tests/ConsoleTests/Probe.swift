import Glibc
import Support

/// The program ConsoleProbe on a pseudo-terminal.
///
/// `home` keeps the `~/.editrc` of who runs the tests out.
func probe(
  _ arguments: String..., columns: Int = 80, terminal: String = "xterm", home: String = "/nonexistent",
  locale: String = "C.UTF-8"
) throws -> PtySession {
  try PtySession(
    executable: probePath(), arguments: arguments,
    environment: ["TERM": terminal, "HOME": home, "LC_ALL": locale], columns: columns)
}

/// Where the probe is: the build puts it beside the running test program.
func probePath() throws -> String {
  var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
  let count = readlink("/proc/self/exe", &bytes, bytes.count)
  let path = String(decoding: bytes[..<max(0, count)].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
  return (folder + ["ConsoleProbe"]).joined(separator: "/")
}
