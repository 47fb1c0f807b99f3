/// How hard a passphrase is to guess, as a rough figure: it knows no dictionary, and takes what is easy to see off.
package enum PassphraseMeter {
  /// About how many bits a guesser must try.
  static func bits(_ text: String) -> Int {
    var bits = 0.0
    var word = 0
    var before: UInt32 = 0
    var seen: Set<UInt32> = []
    for scalar in text.unicodeScalars {
      let value = scalar.value
      let isLetter = scalar.properties.isAlphabetic
      // A word is worth what its first letters are: the others follow from them.
      word = isLetter ? word + 1 : 0
      let follows = value == before || value == before &+ 1 || value &+ 1 == before
      if follows {
        bits += 0.5
      } else if isLetter && word > 4 {
        bits += 1
      } else {
        bits += (isLetter ? 2.8 : 3.3) * (seen.contains(value) && !isLetter ? 0.5 : 1)
      }
      seen.insert(value)
      before = value
    }
    // A few characters again and again are few, however often.
    return Int(min(bits, Double(seen.count) * 8))
  }

  /// The line that is shown before it is typed again.
  package static func line(_ text: String) -> String {
    let bits = bits(text)
    let (filled, word) =
      switch bits {
      case ..<30: (1, "weak: use more words")
      case ..<45: (2, "fair")
      case ..<60: (3, "good")
      default: (4, "strong")
      }
    return
      "strength [\(String(repeating: "#", count: filled))\(String(repeating: ".", count: 4 - filled))] \(word)\n"
  }
}
