/// When output is coloured, as `--color` says.
package enum ColourMode: String, Sendable, CaseIterable {
  /// Colours a terminal unless it is dumb or NO_COLOR is set.
  case auto
  /// Colours files and pipes, too.
  case always
  /// Never colours.
  case never

  /// Decides whether one descriptor gets colour.
  ///
  /// `auto` colours a terminal that is not dumb unless NO_COLOR is set in the environment.
  package func decide(isTerminal: Bool, environment: (String) -> String?) -> Bool {
    switch self {
    case .always: return true
    case .never: return false
    case .auto:
      // no-color.org: set and not empty, whatever the value.
      if let refused = environment("NO_COLOR"), !refused.isEmpty { return false }
      let kind = environment("TERM") ?? ""
      return isTerminal && !kind.isEmpty && kind != "dumb"
    }
  }
}

/// A way to emphasise text: the parameters of one SGR escape sequence.
package struct Style: Sendable, Equatable {
  let parameters: String

  /// No emphasis.
  package static let plain = Style(parameters: "")
  /// Bold text.
  package static let bold = Style(parameters: "1")
  /// Faint text.
  package static let dim = Style(parameters: "2")
  /// Underlined text.
  package static let underline = Style(parameters: "4")
  /// Text with foreground and background exchanged.
  package static let reverse = Style(parameters: "7")
  /// Red foreground.
  package static let red = Style(parameters: "31")
  /// Green foreground.
  package static let green = Style(parameters: "32")
  /// Yellow foreground.
  package static let yellow = Style(parameters: "33")
  /// Blue foreground.
  package static let blue = Style(parameters: "34")
  /// Magenta foreground.
  package static let magenta = Style(parameters: "35")
  /// Cyan foreground.
  package static let cyan = Style(parameters: "36")

  /// This style and another one together.
  package func with(_ other: Style) -> Style {
    if parameters.isEmpty { return other }
    return other.parameters.isEmpty ? self : Style(parameters: parameters + ";" + other.parameters)
  }

  /// The sequence that switches the style on, empty for `plain`.
  var opening: String { parameters.isEmpty ? "" : "\u{1b}[\(parameters)m" }
  /// The sequence that switches every style off.
  static let closing = "\u{1b}[0m"

  /// `text` in this style, or as it is where `colour` is false; it must be neutralised before.
  package func paint(_ text: String, colour: Bool = true) -> String {
    if !colour || parameters.isEmpty || text.isEmpty { return text }
    return opening + text + Style.closing
  }
}
