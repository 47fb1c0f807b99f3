import Glibc

/// Why a question could not be asked on the terminal.
package enum TerminalError: Error, Equatable, CustomStringConvertible {
  /// The program has no terminal to ask on.
  case noTerminal
  /// Ctrl-C or a signal came before the answer.
  case interrupted
  /// The input ended before the answer.
  case end
  /// The answer is longer than the bytes that hold it.
  case tooLong(limit: Int)
  /// The answer is not UTF-8.
  case notText
  /// A system call failed with this errno.
  case system(Int32)

  package var description: String {
    switch self {
    case .noTerminal: "there is no terminal to ask on"
    case .interrupted: "interrupted"
    case .end: "the input ended before the answer"
    case .tooLong(let limit): "the answer is longer than \(limit) bytes"
    case .notText: "the answer is not UTF-8"
    case .system(let number): "the terminal failed: \(systemMessage(number))"
    }
  }
}

/// The system's words for an errno.
func systemMessage(_ number: Int32) -> String {
  guard let words = strerror(number) else { return "error \(number)" }
  return String(cString: words)
}
