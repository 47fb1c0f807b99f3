import Console

/// What a terminal of the xterm kind shows after some output: enough of it for a line editor.
package struct PtyScreen {
  /// A place of the screen; the second half of a wide character has none.
  private struct Cell {
    var character: Character?
    var style = ""
  }

  private let columns: Int
  private var rows: [[Cell]] = [[]]
  private var style = ""
  /// Where the cursor is, from 0.
  package private(set) var row = 0
  package private(set) var column = 0

  /// The screen after `output`; lines that scrolled away stay.
  package init(_ output: [UInt8], columns: Int) {
    self.columns = columns
    var rest = Array(String(decoding: output, as: UTF8.self).unicodeScalars)[...]
    while let scalar = rest.popFirst() { take(scalar, &rest) }
  }

  /// The lines from the top, without blanks at their ends.
  package var lines: [String] {
    rows.map { line in
      var text = String(line.compactMap(\.character))
      while text.last == " " { text.removeLast() }
      return text
    }
  }

  /// The lines with their colours: each run of a style stands behind its SGR parameters, as in `‹31›red‹›`.
  package var styledLines: [String] {
    zip(rows, lines).map { row, line in
      var text = ""
      var style = ""
      var shown = 0
      for cell in row where cell.character != nil && shown < line.count {
        if cell.style != style { text += "‹\(cell.style)›" }
        style = cell.style
        text.append(cell.character ?? " ")
        shown += 1
      }
      return text + (style.isEmpty ? "" : "‹›")
    }
  }

  private mutating func take(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) {
    switch scalar {
    case "\r": column = 0
    case "\n": moveDown(1)
    case "\u{8}": column = max(0, min(column, columns - 1) - 1)
    case "\u{7}": break
    case "\u{1b}": escape(&rest)
    default: put(Character(scalar))
    }
  }

  private mutating func put(_ character: Character) {
    let width = max(1, displayWidth(String(character)))
    // As xterm does: the wrap waits for the character that needs it.
    if column + width > columns {
      column = 0
      moveDown(1)
    }
    fill(to: column + width)
    rows[row][column] = Cell(character: character, style: style)
    if width == 2 { rows[row][column + 1] = Cell(character: nil, style: style) }
    column += width
  }

  private mutating func moveDown(_ count: Int) {
    row += count
    while rows.count <= row { rows.append([]) }
  }

  private mutating func fill(to width: Int) {
    while rows[row].count < width { rows[row].append(Cell(character: " ")) }
  }

  private mutating func escape(_ rest: inout ArraySlice<Unicode.Scalar>) {
    guard rest.first == "[" else {
      _ = rest.popFirst()
      return
    }
    rest = rest.dropFirst()
    var parameters = ""
    while let scalar = rest.popFirst() {
      if ("@"..."~").contains(scalar) {
        if scalar == "m" {
          style = parameters == "0" ? "" : parameters
        } else {
          control(scalar, Int(parameters))
        }
        return
      }
      parameters.unicodeScalars.append(scalar)
    }
  }

  private mutating func control(_ final: Unicode.Scalar, _ parameter: Int?) {
    let count = max(1, parameter ?? 1)
    switch final {
    case "A": row = max(0, row - count)
    case "B": moveDown(count)
    case "C": column = min(columns - 1, column + count)
    case "D": column = max(0, column - count)
    case "G": column = min(columns, count) - 1
    case "J":
      rows.removeSubrange((row + 1)...)
      eraseToEnd()
    case "K": eraseToEnd()
    case "P":
      fill(to: column)
      rows[row].removeSubrange(column..<min(rows[row].count, column + count))
    case "@":
      fill(to: column)
      rows[row].insert(contentsOf: Array(repeating: Cell(character: " "), count: count), at: column)
    default: break
    }
  }

  private mutating func eraseToEnd() {
    if rows[row].count > column { rows[row].removeSubrange(column...) }
  }
}
