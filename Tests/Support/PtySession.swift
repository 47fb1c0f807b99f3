import CPty
import Glibc

/// A program on a pseudo-terminal of its own, driven like a person at a keyboard would.
package final class PtySession {
  /// Why a session did not go as the test expected.
  package enum Failure: Error, CustomStringConvertible {
    case start(Int32)
    case timeout(waitingFor: String, screen: String)
    case ended(waitingFor: String, screen: String)

    package var description: String {
      switch self {
      case .start(let number): "the program cannot be started: errno \(number)"
      case .timeout(let text, let screen): "timed out waiting for <\(text)>; the screen so far:\n\(screen)"
      case .ended(let text, let screen): "the program ended before <\(text)>; the screen:\n\(screen)"
      }
    }
  }

  /// How a program ended.
  package enum Status: Equatable, Sendable {
    case exit(Int32)
    case signal(Int32)
  }

  private let process: Int32
  private let master: Int32
  private var output: [UInt8] = []
  private var status: Status?
  private var hungUp = false
  /// Up to where of the stripped output `waitFor` has already found what it was waiting for.
  private var mark = 0

  /// Starts `executable`, a path, with exactly this environment.
  package init(
    executable: String, arguments: [String] = [], environment: [String: String] = [:], rows: Int = 24,
    columns: Int = 80
  ) throws {
    let words = ([executable] + arguments).map { strdup($0) }
    let settings = environment.map { strdup("\($0.key)=\($0.value)") }
    defer { for word in words + settings { free(word) } }
    var opened: Int32 = -1
    let started = pty_spawn(
      executable, words + [nil], settings + [nil], Int32(rows), Int32(columns), &opened)
    if started < 0 { throw Failure.start(-started) }
    process = started
    master = opened
  }

  deinit {
    if status == nil {
      kill(process, SIGKILL)
      var ignored: Int32 = 0
      waitpid(process, &ignored, 0)
    }
    close(master)
  }

  /// Types `text`; a newline is the Return key (`\r`), `\u{3}` is Ctrl-C, `\u{4}` Ctrl-D, `\t` Tab.
  package func send(_ text: String) { send(bytes: text.utf8.map { $0 == 0x0a ? 0x0d : $0 }) }

  /// Types `bytes`, whatever they are.
  package func send(bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count <= 0 { return }
      rest = rest.dropFirst(count)
    }
  }

  /// Sends a signal to the program.
  package func signal(_ number: Int32) { kill(process, number) }

  /// Gives the terminal another size, which the program learns by SIGWINCH.
  package func resize(rows: Int, columns: Int) {
    _ = pty_resize(master, Int32(rows), Int32(columns))
  }

  /// Waits until `text` appears after what the last `waitFor` found, and gives what was shown up to its end.
  ///
  /// `isKept`: the next `waitFor` may find it once more, as the beginning of something longer.
  @discardableResult
  package func waitFor(
    _ text: String, isKept: Bool = false, timeout: Duration = .seconds(20)
  ) throws -> String {
    let wanted = Array(text.utf8)
    let deadline = ContinuousClock.now + timeout
    while true {
      let shown = Array(screenText.utf8)
      if let end = find(wanted, in: shown[min(mark, shown.count)...]) {
        defer { mark = isKept ? end - wanted.count : end }
        return String(decoding: shown[min(mark, end)..<end], as: UTF8.self)
      }
      if hungUp { throw Failure.ended(waitingFor: text, screen: screenText) }
      if ContinuousClock.now >= deadline { throw Failure.timeout(waitingFor: text, screen: screenText) }
      drain(milliseconds: 50)
    }
  }

  /// Waits until the screen, drawn with `columns`, is as `condition` wants it, and gives it.
  @discardableResult
  package func waitForScreen(
    columns: Int = 80, timeout: Duration = .seconds(20), where condition: (PtyScreen) -> Bool
  ) throws -> PtyScreen {
    let deadline = ContinuousClock.now + timeout
    while true {
      let screen = PtyScreen(output, columns: columns)
      if condition(screen) { return screen }
      let text = screen.lines.joined(separator: "\n")
      if hungUp { throw Failure.ended(waitingFor: "a screen", screen: text) }
      if ContinuousClock.now >= deadline { throw Failure.timeout(waitingFor: "a screen", screen: text) }
      drain(milliseconds: 50)
    }
  }

  /// Waits until the program has written more than `count` bytes in all.
  package func waitForOutput(beyond count: Int, timeout: Duration = .seconds(20)) throws {
    let deadline = ContinuousClock.now + timeout
    while output.count <= count {
      if hungUp { throw Failure.ended(waitingFor: "a key's effect", screen: screenText) }
      if ContinuousClock.now >= deadline {
        throw Failure.timeout(waitingFor: "a key's effect", screen: screenText)
      }
      drain(milliseconds: 50)
    }
  }

  /// Reads until what was shown is as `condition` wants it, or nothing has come for `quiet`.
  package func waitUntilQuiet(_ quiet: Duration, or condition: () -> Bool) {
    var last = output.count
    var deadline = ContinuousClock.now + quiet
    while !condition(), !hungUp, ContinuousClock.now < deadline {
      drain(milliseconds: 50)
      if output.count > last { (last, deadline) = (output.count, ContinuousClock.now + quiet) }
    }
  }

  /// Reads until the program ends; throws when it does not within `timeout`.
  package func waitForExit(timeout: Duration = .seconds(20)) throws -> Status {
    let deadline = ContinuousClock.now + timeout
    while true {
      if let status { return status }
      drain(milliseconds: hungUp ? 0 : 20)
      var raw: Int32 = 0
      if waitpid(process, &raw, WNOHANG) == process {
        while !hungUp { drain(milliseconds: 20) }
        let number = raw & 0x7f
        status = number == 0 ? .exit((raw >> 8) & 0xff) : .signal(number)
      } else if ContinuousClock.now >= deadline {
        throw Failure.timeout(waitingFor: "the end of the program", screen: screenText)
      } else if hungUp {
        usleep(10_000)
      }
    }
  }

  /// All bytes that the program wrote so far.
  package var rawOutput: [UInt8] { output }

  /// What the program wrote so far, as text without escape sequences and carriage returns.
  package var screenText: String { String(decoding: stripEscapes(output), as: UTF8.self) }

  /// Reads what is there, waiting at most `milliseconds` for the first of it.
  private func drain(milliseconds: Int32) {
    var ready = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    var chunk = [UInt8](repeating: 0, count: 16 << 10)
    var patience = milliseconds
    let end = output.count + 1 << 20
    while !hungUp, output.count < end, poll(&ready, 1, patience) > 0 {
      let count = read(master, &chunk, chunk.count)
      if count > 0 { output += chunk[..<count] }
      // EIO: the other side is closed.
      if count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN) { hungUp = true }
      patience = 0
    }
  }
}

/// Where in `bytes` the first `wanted` ends.
private func find(_ wanted: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
  if bytes.count < wanted.count { return nil }
  for start in bytes.startIndex...(bytes.endIndex - wanted.count)
  where bytes[start..<(start + wanted.count)].elementsEqual(wanted) {
    return start + wanted.count
  }
  return nil
}
