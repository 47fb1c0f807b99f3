internal import Interpreter

/// Simple case folding, as PCRE2's: capital and small letters of one letter become one scalar, and every scalar one.
package enum CaseFolding {
  /// A text in which letters that differ by case alone are the same.
  static func folded(_ text: String) throws(Fault) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.lowercased() }
    var folded = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      try Work.poll()
      folded.append(self.folded(scalar))
    }
    return String(folded)
  }

  /// What stands for all forms of a letter: the small letter of its capital one.
  ///
  /// So `σ` and `ς`, `s` and `ſ`, `µ` (micro) and `μ` meet. Letters whose other case is more than one scalar, such as
  /// `ß`, keep to themselves there.
  package static func folded(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
    // The dotless i and the dotted I are letters of their own, but for languages of Turkey.
    if scalar == "\u{131}" || scalar == "\u{130}" { return scalar }
    let capital = single(scalar.properties.uppercaseMapping) ?? scalar
    return single(capital.properties.lowercaseMapping) ?? capital
  }

  private static func single(_ mapping: String) -> Unicode.Scalar? {
    let scalars = mapping.unicodeScalars
    return scalars.count == 1 ? scalars.first : nil
  }

  /// A text in small letters; a capital sigma that ends a word becomes `ς`.
  static func lowered(_ text: String) throws(Fault) -> String {
    let sigma: Unicode.Scalar = "\u{3A3}"
    guard text.unicodeScalars.contains(sigma) else { return try mapped(text) { $0.lowercaseMapping } }
    let scalars = Array(text.unicodeScalars)
    var lowered = ""
    for (place, scalar) in scalars.enumerated() {
      try Work.poll()
      if scalar == sigma, endsWord(scalars, place) {
        lowered.unicodeScalars.append("\u{3C2}")
      } else {
        lowered += scalar.properties.lowercaseMapping
      }
    }
    return lowered
  }

  /// A text in capital letters.
  static func raised(_ text: String) throws(Fault) -> String { try mapped(text) { $0.uppercaseMapping } }

  /// A text in which each character became what its properties say.
  ///
  /// Texts use few characters that are not ASCII: what they become is kept, by the last bits of their numbers.
  private static func mapped(
    _ text: String, _ mapping: (Unicode.Scalar.Properties) -> String
  ) throws(Fault) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      // The library does these at once.
      return mapping(Unicode.Scalar("a").properties) == "a" ? text.lowercased() : text.uppercased()
    }
    var known: [(scalar: Unicode.Scalar, text: [UInt8])?] = Array(repeating: nil, count: 64)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      let slot = Int(scalar.value & 63)
      if let kept = known[slot], kept.scalar == scalar {
        bytes.append(contentsOf: kept.text)
        continue
      }
      try Work.poll(8)
      let made = Array(mapping(scalar.properties).utf8)
      known[slot] = (scalar, made)
      bytes.append(contentsOf: made)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Unicode's Final_Sigma: a letter stands before, none behind, whatever is passed over between.
  private static func endsWord(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
    func isPassed(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isCaseIgnorable }
    guard let before = scalars[..<place].last(where: { !isPassed($0) }), before.properties.isCased else {
      return false
    }
    return !(scalars[(place + 1)...].first { !isPassed($0) }?.properties.isCased ?? false)
  }
}
