/// A prompt as libedit wants it: escape sequences between markers, each bound to the visible character
/// after it.
enum EditLinePrompt {
  /// Neutralised text holds no such character.
  static let marker: CChar = 1

  /// The text for libedit.
  ///
  /// Libedit loses a sequence at the end of a prompt and one that another follows at once. So there is one
  /// sequence a change of style, and the last one, back to plain, stands before a blank that ends the
  /// prompt.
  static func text(_ prompt: Prompt, colour: Bool) -> String {
    if !colour { return neutralise(prompt.text) }
    var output = ""
    var current = Style.plain
    for (text, style) in runs(prompt) {
      var change = style == current ? nil : sequence(style)
      for scalar in text.unicodeScalars {
        if let sequence = change, scalarWidth(scalar) > 0 {
          output += sequence
          change = nil
          current = style
        }
        output.unicodeScalars.append(scalar)
      }
    }
    return output
  }

  /// The pieces, neutralised, ending in a plain one where any has a style.
  private static func runs(_ prompt: Prompt) -> [(String, Style)] {
    var runs = prompt.pieces.filter { !$0.text.isEmpty }.map { (neutralise($0.text), $0.style) }
    guard let (text, style) = runs.last, style != .plain else { return runs }
    if text.utf8.last == UInt8(ascii: " ") { runs[runs.count - 1].0.removeLast() }
    runs.append((" ", .plain))
    return runs
  }

  private static func sequence(_ style: Style) -> String {
    let marker = "\u{1}"
    return marker + Style.closing + style.opening + marker
  }
}
