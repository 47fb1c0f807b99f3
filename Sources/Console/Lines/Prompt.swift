/// The text before the cursor, in pieces each of one style; sources neutralise it themselves.
package struct Prompt: Sendable, Equatable, ExpressibleByStringLiteral {
  /// A piece of the prompt.
  package struct Piece: Sendable, Equatable {
    /// What the piece says; it may hold any character.
    package var text: String
    /// How the piece looks where there is colour.
    package var style: Style

    /// A piece of text in a style.
    package init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  /// The pieces from left to right.
  package var pieces: [Piece]

  /// A prompt of several pieces.
  package init(_ pieces: [Piece]) { self.pieces = pieces }
  /// A prompt in one style.
  package init(_ text: String, _ style: Style = .plain) { pieces = [Piece(text, style)] }
  /// A prompt without a style.
  package init(stringLiteral text: String) { self.init(text) }

  /// The prompt without its styles.
  package var text: String { pieces.reduce("") { $0 + $1.text } }
}
