/// Something that Tab may put into the line.
package struct Completion: Sendable, Equatable {
  /// What is put in, quoted as the language needs it, from `start` to the cursor.
  package var text: String
  /// What is listed when there are several; neutralised by the list.
  package var display: String
  /// The byte of the line where the word begins that `text` replaces.
  package var start: Int
  /// What follows `text` when it is the only candidate, usually a blank.
  package var suffix: String

  package init(_ text: String, display: String? = nil, start: Int, suffix: String = " ") {
    self.text = text
    self.display = display ?? text
    self.start = start
    self.suffix = suffix
  }
}

/// Gives the candidates for the word before the cursor, which stands before byte `cursor` of `line`.
package typealias Completer = (_ line: String, _ cursor: Int) -> [Completion]

/// What Tab does, decided from the candidates alone.
enum CompletionAction: Equatable {
  case nothing
  /// Replaces the word that begins at byte `start`.
  case insert(String, start: Int)
  case list([String])

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
      self = .list(candidates.map(\.display))
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

/// `names`, neutralised, in as many columns as a terminal of `width` has room for, read downwards.
func listing(_ names: [String], width: Int, cap: Int = 200) -> String {
  let shown = names.prefix(cap).map { truncate(neutralise($0), to: max(1, width)) }
  let column = (shown.map { displayWidth($0) }.max() ?? 0) + 2
  let across = max(1, (width + 2) / column)
  let down = (shown.count + across - 1) / across
  var text = ""
  for row in 0..<down {
    let cells = stride(from: row, to: shown.count, by: down).map { shown[$0] }
    for cell in cells.dropLast() { text += pad(cell, to: column) }
    text += (cells.last ?? "") + "\n"
  }
  if names.count > cap { text += "… +\(names.count - cap)\n" }
  return text
}
