/// What went wrong, as a cause with fields.
///
/// Each floor has one enum of its causes (`SyntaxFault`, `ShellFault` …; the interpreter has four) and keeps all their
/// words in one file beside it. A place that fails names the cause; how the cause is said is written, read and changed
/// in that file alone.
package protocol FaultCause: Sendable {
  /// The code, the message and the help line.
  var words: FaultWords { get }
}

/// How a cause is said.
package struct FaultWords: Sendable, Equatable {
  /// Stable, such as `E0317`: scripts and tests match on it, `help CODE` explains it.
  package let code: String
  /// What happened, with the names and numbers of this case; one line.
  package let message: String
  /// What to do about it, one line; nil where the message says it all.
  package let help: String?
  /// The exit status of a program that does not catch the fault.
  package let status: Int32

  /// Words with their code; a program that does not catch the fault ends with `status`.
  package init(_ code: String, _ message: String, help: String? = nil, status: Int32 = 1) {
    self.code = code
    self.message = message
    self.help = help
    self.status = status
  }

  /// The same fault with another message or help line.
  package func saying(_ message: String? = nil, help: String? = nil) -> FaultWords {
    FaultWords(code, message ?? self.message, help: help ?? self.help, status: status)
  }
}

/// Words that were found elsewhere are passed on as they are.
extension FaultWords: FaultCause {
  package var words: FaultWords { self }
}
