internal import CSupport
internal import Glibc
internal import Interpreter

/// A program that runs in place of this one, with its standard streams and its signals.
final class RunningProgram {
  private let context: Context
  private var run = sms_run()
  private var isReaped = false

  /// Starts the program of a file.
  init(
    _ file: ProgramFile, _ words: [String], _ variables: RunVariables, _ context: Context
  ) throws(Fault) {
    self.context = context
    var run = sms_run()
    let failure = Self.lending(words) { arguments in
      variables.withPointers { sms_run_start(file.path, arguments, $0, &run) }
    }
    self.run = run
    guard failure == 0 else {
      isReaped = true
      throw Self.fault(file, failure, words)
    }
  }

  /// Goes on as the program of a file; returns only where it does not start.
  ///
  /// The system copies the variables to the program; what was here goes back to it with everything else, and it gives
  /// no page to anybody before it is empty.
  static func become(_ file: ProgramFile, _ words: [String], _ variables: RunVariables) -> Fault {
    let failure = lending(words) { arguments in
      variables.withPointers { sms_run_become(file.path, arguments, $0) }
    }
    return fault(file, failure, words)
  }

  private static func lending(
    _ words: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
  ) -> Int32 {
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    return body(arguments)
  }

  private static func fault(_ file: ProgramFile, _ failure: Int32, _ words: [String]) -> Fault {
    file.failure(failure, words: words, tooMuch: "--only chooses some of the secrets")
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
      throw Fault(CommandFault.lostProgram(reason: String(cString: strerror(-found))))
    }
    return status
  }

  /// Ends the program and what it started, kindly first, and leaves no zombie.
  private func stop() {
    sms_group_stop(run.pid)
    isReaped = true
    sms_run_end(&run)
  }
}
