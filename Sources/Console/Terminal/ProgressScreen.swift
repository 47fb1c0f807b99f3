/// The row of standard error in which progress is drawn over and over, where that is a terminal.
package final class ProgressScreen {
  private static let erasing = "\r\u{1b}[K"

  private let isQuiet: Bool
  private let environment: (String) -> String?
  /// Asked for by the first line: most runs draw none.
  private lazy var terminal = suitable()
  private var isShown = false

  /// `isQuiet`: nothing is ever drawn; nor where the terminal cannot take a row back.
  package init(isQuiet: Bool, environment: @escaping (String) -> String?) {
    (self.isQuiet, self.environment) = (isQuiet, environment)
  }

  private func suitable() -> Terminal? {
    let terminal = Terminal(descriptor: 2, colour: .never, environment: environment)
    let kind = environment("TERM") ?? ""
    return terminal.isTerminal && !isQuiet && !kind.isEmpty && kind != "dumb" ? terminal : nil
  }

  /// Draws a line in the place of the one before.
  package func show(_ line: ProgressLine) {
    guard let columns = terminal?.columns else { return }
    isShown = true
    _ = writeAll(ProgressScreen.erasing + line.text(columns: columns), to: 2)
  }

  /// Takes the line away: before something else is written, and at the end.
  package func erase() {
    guard isShown else { return }
    isShown = false
    _ = writeAll(ProgressScreen.erasing, to: 2)
  }
}
