/// On which side of a cell the text stands.
package enum Alignment: Sendable {
  /// Text begins at the left edge.
  case left
  /// Text ends at the right edge, as numbers do.
  case right
}

/// `text` cut to at most `columns`, with `…` as the last one where something was cut.
package func truncate(_ text: String, to columns: Int) -> String {
  if displayWidth(text) <= columns { return text }
  if columns <= 0 { return "" }
  var kept = ""
  var width = 0
  for character in text {
    let more = displayWidth(String(character))
    if width + more > columns - 1 { break }
    kept.append(character)
    width += more
  }
  return kept + "…"
}

/// `text` with blanks up to `columns`; text that is wider stays as it is.
package func pad(_ text: String, to columns: Int, _ alignment: Alignment = .left) -> String {
  let missing = columns - displayWidth(text)
  if missing <= 0 { return text }
  let blanks = String(repeating: " ", count: missing)
  switch alignment {
  case .left: return text + blanks
  case .right: return blanks + text
  }
}
