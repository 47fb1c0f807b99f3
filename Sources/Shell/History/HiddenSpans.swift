import Syntax

/// What diagnostics must not show of sources, found once for many diagnostics of one source.
final class HiddenSpans {
  private var source: Source?
  private var found: [Span] = []

  /// The parts of a source that are secret, or become it.
  func spans(of source: Source) -> [Span] {
    if self.source !== source {
      self.source = source
      found = Redaction.hidden(in: source)
    }
    return found
  }
}
