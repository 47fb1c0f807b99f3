import CSupport
import Glibc

/// One descriptor of the program as a place to write: whether it is a terminal, how large, whether coloured.
package struct Terminal: Sendable {
  /// Rows and columns of a terminal.
  package struct Size: Sendable, Equatable {
    /// The number of lines.
    package var rows: Int
    /// The number of character cells in a line.
    package var columns: Int

    /// A size in character cells.
    package init(rows: Int, columns: Int) {
      self.rows = rows
      self.columns = columns
    }
  }

  /// The file descriptor, such as 1 for standard output.
  package let descriptor: Int32
  /// Whether the descriptor is a terminal, asked once: that does not change.
  package let isTerminal: Bool
  /// Whether text for this descriptor is coloured.
  package let colour: Bool

  /// Asks the system once whether a descriptor is a terminal, and decides its colour.
  package init(descriptor: Int32, colour mode: ColourMode, environment: (String) -> String?) {
    self.descriptor = descriptor
    isTerminal = isatty(descriptor) == 1
    colour = mode.decide(isTerminal: isTerminal, environment: environment)
  }

  /// The current size; nil off a terminal and on one that does not know.
  package var size: Size? {
    var rows: Int32 = 0
    var columns: Int32 = 0
    guard isTerminal, sms_terminal_size(descriptor, &rows, &columns) == 0 else { return nil }
    return Size(rows: Int(rows), columns: Int(columns))
  }

  /// The current number of columns: 80 on a terminal that does not know its size, nil off a terminal.
  package var columns: Int? { isTerminal ? size?.columns ?? 80 : nil }

  /// `text` as it may be written here: neutralised on a terminal, exact bytes elsewhere.
  package func shown(_ text: String, lines: LineCharacters = .shown) -> String {
    isTerminal ? neutralise(text, lines: lines) : text
  }
}
