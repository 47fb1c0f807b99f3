internal import CSupport
internal import Glibc
internal import Interpreter

/// What a program left behind.
struct ChildResult {
  var out: [UInt8]
  var err: [UInt8]
  /// What it gave; 128 and the signal's number where a signal ended it.
  var status: Int
  var signal: Int?
}

/// A running program with pipes to its standard input, output and error.
final class ChildProcess {
  private let context: Context
  private let program: String
  private let pid: pid_t
  /// Our ends of the pipes; -1 where closed.
  private var input: Int32
  private var output: Int32
  private var errors: Int32
  private var isReaped = false
  /// Whether it had our terminal when it ended: then Ctrl-C reached it alone.
  private var hadTerminal = false

  /// Starts a program; without input it reads nothing.
  init(_ words: [String], hasInput: Bool, _ context: Context) throws(Fault) {
    self.context = context
    program = words[0]
    let file = try ProgramFile.find(program, context.host, code: "E0643", status: 1)
    var child = sms_child()
    var arguments = words.map { strdup($0) }
    arguments.append(nil)
    let failure = sms_child_spawn(file.path, &arguments, hasInput ? 1 : 0, &child)
    for argument in arguments { free(argument) }
    if failure != 0 {
      throw file.failure(
        failure, words: words, tooMuch: "long text goes through the pipe: `$text | exec […]`")
    }
    pid = child.pid
    (input, output, errors) = (child.input, child.output, child.errors)
  }

  deinit { stop() }

  /// Writes the input while it reads what the program writes, so that neither waits for the other; then waits for its end.
  func communicate(_ text: UnsafeRawBufferPointer) throws(Fault) -> ChildResult {
    do throws(Fault) {
      var result = ChildResult(out: [], err: [], status: 0, signal: nil)
      var written = 0
      if text.isEmpty { close(&input) }
      while output >= 0 || errors >= 0 || input >= 0 {
        let ready = try wait()
        if ready[0] { try write(text, &written) }
        if ready[1] { try read(&output, &result.out) }
        if ready[2] { try read(&errors, &result.err) }
        if result.out.count + result.err.count > context.limits.memory {
          throw Fault(
            FileFault.outputTooLarge(program: program, mebibytes: context.limits.memory >> 20), kind: .limit)
        }
      }
      let status = try end()
      // Ctrl-C reaches the program, too: then it is the run that was interrupted.
      try context.machine.pollNow()
      let signal = status & 0x7F
      if signal == SIGINT, hadTerminal { throw Fault.stopped(by: SIGINT) }
      result.signal = signal == 0 ? nil : Int(signal)
      result.status = signal == 0 ? Int(status >> 8 & 0xFF) : 128 + Int(signal)
      return result
    } catch {
      stop()
      throw error
    }
  }

  /// Waits until something can be written or read; looks at the limits of the run now and then.
  private func wait() throws(Fault) -> [Bool] {
    var polls = [
      pollfd(fd: input, events: Int16(POLLOUT), revents: 0),
      pollfd(fd: output, events: Int16(POLLIN), revents: 0),
      pollfd(fd: errors, events: Int16(POLLIN), revents: 0),
    ]
    let count = poll(&polls, 3, 100)
    if count == 0 { sms_group_tend(pid) }
    if count < 0, errno != EINTR { throw Fault(FileFault.notReached(program: program, number: errno)) }
    try context.machine.pollNow()
    return polls.map { count > 0 && $0.revents != 0 }
  }

  private func write(_ text: UnsafeRawBufferPointer, _ written: inout Int) throws(Fault) {
    let count = Glibc.write(
      input, text.baseAddress?.advanced(by: written), min(text.count - written, 1 << 16))
    if count >= 0 {
      written += count
      if written == text.count { close(&input) }
      return
    }
    switch errno {
    case EINTR, EAGAIN: return
    // A program need not read all that it is given.
    case EPIPE: close(&input)
    default: throw Fault(FileFault.notFed(program: program, number: errno))
    }
  }

  private func read(_ descriptor: inout Int32, _ bytes: inout [UInt8]) throws(Fault) {
    let from = descriptor
    var count = 0
    let piece = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
      count = Glibc.read(from, buffer.baseAddress, buffer.count)
      filled = max(0, count)
    }
    if count > 0 {
      bytes += piece
    } else if count == 0 {
      close(&descriptor)
    } else if errno != EINTR, errno != EAGAIN {
      throw Fault(FileFault.notHeard(program: program, number: errno))
    }
  }

  private func close(_ descriptor: inout Int32) {
    if descriptor >= 0 { _ = Glibc.close(descriptor) }
    descriptor = -1
  }

  /// Waits for the end: a program may go on after it has closed its output.
  private func end() throws(Fault) -> Int32 {
    var pause = 200
    while true {
      if let status = reap() { return status }
      sms_group_tend(pid)
      try context.machine.pollNow()
      nap(pause)
      pause = min(pause * 2, 50_000)
    }
  }

  /// The status, where the program has ended.
  private func reap() -> Int32? {
    var status: Int32 = 0
    let found = waitpid(pid, &status, WNOHANG)
    guard found == pid || found < 0 && errno == ECHILD else { return nil }
    isReaped = true
    hadTerminal = sms_group_ended(pid) == 1
    return status
  }

  private func nap(_ microseconds: Int) {
    var time = timespec(tv_sec: 0, tv_nsec: microseconds * 1000)
    nanosleep(&time, nil)
  }

  /// Ends the program and what it started, kindly first, and leaves no zombie.
  func stop() {
    close(&input)
    close(&output)
    close(&errors)
    if isReaped { return }
    sms_group_stop(pid)
    isReaped = true
  }
}
