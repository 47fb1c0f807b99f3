/// Something that Tab may put into the line.
package struct Completion: Sendable, Equatable {
  /// What is put in, quoted as the language needs it, from `start` to the cursor.
  package var text: String
  /// What is listed when there are several; neutralised by the list.
  package var display: String
  /// The byte of the line where the word begins that `text` replaces.
  package var start: Int
  /// A word about it, shown beside it in a list.
  package var note: String
  /// What follows `text` when it is the only candidate, usually a blank.
  package var suffix: String

  package init(_ text: String, display: String? = nil, start: Int, suffix: String = " ", note: String = "") {
    self.text = text
    self.display = display ?? text
    self.start = start
    self.suffix = suffix
    self.note = note
  }
}

/// Gives the candidates for the word before the cursor, which stands before byte `cursor` of `line`.
package typealias CompletionSource = (_ line: String, _ cursor: Int) -> [Completion]

/// What Tab does, decided from the candidates alone.
enum CompletionAction: Equatable {
  case nothing
  /// Replaces the word that begins at byte `start`.
  case insert(String, start: Int)
  case list([Completion])

  init(_ candidates: [Completion], line: String, cursor: Int) {
    guard let first = candidates.first else {
      self = .nothing
      return
    }
    let bytes = Array(line.utf8.prefix(cursor))
    let agree = candidates.allSatisfy { $0.start == first.start } && (0...bytes.count).contains(first.start)
    if agree && candidates.count == 1 {
      self = .insert(first.text + first.suffix, start: first.start)
      return
    }
    let common = commonPrefix(candidates.map(\.text))
    // More than was typed is progress; the same or less would only undo what was typed.
    if agree && common.utf8.count > bytes.count - first.start {
      self = .insert(common, start: first.start)
    } else {
      self = .list(candidates)
    }
  }
}

/// What all of `texts` begin with, compared scalar by scalar.
func commonPrefix(_ texts: [String]) -> String {
  guard let first = texts.first else { return "" }
  var common = Array(first.unicodeScalars)
  for text in texts.dropFirst() {
    let same = zip(common, text.unicodeScalars).prefix { $0.0 == $0.1 }.count
    common.removeSubrange(same...)
  }
  var prefix = String.UnicodeScalarView()
  prefix.append(contentsOf: common)
  return String(prefix)
}

/// A page of `candidates`, neutralised.
///
/// In as many columns as a terminal of that size has room for, read downwards, or one a row with the words about them.
/// `from` is the first one shown; the next page begins at `next`, nil at the end.
func listing(_ candidates: [Completion], size: Terminal.Size, from: Int = 0) -> (text: String, next: Int?) {
  let room = max(1, size.rows - 3)
  let hasNotes = candidates.contains { !$0.note.isEmpty }
  let rest = candidates[from...]
  let names = rest.map { truncate(neutralise($0.display), to: max(1, size.columns)) }
  let column = (names.map { displayWidth($0) }.max() ?? 0) + 2
  let across = hasNotes ? 1 : max(1, (size.columns + 2) / column)
  let shown = min(rest.count, room * across)
  let down = (shown + across - 1) / across
  var text = ""
  for row in 0..<down {
    let cells = stride(from: row, to: shown, by: down).map { ($0, names[$0]) }
    for (_, cell) in cells.dropLast() { text += pad(cell, to: column) }
    if let (index, cell) = cells.last { text += noted(cell, rest[from + index].note, column, size.columns) }
    text += "\n"
  }
  if shown < rest.count { text += "… +\(rest.count - shown), Tab shows more\n" }
  return (text, shown < rest.count ? from + shown : nil)
}

/// A name with the word about it, as far as the row has room.
private func noted(_ name: String, _ note: String, _ column: Int, _ columns: Int) -> String {
  if note.isEmpty || columns - column < 8 { return name }
  return pad(name, to: column) + truncate(neutralise(note), to: columns - column)
}
