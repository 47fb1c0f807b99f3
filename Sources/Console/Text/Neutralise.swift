/// Which line characters `neutralise` leaves as they are.
package enum LineCharacters: Sendable {
  /// Newlines and tabs are shown as `\n` and `\t`: names, cells, prompts, anything of one line.
  case shown
  /// Newlines and tabs stay: text of several lines, such as what `print` writes.
  case kept
}

/// Shows what could steer the terminal or deceive the eye, so that text from elsewhere can be printed on it.
///
/// Shown as `\u{1b}`: control characters (C0, DEL, C1), bidi marks, isolates and overrides, zero-width
/// characters, line and paragraph separators, invisible fillers and tags. `\n`, `\t` and `\r` have their
/// usual short form. What it gives is for eyes only: a backslash that was there before stays single.
package func neutralise(_ text: String, lines: LineCharacters = .shown) -> String {
  if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) { return text }
  guard text.unicodeScalars.contains(where: { !isHarmless($0, lines) }) else { return text }
  var shown = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    if isHarmless(scalar, lines) {
      shown.append(scalar)
    } else {
      shown.append(contentsOf: visibleForm(scalar).unicodeScalars)
    }
  }
  return String(shown)
}

/// Whether `scalar` would steer a terminal or deceive the eye, where text of one line stands.
package func steersScreen(_ scalar: Unicode.Scalar) -> Bool { !isHarmless(scalar, .shown) }

/// Whether `scalar` can go to a terminal as it is.
private func isHarmless(_ scalar: Unicode.Scalar, _ lines: LineCharacters) -> Bool {
  let value = scalar.value
  if value < 0x7f { return value >= 0x20 || (lines == .kept && (value == 0x0a || value == 0x09)) }
  switch value {
  case 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x3164, 0xffa0: return false
  // Variation selectors of ideographs are marks, tags are formats: both invisible, the former harmless.
  default: break
  }
  switch scalar.properties.generalCategory {
  case .control, .lineSeparator, .paragraphSeparator, .surrogate: return false
  case .format: return isPrependedMark(value)
  default: return true
  }
}

/// The escape under which a string literal of the language could hold `scalar`.
func visibleForm(_ scalar: Unicode.Scalar) -> String {
  switch scalar.value {
  case 0x0a: "\\n"
  case 0x09: "\\t"
  case 0x0d: "\\r"
  default: "\\u{\(String(scalar.value, radix: 16))}"
  }
}
