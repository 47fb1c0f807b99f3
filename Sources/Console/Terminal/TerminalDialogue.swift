import CSupport
import Glibc

/// Questions asked on the controlling terminal, whatever standard input and output are.
///
/// While one waits, signals are held back until the terminal is as it was before, so neither Ctrl-C nor
/// Ctrl-Z nor a kill leaves it without echo.
package struct TerminalDialogue: ~Copyable {
  private let descriptor: Int32
  private let ahead: TypedAhead

  /// Whether nothing but text is written to the terminal.
  private let isPlain: Bool

  /// Opens the terminal; `path` is another one in tests.
  ///
  /// A plain one gets no sequences that move the cursor: its own keys of a line are all there are.
  package init(
    path: String = "/dev/tty", ahead: TypedAhead = TypedAhead(), isPlain: Bool = false
  ) throws(TerminalError) {
    self.ahead = ahead
    self.isPlain = isPlain
    let opened = openDescriptor(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    if opened < 0 { throw .noTerminal }
    if isatty(opened) != 1 {
      close(opened)
      throw .noTerminal
    }
    descriptor = opened
  }

  deinit { close(descriptor) }

  /// Reads one line without echo into `buffer` and gives the number of its bytes, without the newline.
  ///
  /// Nothing of the answer is anywhere but in `buffer`, which the caller wipes, also after an error.
  package borrowing func readHidden(
    prompt: String, into buffer: UnsafeMutableRawBufferPointer
  ) throws(TerminalError) -> Int {
    let result: Result<Int, TerminalError> = read(prompt, echo: false, into: buffer)
    // The Return that ended the answer was not echoed either.
    _ = writeAll("\n", to: descriptor)
    return try result.get()
  }

  /// Asks `prompt` and gives the answer, one line without its newline.
  package borrowing func ask(_ prompt: String) throws(TerminalError) -> String {
    if !isPlain, Self.hasKeys {
      return try EditedInput(descriptor: descriptor, prompt: neutralise(prompt), limit: 4096, ahead: ahead)
        .readLine()
    }
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 4096, alignment: 1)
    defer { buffer.deallocate() }
    let result: Result<Int, TerminalError> = read(prompt, echo: true, into: buffer)
    if case .failure = result { _ = writeAll("\n", to: descriptor) }
    guard let answer = String(validating: buffer[..<(try result.get())], as: UTF8.self) else {
      throw .notText
    }
    return answer
  }

  /// Asks `question` and gives whether the answer is `y` or `yes`; any other answer means no.
  package borrowing func confirm(_ question: String) throws(TerminalError) -> Bool {
    let answer = try ask(question + " [y/N] ").lowercased()
    let words = answer.split(separator: " ")
    return words == ["y"] || words == ["yes"]
  }

  /// Whether the terminal can move its cursor, so that a line can be edited.
  private static var hasKeys: Bool {
    guard let name = getenv("TERM").map({ String(cString: $0) }) else { return false }
    return !name.isEmpty && name != "dumb"
  }

  private borrowing func read(
    _ prompt: String, echo: Bool, into buffer: UnsafeMutableRawBufferPointer
  ) -> Result<Int, TerminalError> {
    let input = HeldInput(descriptor: descriptor, echo: echo, prompt: neutralise(prompt), ahead: ahead)
    do throws(TerminalError) {
      return .success(try input.readLine(into: buffer))
    } catch {
      return .failure(error)
    }
  }
}
