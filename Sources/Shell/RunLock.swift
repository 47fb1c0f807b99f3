import Glibc
import Interpreter

/// `--lock NAME`: a run that finds the lock taken ends with 75, so that a slow cron job does not overtake itself.
final class RunLock {
  private let descriptor: Int32

  init(name: String, environment: (String) -> String?) throws(Fault) {
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
      throw Fault("E0703", "--lock takes a plain name, not `\(name)`", status: 2)
    }
    let folder = environment("XDG_RUNTIME_DIR") ?? "/tmp"
    let path = "\(folder)/sms-\(getuid())-\(name).lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else {
      throw Fault("E0703", "the lock file \(path) cannot be opened: \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw Fault(
        "E0704", "another run holds the lock `\(name)`", help: "it ends by itself; or use another name",
        status: 75)
    }
  }

  deinit { close(descriptor) }
}
