import CSupport
import Glibc

/// A line read from a terminal whose settings change only while signals are held back.
struct HeldInput {
  let descriptor: Int32
  let echo: Bool
  let prompt: String
  let ahead: TypedAhead

  /// Reads up to the newline, which is left out; the terminal is as before when this returns or throws.
  func readLine(into buffer: UnsafeMutableRawBufferPointer) throws(TerminalError) -> Int {
    var length = 0
    var asked = false
    while true {
      if sms_stop_signal() != 0 { throw .interrupted }
      if let end = try readUntilSignal(into: buffer, &length, &asked) { return end }
    }
  }

  /// Reads with the settings of a question; nil when a signal came, which has acted when this returns.
  private func readUntilSignal(
    into buffer: UnsafeMutableRawBufferPointer, _ length: inout Int, _ asked: inout Bool
  ) throws(TerminalError) -> Int? {
    var hold = sms_hold()
    if sms_hold_begin(&hold) != 0 { throw .system(errno) }
    defer { sms_hold_end(&hold) }
    // Again, now that none can come between the look and the wait.
    if sms_stop_signal() != 0 { return nil }
    var before = termios()
    if tcgetattr(descriptor, &before) != 0 { throw .system(errno) }
    var asking = modes(from: before)
    // What was typed before the question, in sight of everybody, is no answer to a hidden one.
    let change = echo || asked ? TCSADRAIN : TCSAFLUSH
    if tcsetattr(descriptor, change, &asking) != 0 { throw .system(errno) }
    defer { tcsetattr(descriptor, TCSADRAIN, &before) }
    // Only now: who sees the question may already type.
    if !asked, let failure = writeAll(prompt, to: descriptor) { throw .system(failure) }
    if !asked {
      // What was typed before a hidden question is no answer.
      if !echo { ahead.bytes = [] }
      if let end = try takeAhead(into: buffer, &length) { return end }
    }
    asked = true
    while true {
      switch sms_hold_wait(&hold, descriptor, -1) {
      case 0: if let end = try readSome(into: buffer, &length) { return end }
      case let signal where signal > 0:
        // Others have written while the program stood still: the question is shown again.
        if signal == SIGTSTP || signal == SIGCONT { asked = false }
        return nil
      default: throw .system(errno)
      }
    }
  }

  /// Takes what was typed ahead; the length of the line if its end is among it.
  private func takeAhead(
    into buffer: UnsafeMutableRawBufferPointer, _ length: inout Int
  ) throws(TerminalError) -> Int? {
    while let byte = ahead.take() {
      if length == buffer.count { throw tooLong(buffer.count) }
      _ = writeAll(String(UnicodeScalar(byte)), to: descriptor)
      if byte == 0x0a || byte == 0x0d { return length }
      buffer[length] = byte
      length += 1
    }
    return nil
  }

  /// The settings of a question: whole lines, signals by keys, echo or not.
  private func modes(from before: termios) -> termios {
    var modes = before
    modes.c_lflag |= tcflag_t(ICANON | ISIG)
    modes.c_iflag |= tcflag_t(ICRNL)
    if echo { modes.c_lflag |= tcflag_t(ECHO) } else { modes.c_lflag &= ~tcflag_t(ECHO | ECHONL) }
    return modes
  }

  /// One `read`; the length of the line once its newline is there.
  private func readSome(
    into buffer: UnsafeMutableRawBufferPointer, _ length: inout Int
  ) throws(TerminalError) -> Int? {
    guard let start = buffer.baseAddress, length < buffer.count else { throw tooLong(buffer.count) }
    let count = read(descriptor, start + length, buffer.count - length)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return nil }
    if count < 0 { throw .system(errno) }
    if count == 0 {
      if length == 0 { throw .end }
      return length
    }
    length += count
    if buffer[length - 1] == UInt8(ascii: "\n") { return length - 1 }
    if length == buffer.count { throw tooLong(buffer.count) }
    return nil
  }

  /// The error of a line that does not fit; what is left of it is thrown away, it is no answer to the next
  /// question.
  private func tooLong(_ limit: Int) -> TerminalError {
    tcflush(descriptor, TCIFLUSH)
    return .tooLong(limit: limit)
  }
}
