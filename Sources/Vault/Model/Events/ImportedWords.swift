/// What a file of events said in words that follow from no id: kept as they were, in the detail of the event.
///
/// Canonical JSON: an object of texts, keys in order of their bytes, no blanks. These words are the file's, not
/// ours, and may be anything, also the name or e-mail address of a person; like all of an event they lie in the
/// vault as plain text.
package struct ImportedWords: Sendable, Equatable {
  /// The client, where it says neither the kind of device nor that a machine account acted.
  package var app: String?
  /// The e-mail address of who acted.
  package var email: String?
  /// The installation of the client, as the file names it.
  package var installation: String?
  /// The message, where it says something else than the type and the ids.
  package var message: String?
  /// The name of who acted.
  package var name: String?

  /// No words.
  package init() {}

  /// The detail of the event; nil without words.
  package var detail: String? {
    if isEmpty { return nil }
    var text = ""
    for (key, word) in [
      ("app", app), ("email", email), ("installation", installation), ("message", message), ("name", name),
    ] {
      guard let word else { continue }
      text += text.isEmpty ? "{" : ","
      text += "\"" + key + "\":" + Self.quoted(word)
    }
    return text + "}"
  }

  private var isEmpty: Bool {
    app == nil && email == nil && installation == nil && message == nil && name == nil
  }

  /// Reads the detail of an imported event; what no import writes is passed over.
  package init(_ detail: String?) {
    guard let detail else { return }
    var rest = ArraySlice(detail.utf8)
    guard rest.popFirst() == UInt8(ascii: "{") else { return }
    while let key = Self.text(&rest), rest.popFirst() == UInt8(ascii: ":"), let text = Self.text(&rest) {
      switch key {
      case "app": app = text
      case "email": email = text
      case "installation": installation = text
      case "message": message = text
      case "name": name = text
      default: break
      }
      guard rest.popFirst() == UInt8(ascii: ",") else { return }
    }
  }

  private static func quoted(_ text: String) -> String {
    if !text.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) { return "\"" + text + "\"" }
    var result = String.UnicodeScalarView("\"".unicodeScalars)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += ["\\", scalar] as [Unicode.Scalar]
      case _ where scalar.value < 0x20:
        let digits = String(scalar.value, radix: 16)
        result += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".unicodeScalars
      default: result.append(scalar)
      }
    }
    result.append("\"")
    return String(result)
  }

  /// A quoted text, in the form that `quoted` gives.
  private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.popFirst() == UInt8(ascii: "\"") else { return nil }
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return String(decoding: bytes, as: UTF8.self) }
      guard byte == UInt8(ascii: "\\") else {
        bytes.append(byte)
        continue
      }
      guard let escaped = rest.popFirst() else { return nil }
      guard escaped == UInt8(ascii: "u") else {
        bytes.append(escaped)
        continue
      }
      guard let control = UInt8(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16) else {
        return nil
      }
      rest = rest.dropFirst(4)
      bytes.append(control)
    }
    return nil
  }
}
