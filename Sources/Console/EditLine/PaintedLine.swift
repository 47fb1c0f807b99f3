/// How a line looks while it is typed: the styles of its bytes, and what stands dim behind it.
package struct PaintedLine: Sendable, Equatable {
  /// Bytes of the line in one style.
  package struct Span: Sendable, Equatable {
    /// The bytes of the line, from 0.
    package var bytes: Range<Int>
    /// How they look.
    package var style: Style

    /// Gives bytes of the line a style.
    package init(_ bytes: Range<Int>, _ style: Style) {
      self.bytes = bytes
      self.style = style
    }
  }

  /// In the order of the line; they do not overlap.
  package var spans: [Span]
  /// How the line may go on: shown behind it, and put in by a key.
  package var hint: String
  /// A word about what may follow, shown behind the hint and never put in.
  package var note: String

  /// A line with its styles, hint and note; the default paints nothing.
  package init(spans: [Span] = [], hint: String = "", note: String = "") {
    self.spans = spans
    self.hint = hint
    self.note = note
  }
}

/// Gives the looks of `line`, whose cursor stands before byte `cursor`.
package typealias Painter = (_ line: String, _ cursor: Int) -> PaintedLine
