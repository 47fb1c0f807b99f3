import Vault

extension EventCode {
  /// The message with words in the place of ids.
  var words: String {
    var text = ""
    var isMark = false
    for scalar in template.unicodeScalars {
      if isMark {
        text += Self.placeholder(scalar)
        isMark = false
      } else if scalar == "%" {
        isMark = true
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func placeholder(_ mark: Unicode.Scalar) -> String {
    switch mark {
    case "s", "p", "a", "u", "g", "t": "ID"
    default: "?"
    }
  }
}
