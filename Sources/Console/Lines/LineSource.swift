/// Where the lines of a dialogue come from: a terminal, a pipe, or a test.
package protocol LineSource: AnyObject {
  /// Reads the next line; the prompt is shown only on a terminal.
  func read(_ prompt: Prompt) throws(LineError) -> LineRead
  /// Makes `entry`, of one line or several, the newest one that the arrow keys recall.
  func remember(_ entry: String)
}

/// The outcome of reading a line.
package enum LineRead: Equatable, Sendable {
  /// A line without its newline. One recalled from the history can hold newlines inside.
  case line(String)
  /// Ctrl-C: the typed text is dropped. The stop flag is cleared.
  case interrupted
  /// The input ended (Ctrl-D on an empty line), or SIGTERM came: then the stop flag says so.
  case end
}

/// Why no line could be read.
package enum LineError: Error, Equatable, CustomStringConvertible {
  /// Bytes that are not UTF-8, at this offset of the input.
  case notText(offset: Int)
  /// A line longer than this.
  case tooLong(limit: Int)
  /// A system call failed with this errno.
  case system(Int32)
  /// The line editor could not start.
  case editor
  /// A terminal that says to have more columns or rows than a screen has.
  case screen(columns: Int, rows: Int)

  package var description: String {
    switch self {
    case .notText(let offset): "the input is not UTF-8 at byte \(offset)"
    case .tooLong(let limit): "a line of the input is longer than \(limit) bytes"
    case .system(let number): "the input cannot be read: \(systemMessage(number))"
    case .screen(let columns, let rows): "the terminal says that it has \(columns) columns and \(rows) rows"
    case .editor: "the line editor cannot start on this terminal"
    }
  }
}
