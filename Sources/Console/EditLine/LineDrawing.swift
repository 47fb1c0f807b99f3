/// What is written over a line that libedit has drawn, so that it has colours and a hint.
///
/// Libedit knows nothing of it: the same characters are written at the same places, the cursor ends where it was, and
/// the hint is taken away before libedit draws again. Tried with the drawing of libedit 3.1 (20221030).
struct LineDrawing {
  /// What draws the colours and the hint, from the cursor and back to it.
  private(set) var drawn = ""
  /// What takes the hint away, from the cursor and back to it; empty if there is none.
  private(set) var erasing = ""
  private let width: Int
  private var style = Style.plain

  /// The drawing of `line` behind a prompt that ends at `start`; nil where libedit draws the line in its own way, or
  /// not all of it is on the screen.
  ///
  /// `aside` columns at the end of the first row are taken.
  init?(
    _ line: String, cursor: Int, looks: PaintedLine, start: ScreenPosition, size: Terminal.Size,
    aside: Int = 0
  ) {
    guard line.unicodeScalars.allSatisfy(LineWidth.isDrawn) else { return nil }
    width = size.columns
    let before = String(decoding: line.utf8.prefix(cursor), as: UTF8.self)
    let place = start.after(before, width: width)
    guard start.after(line, width: width).row < size.rows else { return nil }
    drawn = LineDrawing.move(from: place, to: start)
    let end = write(line, looks.spans, from: start)
    change(to: .plain)
    let aside = end.row == 0 ? aside : 0
    let hint = shownHint(looks, room: width - end.column - 1 - aside)
    if !hint.isEmpty {
      drawn += hint
      let there = LineDrawing.move(from: place, to: end)
      // What stands at the right stays: the hint is blanked, not the row.
      let last = ScreenPosition(row: end.row, column: width - 1 - aside)
      let blanks = String(repeating: " ", count: last.column - end.column)
      erasing =
        aside == 0
        ? there + "\u{1b}[K" + LineDrawing.move(from: end, to: place)
        : there + blanks + LineDrawing.move(from: last, to: place)
    }
    let column = end.column + (hint.isEmpty ? 0 : 1)
    drawn += LineDrawing.move(from: ScreenPosition(row: end.row, column: column), to: place)
  }

  /// Writes the line in its styles, each row by itself, and gives where it ends.
  private mutating func write(_ line: String, _ spans: [PaintedLine.Span], from start: ScreenPosition)
    -> ScreenPosition
  {
    var at = start
    var offset = 0
    var rest = spans[...]
    for scalar in line.unicodeScalars {
      while let span = rest.first, span.bytes.upperBound <= offset { rest = rest.dropFirst() }
      let isInside = rest.first.map { $0.bytes.contains(offset) } ?? false
      change(to: isInside ? rest[rest.startIndex].style : .plain)
      let before = at
      let place = at.advance(over: scalar, width: width)
      if place.row > before.row { drawn += "\r\n" }
      put(scalar, columns: at.column - place.column)
      // Only the terminal's own cursor waits at the margin: libedit's is in the next row.
      if at.row > place.row { drawn += "\r\n" }
      offset += Unicode.UTF8.width(scalar)
    }
    return at
  }

  private mutating func put(_ scalar: Unicode.Scalar, columns: Int) {
    switch scalar {
    case "\n": break
    case "\t": drawn += "\u{1b}[\(max(1, columns))C"
    default: drawn.unicodeScalars.append(scalar)
    }
  }

  private mutating func change(to new: Style) {
    if new == style { return }
    drawn += Style.closing + new.opening
    style = new
  }

  /// The hint and the note as far as the row has room: dim, of one line.
  private func shownHint(_ looks: PaintedLine, room: Int) -> String {
    let first = looks.hint.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false).first ?? ""
    let isLonger = first.utf8.count < looks.hint.utf8.count
    let gap = looks.note.isEmpty ? "" : "  "
    let text = neutralise(String(first) + (isLonger ? " …" : "") + gap + looks.note)
    if text.isEmpty || room < 4 { return "" }
    return Style.dim.paint(truncate(text, to: room))
  }

  /// The escape sequence that moves the cursor from one place to another.
  static func move(from: ScreenPosition, to: ScreenPosition) -> String {
    if from == to { return "" }
    var text = "\r"
    if to.row < from.row { text += "\u{1b}[\(from.row - to.row)A" }
    if to.row > from.row { text += "\u{1b}[\(to.row - from.row)B" }
    if to.column > 0 { text += "\u{1b}[\(to.column)C" }
    return text
  }
}
