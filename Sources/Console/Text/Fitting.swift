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

/// A line as rows of at most so many columns, broken at blanks where there are some; escape sequences take no room.
package func wrapped(_ line: String, to columns: Int) -> [String] {
  if columns <= 0 || shownWidth(line) <= columns { return [line] }
  var rows = [""]
  var width = 0
  func next() {
    rows.append("")
    width = 0
  }
  for (index, word) in line.split(separator: " ", omittingEmptySubsequences: false).enumerated() {
    let more = shownWidth(word)
    if index > 0, width > 0, width + 1 + more > columns {
      next()
    } else if index > 0 {
      rows[rows.count - 1] += " "
      width += 1
    }
    if width + more <= columns || word.utf8.contains(0x1b) {
      rows[rows.count - 1] += word
      width += more
      continue
    }
    for character in word {
      let more = displayWidth(String(character))
      if width > 0, width + more > columns { next() }
      rows[rows.count - 1].append(character)
      width += more
    }
  }
  return rows
}

/// The columns of a text that may hold the escape sequences of styles.
private func shownWidth(_ text: some StringProtocol) -> Int {
  guard text.utf8.contains(0x1b) else { return displayWidth(text) }
  var shown = String.UnicodeScalarView()
  var isInside = false
  for scalar in text.unicodeScalars {
    if scalar == "\u{1b}" {
      isInside = true
    } else if !isInside {
      shown.append(scalar)
    } else if scalar.properties.isAlphabetic {
      isInside = false
    }
  }
  return displayWidth(String(shown))
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
