import CSupport
import Glibc

/// A program that the user chose and that has our terminal for a while: an editor, a pager.
enum OutsideProgram {
  /// Runs it with further words, and with settings (`NAME=value`) in its environment; whether it ended with 0.
  static func run(_ program: String, _ arguments: [String], settings: [String] = []) -> Bool {
    // The program may be given with arguments, which the shell parts.
    let texts = ["sh", "-c", "exec \(program) \"$@\"", "sms"] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = texts.map { (text: String) in strdup(text) }
    words.append(nil)
    var more: [UnsafeMutablePointer<CChar>?] = settings.map { (text: String) in strdup(text) }
    more.append(nil)
    defer { for word in words + more { free(word) } }
    var run = sms_run()
    guard sms_run_start("/bin/sh", &words, &more, &run) == 0 else { return false }
    var status: Int32 = 0
    var found: Int32 = 0
    repeat { found = sms_run_wait(&run, 500, &status) } while found == 0
    sms_run_end(&run)
    return found == 1 && status == 0
  }
}
