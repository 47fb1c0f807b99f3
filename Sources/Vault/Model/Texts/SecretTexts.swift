import Crypto

/// The rules of keys, values and notes, which are checked without making strings of them.
///
/// Texts that people give and plain files hold are UTF-8, within the limits of the product's clients; keys and
/// values are not empty. The server cannot see what a client seals: it may be any bytes within the server's
/// limits. Such a text is `exact`; exports and imports carry it unchanged, too.
package enum SecretTexts {
  /// What keeps a text from being one that people may give; nil: nothing.
  static func problem(_ text: Secret, _ part: SecretPart) -> ImportProblem? {
    guard let characters = characters(text), let range = textRange(text) else { return .notText }
    switch part {
    case .name where range.isEmpty, .value where text.count == 0: return .blank
    case .note where range.isEmpty && text.count > 0: return .onlyBlanks
    default: break
    }
    return part.limit.broken(characters: characters, bytes: text.count).map {
      .tooLong(limit: $0.limit, unit: $0.unit)
    }
  }

  /// What keeps an exact text from being one that a client can have stored.
  static func exactProblem(_ count: Int, _ part: SecretPart) -> ImportProblem? {
    count > part.limit.bytes ? .tooLong(limit: part.limit.bytes, unit: .bytes) : nil
  }

  /// Refuses a value that is empty, too long or no text.
  static func check(value: Secret) throws(VaultError) {
    let what = "the secret's value"
    if value.count == 0 { throw .blank(what: what) }
    if let broken = try broken(value, TextLimit.value, what) {
      throw .tooLong(what: what, limit: broken.limit, unit: broken.unit)
    }
  }

  /// The note as it is stored: without white space at its ends; none is the empty one.
  static func trimmed(note: Secret?) throws(VaultError) -> Secret {
    let what = "the secret's note"
    guard let note, note.count > 0 else { return Secret(count: 0) }
    guard let range = textRange(note) else { throw .notText(what: what) }
    if range.isEmpty { throw .blank(what: what) }
    let trimmed = note.withBytes { Secret(copying: UnsafeRawBufferPointer(rebasing: $0[range])) }
    if let broken = try broken(trimmed, TextLimit.note, what) {
      throw .tooLong(what: what, limit: broken.limit, unit: broken.unit)
    }
    return trimmed
  }

  /// What secret text breaks of a limit, if anything.
  static func broken(
    _ text: Secret, _ limit: TextLimit, _ what: String
  ) throws(VaultError) -> (limit: Int, unit: LengthUnit)? {
    guard let characters = characters(text) else { throw .notText(what: what) }
    return limit.broken(characters: characters, bytes: text.count)
  }

  /// The number of scalars; nil for bytes that are not UTF-8.
  static func characters(_ text: Secret) -> Int? {
    text.withBytes { bytes in
      var count = 0
      return decode(bytes) { _, _ in count += 1 } ? count : nil
    }
  }

  /// The bytes from the first to the last scalar that is no white space; nil for bytes that are not UTF-8.
  static func textRange(_ text: Secret) -> Range<Int>? {
    text.withBytes { bytes in
      var range = 0..<0
      let isText = decode(bytes) { scalar, place in
        if scalar.properties.isWhitespace { return }
        range = range.isEmpty ? place : range.lowerBound..<place.upperBound
      }
      return isText ? range : nil
    }
  }

  /// Decodes strictly, without copying; false at the first error.
  private static func decode(
    _ bytes: UnsafeRawBufferPointer, _ each: (Unicode.Scalar, Range<Int>) -> Void
  ) -> Bool {
    var decoder = Unicode.UTF8.ForwardParser()
    var iterator = bytes.makeIterator()
    var place = 0
    while true {
      switch decoder.parseScalar(from: &iterator) {
      case .emptyInput: return true
      case .error: return false
      case .valid(let encoded):
        each(Unicode.UTF8.decode(encoded), place..<place + encoded.count)
        place += encoded.count
      }
    }
  }
}
