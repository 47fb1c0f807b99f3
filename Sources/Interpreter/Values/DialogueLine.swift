/// A line of a dialogue, and what came of it.
package struct DialogueLine: Sendable, Equatable {
  /// The line without its secrets.
  package var text: String
  /// When it began, in µs since 1970; nil for lines of earlier dialogues.
  package var begun: Int?
  /// How long it took, in µs; nil while it runs.
  package var took: Int?
  /// Whether the line ended without an error.
  package var isOK = true
  /// How many changes of the vault it made.
  package var changes = 0
  /// Whether it gives names to values or commands.
  package var defines = false

  /// A line that has not ended yet.
  package init(_ text: String, begun: Int? = nil) {
    self.text = text
    self.begun = begun
  }
}
