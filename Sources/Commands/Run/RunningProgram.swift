internal import CSupport
internal import Glibc
internal import Interpreter

/// The file of a program.
enum ProgramFile {
  /// The file that a name means, as shells look for it; found before a secret is opened for it.
  static func find(_ name: String, _ call: Call) throws(Fault) -> String {
    var candidates = [name]
    if !name.utf8.contains(UInt8(ascii: "/")) {
      let path = call.context.host.environment("PATH") ?? "/usr/bin:/bin"
      candidates = path.split(separator: ":", omittingEmptySubsequences: false).map {
        ($0.isEmpty ? "." : String($0)) + "/" + name
      }
    }
    let files = candidates.filter(isFile)
    if let file = files.first(where: { access($0, X_OK) == 0 }) { return file }
    guard files.isEmpty else {
      throw call.fault(
        "E0878", "`\(name)` is no program: it may not be executed", help: "chmod +x \(files[0])", status: 126)
    }
    throw call.fault(
      "E0878", "there is no program `\(name)`",
      help: candidates.count > 1 ? "it is looked for in the folders of $PATH" : nil, status: 127)
  }

  private static func isFile(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
  }
}

/// A program that runs in place of this one, with its standard streams and its signals.
final class RunningProgram {
  private let context: Context
  private var run = sms_run()
  private var isReaped = false

  /// Starts the program of a file.
  init(_ file: String, _ words: [String], _ variables: RunVariables, _ context: Context) throws(Fault) {
    self.context = context
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    var run = sms_run()
    let failure = variables.withPointers { sms_run_start(file, arguments, $0, &run) }
    for argument in arguments { free(argument) }
    self.run = run
    guard failure == 0 else {
      isReaped = true
      let help =
        switch failure {
        case ENOEXEC: "a script begins with #! and its interpreter"
        case E2BIG: "its arguments and secrets are more than the system takes: --only chooses some"
        default: nil as String?
        }
      throw Fault(
        "E0878", "`\(words[0])` does not start: \(String(cString: strerror(failure)))", help: help,
        status: failure == ENOENT || failure == ENOTDIR ? 127 : 126)
    }
  }

  deinit { if !isReaped { stop() } }

  /// Waits for its end: the status, 128 and the signal's number where one ended it.
  func wait() throws(Fault) -> (status: Int32, signal: Int32?) {
    do throws(Fault) {
      while true {
        if let status = try reap(500) {
          let signal = status & 0x7F
          return signal == 0 ? (status >> 8 & 0xFF, nil) : (128 + signal, signal)
        }
        // The time of the run may be over.
        try context.machine.pollNow()
      }
    } catch {
      if !isReaped { stop() }
      throw error
    }
  }

  private func reap(_ milliseconds: Int32) throws(Fault) -> Int32? {
    var status: Int32 = 0
    let found = sms_run_wait(&run, milliseconds, &status)
    if found == 0 { return nil }
    isReaped = true
    sms_run_end(&run)
    if found < 0 {
      throw Fault("E0878", "the program cannot be waited for: \(String(cString: strerror(-found)))")
    }
    return status
  }

  /// Ends the program, kindly first, and leaves no zombie.
  private func stop() {
    kill(run.pid, SIGTERM)
    var status: Int32 = 0
    var found: Int32 = 0
    for _ in 0..<20 where found == 0 { found = sms_run_wait(&run, 100, &status) }
    if found == 0 {
      kill(run.pid, SIGKILL)
      while found == 0 { found = sms_run_wait(&run, 100, &status) }
    }
    isReaped = true
    sms_run_end(&run)
  }
}
