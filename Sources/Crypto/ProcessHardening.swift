internal import CSodium
import Glibc

/// Restrictions that the process puts on itself before it touches the first secret.
package enum ProcessHardening {
  /// No core dumps, no debugger, no traces of crashes, new files for the owner only.
  ///
  /// Refusals are ignored: each of them helps alone, and none is a reason not to work.
  package static func apply() {
    let core = __rlimit_resource_t(RLIMIT_CORE.rawValue)
    var limit = rlimit()
    if getrlimit(core, &limit) == 0 {
      // The hard limit stays, so that programs that are started have what the caller had.
      limit.rlim_cur = 0
      _ = setrlimit(core, &limit)
    }
    _ = sms_forbid_dumps()
    // The runtime's handlers would stop a crashed process with its keys in memory, and ask at the terminal what to do.
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGFPE, SIGBUS, SIGSEGV, SIGQUIT] { _ = signal(number, SIG_DFL) }
    _ = umask(0o077)
  }

  /// Whether this process may still be dumped or traced by its user's other programs.
  package static var allowsDumps: Bool { sms_dumps_allowed() != 0 }
}
