/// The columns that `text` takes on a terminal, for text that is already neutralised.
///
/// The model is that of `wcwidth` with what terminals of today draw as one glyph: a scalar joined by a
/// zero-width joiner and a skin tone add nothing, a pair of regional indicators is one flag, U+FE0F makes
/// an emoji wide.
package func displayWidth(_ text: some StringProtocol) -> Int {
  var columns = WidthCounter()
  let ascii: Int? = text.utf8.withContiguousStorageIfAvailable { bytes in
    bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7f } ? bytes.count : -1
  }
  if let ascii, ascii >= 0 { return ascii }
  for scalar in text.unicodeScalars { columns.add(scalar) }
  return columns.total
}

/// Adds up columns scalar by scalar, remembering what the scalar before allows the next one to join.
struct WidthCounter {
  private(set) var total = 0
  private var last: Unicode.Scalar?
  private var lastWidth = 0
  private var pendingFlag = false
  private var joins = false

  mutating func add(_ scalar: Unicode.Scalar) {
    if scalar.value == 0x200d {
      joins = last?.properties.isEmoji ?? false
      return
    }
    if scalar.value == 0xfe0f {
      if lastWidth == 1, let last, last.properties.isEmoji { widen() }
      return
    }
    let width = scalarWidth(scalar)
    if width == 0 { return }
    if isJoined(scalar) {
      joins = false
      last = scalar
      return
    }
    joins = false
    let flag = (0x1f1e6...0x1f1ff).contains(scalar.value)
    pendingFlag = flag && !pendingFlag
    total += width
    last = scalar
    lastWidth = width
  }

  private mutating func widen() {
    total += 1
    lastWidth = 2
  }

  /// Whether the terminal draws `scalar` into the glyph before it.
  private func isJoined(_ scalar: Unicode.Scalar) -> Bool {
    if joins && scalar.properties.isEmoji { return true }
    guard let last else { return false }
    let skinTone = (0x1f3fb...0x1f3ff).contains(scalar.value)
    return skinTone && last.properties.isEmojiModifierBase
  }
}

/// The columns of one scalar alone: 0 for combining and control characters, 2 for wide ones, else 1.
func scalarWidth(_ scalar: Unicode.Scalar) -> Int {
  let value = scalar.value
  if value < 0x300 { return value < 0x20 || (0x7f..<0xa0).contains(value) || value == 0xad ? 0 : 1 }
  // Medial vowels and final consonants of Hangul draw into the syllable that the initial opened.
  if (0x1160...0x11ff).contains(value) || (0xd7b0...0xd7ff).contains(value) { return 0 }
  switch scalar.properties.generalCategory {
  case .nonspacingMark, .enclosingMark, .lineSeparator, .paragraphSeparator, .control: return 0
  case .format: return isPrependedMark(value) ? 1 : 0
  default: return isWide(value) ? 2 : 1
  }
}

/// Whether `value` is one of the Arabic, Syriac and Kaithi signs that are formats by category, yet are drawn.
func isPrependedMark(_ value: UInt32) -> Bool {
  switch value {
  case 0x600...0x605, 0x6dd, 0x70f, 0x890, 0x891, 0x8e2, 0x110bd, 0x110cd: true
  default: false
  }
}

/// Whether `value` is in one of the runs of `wideRuns`.
private func isWide(_ value: UInt32) -> Bool {
  if value < 0x1100 { return false }
  var low = 0
  var high = wideRuns.count / 2
  while low < high {
    let middle = (low + high) / 2
    if value > wideRuns[2 * middle + 1] { low = middle + 1 } else { high = middle }
  }
  return low < wideRuns.count / 2 && wideRuns[2 * low] <= value
}
