import CSupport
import Glibc

/// The pager that the user chose, which reads a text from its standard input.
struct ForeignPager {
  private let program: String
  private let settings: [String]

  /// The pager that a program is, with the environment that it gets.
  init(_ program: String, _ environment: (String) -> String?) {
    self.program = program
    // Without a setting of the user, `less` and `lv` show colours as colours (as git has them do).
    settings = [("LESS", "FRX"), ("LV", "-c")].filter { environment($0.0) == nil }.map { "\($0.0)=\($0.1)" }
  }

  /// Shows a text; false where the pager does not start.
  func show(_ text: String) -> Bool {
    // In memory: what a result holds reaches no disk.
    let file = sms_memory_file()
    if file < 0 { return false }
    defer { close(file) }
    let bytes = Array(text.utf8)
    var start = 0
    while start < bytes.count {
      let count = bytes.withUnsafeBytes { write(file, $0.baseAddress?.advanced(by: start), $0.count - start) }
      if count < 0, errno != EINTR { return false }
      start += max(0, count)
    }
    lseek(file, 0, SEEK_SET)
    let input = fcntl(0, F_DUPFD_CLOEXEC, 3)
    guard input >= 0, dup2(file, 0) == 0 else { return false }
    let isShown = OutsideProgram.run(program, [], settings: settings)
    dup2(input, 0)
    close(input)
    return isShown
  }
}
