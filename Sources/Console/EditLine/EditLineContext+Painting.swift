/// Draws colours and hints over the line of libedit while no key is pending.
extension EditLineContext {
  /// Draws the line in its colours with its hint behind it, and remembers how to take the hint away.
  ///
  /// Libedit has flushed its drawing whenever it asks for a character.
  func paint(_ editor: OpaquePointer) {
    guard let painter else { return }
    let (line, cursor) = currentLine(editor)
    if line.isEmpty || isQuestion(line) { return }
    let looks = painter(line, cursor)
    guard
      let drawing = LineDrawing(
        line, cursor: cursor, looks: looks, start: lineStart, size: size, aside: asideWidth)
    else {
      return
    }
    if !drawing.drawn.isEmpty { _ = writeAll(drawing.drawn, to: output) }
    erasing = drawing.erasing
  }

  /// Takes the hint away, so that the screen is as libedit believes it to be.
  func eraseHint() {
    if erasing.isEmpty { return }
    _ = writeAll(erasing, to: output)
    erasing = ""
  }

  /// Whether libedit asks something of its own, in the buffer of the line: a search, or a command.
  func isQuestion(_ line: String) -> Bool {
    guard let last = line.utf8.lastIndex(of: UInt8(ascii: "\n")) else { return false }
    let row = line[line.utf8.index(after: last)...]
    return ["bck:", "fwd:", "bck?", "fwd?", ": ", "/", "?"].contains { row.hasPrefix($0) }
  }

  /// The hint of the line where the cursor stands at its end; empty elsewhere.
  func hint(_ editor: OpaquePointer) -> String {
    let (line, cursor) = currentLine(editor)
    guard let painter, !line.isEmpty, cursor == line.utf8.count else { return "" }
    return painter(line, cursor).hint
  }
}
