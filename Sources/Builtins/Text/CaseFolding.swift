internal import Base
internal import Interpreter

/// Simple case folding, as PCRE2's: capital and small letters of one letter become one scalar, and every scalar one.
package enum CaseFolding {
  /// A text in which letters that differ by case alone are the same.
  static func folded(_ text: String) throws(Fault) -> String {
    if try text.withBytes({ (bytes) throws(Fault) in isASCII(bytes) }) { return text.lowercased() }
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
  static func lowered(_ text: String, _ table: CaseTable) throws(Fault) -> String {
    let sigma: Unicode.Scalar = "\u{3A3}"
    guard try hasSigma(text) else { return try table.mapped(text) }
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

  private static func hasSigma(_ text: String) throws(Fault) -> Bool {
    try TextFinder.search(text, "\u{3A3}") { (finder, _) throws(Fault) in try finder.next() != nil }
  }

  /// A text in capital letters.
  static func raised(_ text: String, _ table: CaseTable) throws(Fault) -> String { try table.mapped(text) }

  /// Whether a sigma ends its word (Unicode's Final_Sigma): a letter comes before it and none after it; characters without case do
  /// not count.
  private static func endsWord(_ scalars: [Unicode.Scalar], _ place: Int) -> Bool {
    func isPassed(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isCaseIgnorable }
    guard let before = scalars[..<place].last(where: { !isPassed($0) }), before.properties.isCased else {
      return false
    }
    return !(scalars[(place + 1)...].first { !isPassed($0) }?.properties.isCased ?? false)
  }
}

/// What letters become in the other case: texts use few that are not ASCII, and these are kept.
final class CaseTable {
  private let isLower: Bool
  /// By the last bits of a letter's number: the letter, and the bytes that it becomes with their count in the highest.
  private var known: [(letter: UInt32, bytes: UInt64)] = []

  private init(isLower: Bool) { self.isLower = isLower }

  /// The table that a call's place keeps.
  static func kept(at call: Call, isLower: Bool) -> CaseTable {
    if let table = call.kept as? CaseTable { return table }
    let table = CaseTable(isLower: isLower)
    call.kept = table
    return table
  }

  /// A text in which each character became what its properties say.
  func mapped(_ text: String) throws(Fault) -> String {
    try text.withBytes { (bytes) throws(Fault) in
      // The library does these at once.
      if isASCII(bytes) { return isLower ? text.lowercased() : text.uppercased() }
      if known.isEmpty { known = Array(repeating: (0, 0), count: 256) }
      let out = JoinedText()
      try out.reserve(bytes.count + 16)
      var position = 0
      while position < bytes.count {
        let start = position
        while position < bytes.count, bytes[position] < 0x80 { position += 1 }
        if position > start {
          try appendASCII(UnsafeBufferPointer(rebasing: bytes[start..<position]), to: out)
        } else {
          let scalar = Self.scalar(in: bytes, &position)
          try append(scalar, to: out)
        }
      }
      return out.text
    }
  }

  private func appendASCII(_ bytes: UnsafeBufferPointer<UInt8>, to out: JoinedText) throws(Fault) {
    let first: UInt8 = isLower ? 0x41 : 0x61
    try Work.poll(1 + bytes.count / 64)
    try out.append(size: bytes.count) { start in
      for index in 0..<bytes.count {
        let byte = bytes[index]
        start[index] = byte &- first < 26 ? byte ^ 0x20 : byte
      }
    }
  }

  private func append(_ scalar: UInt32, to out: JoinedText) throws(Fault) {
    let slot = Int(scalar & 0xFF)
    if known[slot].letter != scalar { try note(scalar, at: slot) }
    let packed = known[slot].bytes
    let count = Int(packed >> 56)
    try out.append(size: count) { start in
      for index in 0..<count { start[index] = UInt8(truncatingIfNeeded: packed >> UInt64(8 * index)) }
    }
  }

  /// What a letter becomes has seven bytes at most: no mapping of Unicode has more than six.
  private func note(_ letter: UInt32, at slot: Int) throws(Fault) {
    try Work.poll(8)
    guard let scalar = Unicode.Scalar(letter) else { return }
    let made = isLower ? scalar.properties.lowercaseMapping : scalar.properties.uppercaseMapping
    var packed = UInt64(made.utf8.count) << 56
    for (index, byte) in made.utf8.enumerated() { packed |= UInt64(byte) << UInt64(8 * index) }
    known[slot] = (letter, packed)
  }

  /// The character that is not ASCII and begins at a byte, behind which the position is then.
  @inline(__always)
  private static func scalar(in bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> UInt32 {
    let first = bytes[position]
    var scalar = UInt32(first) & (first < 0xE0 ? 0x1F : first < 0xF0 ? 0x0F : 0x07)
    position += 1
    while position < bytes.count, bytes[position] & 0xC0 == 0x80 {
      scalar = scalar << 6 | UInt32(bytes[position] & 0x3F)
      position += 1
    }
    return scalar
  }
}
