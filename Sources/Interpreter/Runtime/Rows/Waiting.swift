import Syntax

extension Machine {
  /// Looks at signals and limits at once, for commands that wait; counts only the steps that were taken.
  package func pollNow() throws(Fault) {
    stepsTaken -= max(0, ticks.pointee)
    try checkLimits()
  }
}

extension Call {
  /// The text of an argument's place in the source, as far as it is known: for messages that quote it.
  package func sourceText() -> String? {
    guard let source, span.end > span.start else { return nil }
    return source.text(span)
  }
}
