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
    guard text.unicodeScalars.contains(sigma) else { return text.lowercased() }
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

  /// Unicode's Final_Sigma: a letter stands before, none behind, whatever is passed over between.
  private static func endsWord(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
    func isPassed(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isCaseIgnorable }
    guard let before = scalars[..<place].last(where: { !isPassed($0) }), before.properties.isCased else {
      return false
    }
    return !(scalars[(place + 1)...].first { !isPassed($0) }?.properties.isCased ?? false)
  }
}
