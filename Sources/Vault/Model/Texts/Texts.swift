internal import Base

/// The limits of texts: what the product's clients take, and what fits its server.
package struct TextLimit: Sendable {
  /// The most characters, counted as Unicode scalars.
  package let characters: Int
  /// The most bytes.
  package let bytes: Int

  /// Names of projects and machine accounts, and keys of secrets.
  package static let name = TextLimit(characters: 500, bytes: 687)
  /// Values of secrets.
  package static let value = TextLimit(characters: 25_000, bytes: 26_191)
  /// Notes of secrets.
  package static let note = TextLimit(characters: 7_000, bytes: 7_439)
  /// Descriptions of machine accounts.
  package static let description = TextLimit(characters: 500, bytes: 687)
  /// Names of access tokens.
  package static let tokenName = TextLimit(characters: 80, bytes: 95)
  /// Names of organizations.
  package static let organization = TextLimit(characters: 50, bytes: 200)
  /// Names of people.
  package static let personName = TextLimit(characters: 100, bytes: 400)
  /// Names of groups.
  package static let groupName = TextLimit(characters: 100, bytes: 400)
  /// E-mail addresses.
  package static let email = TextLimit(characters: 256, bytes: 256)

  /// What a text of this many characters (Unicode scalars) and bytes breaks, if anything.
  func broken(characters: Int, bytes: Int) -> (limit: Int, unit: LengthUnit)? {
    if characters > self.characters { return (self.characters, .characters) }
    if bytes > self.bytes { return (self.bytes, .bytes) }
    return nil
  }

  /// What a text breaks, if anything.
  func broken(_ text: String) -> (limit: Int, unit: LengthUnit)? {
    broken(characters: text.unicodeScalars.count, bytes: text.utf8.count)
  }

  /// Throws when a new name is blank, too long, or contains control characters.
  func check(_ text: String, _ what: String) throws(VaultError) {
    if Texts.showsNothing(text) { throw .blank(what: what) }
    if let scalar = Texts.control(text) {
      let code = hexText(scalar.value, width: 4).uppercased()
      throw .invalid(
        what: what, why: "holds the control character U+\(code); names are one line of what can be seen")
    }
    if let broken = broken(text) { throw .tooLong(what: what, limit: broken.limit, unit: broken.unit) }
  }
}

/// Checks and normalization of texts before they are stored.
package enum Texts {
  /// Whether there is nothing but white space.
  package static func isBlank(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy(\.properties.isWhitespace)
  }

  /// Whether there is nothing that can be seen: white space, and characters that are drawn as nothing.
  static func showsNothing(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      // The blank of Braille is a letter of its own to Unicode.
      scalar.properties.isWhitespace || scalar.properties.isDefaultIgnorableCodePoint
        || scalar.value == 0x2800
    }
  }

  /// The first character that steers a screen instead of being shown on it.
  ///
  /// These are C0, DEL, C1, the ends of lines and paragraphs, and what turns the direction of writing.
  package static func control(_ text: String) -> Unicode.Scalar? {
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return nil }
    return text.unicodeScalars.first { scalar in
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: true
      default: scalar.properties.isBidiControl
      }
    }
  }

  /// The text without white space at its ends, as the product's SDK trims.
  package static func trimmed(_ text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[first...last])
  }

  /// How an e-mail address is stored and looked up: ASCII letters small, nothing around it.
  package static func normalizedEmail(_ email: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in trimmed(email).unicodeScalars {
      let isCapital = (65...90).contains(scalar.value)
      result.append(isCapital ? Unicode.Scalar(UInt8(scalar.value) + 32) : scalar)
    }
    return String(result)
  }

  /// Whether two texts are the same bytes.
  package static func areSame(_ left: String, _ right: String) -> Bool {
    sameBytes(left, right)
  }
}
