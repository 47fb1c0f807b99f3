/// When output is coloured, as `--color` says.
package enum ColourMode: String, Sendable, CaseIterable {
  case auto
  case always
  case never

  /// The verdict for one descriptor: `auto` means a terminal that is not dumb, and no NO_COLOR in the
  /// environment.
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

  package static let plain = Style(parameters: "")
  package static let bold = Style(parameters: "1")
  package static let dim = Style(parameters: "2")
  package static let underline = Style(parameters: "4")
  package static let reverse = Style(parameters: "7")
  package static let red = Style(parameters: "31")
  package static let green = Style(parameters: "32")
  package static let yellow = Style(parameters: "33")
  package static let blue = Style(parameters: "34")
  package static let magenta = Style(parameters: "35")
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
