import CSupport
import Glibc

/// An answer that is shown while it is typed, with the keys of a line and with a paste as one edit.
///
/// The terminal's settings change only while signals are held back. Its keys for signals are read as bytes, so that
/// those of a paste are none.
struct EditedInput {
  let descriptor: Int32
  let prompt: String
  /// The longest answer, in bytes.
  let limit: Int
  let ahead: TypedAhead

  /// Reads up to Return; the terminal is as before when this returns or throws.
  func readLine() throws(TerminalError) -> String {
    var line = AnswerLine()
    while true {
      if sms_stop_signal() != 0 { throw .interrupted }
      if let answer = try readUntilSignal(&line) { return answer }
    }
  }

  /// Reads with the settings of a question; nil when a signal came, which has acted when this returns.
  private func readUntilSignal(_ line: inout AnswerLine) throws(TerminalError) -> String? {
    var hold = sms_hold()
    if sms_hold_begin(&hold) != 0 { throw .system(errno) }
    defer { sms_hold_end(&hold) }
    // Again, now that none can come between the look and the wait.
    if sms_stop_signal() != 0 { return nil }
    var before = termios()
    if tcgetattr(descriptor, &before) != 0 { throw .system(errno) }
    var asking = KeyModes.raw(from: before)
    if tcsetattr(descriptor, TCSADRAIN, &asking) != 0 { throw .system(errno) }
    defer {
      _ = writeAll(Paste.off, to: descriptor)
      tcsetattr(descriptor, TCSADRAIN, &before)
    }
    // A prompt that leaves no room stands on rows of its own, and the answer below it.
    let head = hasRoom ? "" : prompt + "\r\n"
    if let failure = writeAll(Paste.on + head + drawn(line), to: descriptor) { throw .system(failure) }
    var keys = AnswerKeys()
    while let byte = ahead.take() {
      if let answer = try accept(byte, &keys, &line, before) { return answer }
    }
    while true {
      switch sms_hold_wait(
        &hold, descriptor, keys.isInside && !keys.isPasting ? EditLineContext.patience : -1)
      {
      case 0: if let answer = try readKey(&keys, &line, before) { return answer }
      case -2: keys.giveUp()
      case SIGWINCH: return nil
      case let signal where signal > 0: return nil
      default: throw .system(errno)
      }
    }
  }

  /// Reads one byte; gives the answer once Return came.
  ///
  /// No more is read, because what follows Return belongs to the next reader.
  private func readKey(
    _ keys: inout AnswerKeys, _ line: inout AnswerLine, _ modes: termios
  ) throws(TerminalError) -> String? {
    var byte: UInt8 = 0
    let count = read(descriptor, &byte, 1)
    if count < 0 && (errno == EINTR || errno == EAGAIN) { return nil }
    if count < 0 { throw .system(errno) }
    if count == 0 { throw .end }
    return try accept(byte, &keys, &line, modes)
  }

  /// Does what a byte means; gives the answer once Return came.
  private func accept(
    _ byte: UInt8, _ keys: inout AnswerKeys, _ line: inout AnswerLine, _ modes: termios
  ) throws(TerminalError) -> String? {
    if !keys.isPasting, let signal = KeyModes.signal(of: byte, modes) {
      _ = writeAll("^" + String(UnicodeScalar(byte ^ 0x40)), to: descriptor)
      ahead.bytes = []
      kill(0, signal)
      return nil
    }
    let key = keys.push(byte)
    if key == .accept {
      _ = writeAll("\n", to: descriptor)
      return line.text
    }
    if key == .endOfInput, line.isEmpty { throw .end }
    line.apply(key)
    if line.text.utf8.count > limit {
      // What is left of it is no line to run.
      ahead.bytes = []
      tcflush(descriptor, TCIFLUSH)
      throw .tooLong(limit: limit)
    }
    if key != .none { _ = writeAll(drawn(line), to: descriptor) }
    return nil
  }

  /// Whether the prompt leaves room for an answer in its row.
  private var hasRoom: Bool { displayWidth(prompt) + 8 <= columns }

  private func drawn(_ line: AnswerLine) -> String {
    line.drawn(hasRoom ? prompt : "", columns: columns)
  }

  private var columns: Int {
    var (rows, columns) = (Int32(0), Int32(0))
    return sms_terminal_size(descriptor, &rows, &columns) == 0 ? max(1, Int(columns)) : 80
  }
}

/// The settings of a terminal whose keys are read one by one.
enum KeyModes {
  /// No lines, no echo, no signals by keys, no Ctrl-S that stops the screen.
  static func raw(from before: termios) -> termios {
    var modes = before
    modes.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG | IEXTEN)
    modes.c_iflag &= ~tcflag_t(IXON | INLCR | IGNCR)
    modes.c_iflag |= tcflag_t(ICRNL)
    return modes
  }

  /// The signal that a key sends by the settings of before; nil for other keys.
  ///
  /// The key of SIGQUIT is none here: it would only take the answer, and the program with it.
  static func signal(of byte: UInt8, _ modes: termios) -> Int32? {
    if modes.c_lflag & tcflag_t(ISIG) == 0 || byte == 0 { return nil }
    return withUnsafeBytes(of: modes.c_cc) { characters in
      if byte == characters[Int(VINTR)] { return SIGINT }
      return byte == characters[Int(VSUSP)] ? SIGTSTP : nil
    }
  }
}
