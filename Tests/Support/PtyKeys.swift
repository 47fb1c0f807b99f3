/// Keys as a document writes them: a character is its key, a few signs are keys without a character.
package struct PtyKeys {
  /// The bytes of each key, in the order in which they are pressed.
  package let keys: [String]

  private static let signs: [Character: String] = [
    "⏎": "\r", "⇥": "\t", "→": "\u{1b}[C", "←": "\u{1b}[D", "↑": "\u{1b}[A", "↓": "\u{1b}[B", "⌫": "\u{7f}",
  ]

  /// Reads such a text; `⌃` makes the letter behind it one with Control.
  package init(_ text: String) {
    var keys: [String] = []
    var isControl = false
    for character in text {
      if character == "⌃" {
        isControl = true
        continue
      }
      let value = character.asciiValue.map { $0 & 0x1f } ?? 0
      keys.append(
        isControl ? String(Unicode.Scalar(value)) : PtyKeys.signs[character] ?? String(character))
      isControl = false
    }
    self.keys = keys
  }
}

extension PtySession {
  /// Presses keys one by one; the next one when something was drawn for the one before.
  package func press(_ keys: PtyKeys) throws {
    for key in keys.keys {
      let before = rawOutput.count
      send(bytes: Array(key.utf8))
      try waitForOutput(beyond: before)
    }
  }
}
