import CSupport
import Glibc

/// A program that the user chose and that has our terminal for a while: an editor, a pager.
enum OutsideProgram {
  /// Runs it with further words; whether it ended with 0.
  static func run(_ program: String, _ more: [String]) -> Bool {
    // The program may be given with arguments, which the shell parts.
    let texts = ["sh", "-c", "exec \(program) \"$@\"", "sms"] + more
    var words: [UnsafeMutablePointer<CChar>?] = texts.map { (text: String) in strdup(text) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var none: [UnsafeMutablePointer<CChar>?] = [nil]
    var run = sms_run()
    guard sms_run_start("/bin/sh", &words, &none, &run) == 0 else { return false }
    var status: Int32 = 0
    var found: Int32 = 0
    repeat { found = sms_run_wait(&run, 500, &status) } while found == 0
    sms_run_end(&run)
    return found == 1 && status == 0
  }
}
