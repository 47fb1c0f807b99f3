import Syntax

/// What diagnostics must not show of sources, found once for many diagnostics of one source.
final class HiddenSpans {
  /// The most bytes of a source that is searched.
  private static let longest = 1 << 14
  private var source: Source?
  private var found: [Span] = []

  /// The parts of a source that are secret, or become it.
  func spans(of source: Source) -> [Span] {
    if self.source !== source {
      self.source = source
      // A long source is not searched for each error: nothing of it is shown.
      let isLong = source.bytes.count > Self.longest
      found = isLong ? [Span(0, source.bytes.count)] : Redaction.hidden(in: source)
    }
    return found
  }
}
