/// The text before the cursor, in pieces each of one style; sources neutralise it themselves.
package struct Prompt: Sendable, Equatable, ExpressibleByStringLiteral {
  /// A piece of the prompt.
  package struct Piece: Sendable, Equatable {
    package var text: String
    package var style: Style

    package init(_ text: String, _ style: Style = .plain) {
      self.text = text
      self.style = style
    }
  }

  package var pieces: [Piece]

  package init(_ pieces: [Piece]) { self.pieces = pieces }
  package init(_ text: String, _ style: Style = .plain) { pieces = [Piece(text, style)] }
  package init(stringLiteral text: String) { self.init(text) }

  /// The prompt without its styles.
  package var text: String { pieces.reduce("") { $0 + $1.text } }
}
