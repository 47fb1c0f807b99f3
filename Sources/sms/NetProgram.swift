import CSupport
import Glibc
import Interpreter
import Shell

/// What needs the network is done by a program of its own, `sms-net`, which stands beside this one: it takes shared
/// libraries when it runs, and this one is linked without any, because it starts often.
enum NetProgram {
  /// Goes on as the other program, with the same command line; returns only where there is none.
  static func run() throws(Fault) -> Never {
    guard let path = besides("sms-net") else { throw missing("sms-net", ENOENT) }
    sms_surroundings_give()
    var words = (0..<sms_argument_count()).map { strdup(sms_argument($0)) }
    words.append(nil)
    execv(path, words)
    throw missing(path, errno)
  }

  /// The path of a program that stands beside this one.
  private static func besides(_ name: String) -> String? {
    let own = UnsafeMutablePointer<CChar>.allocate(capacity: Int(PATH_MAX) + 1)
    defer { own.deallocate() }
    let size = readlink("/proc/self/exe", own, Int(PATH_MAX))
    guard size > 0 else { return nil }
    own[size] = 0
    let path = String(cString: own)
    return path.lastIndex(of: "/").map { path[...$0] + name }
  }

  private static func missing(_ path: String, _ error: Int32) -> Fault {
    Fault(ShellFault.netProgram(path: path, reason: String(cString: strerror(error))))
  }
}
