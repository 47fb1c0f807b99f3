internal import Base

/// How a text is spelled in YAML.
enum YAMLText {
  /// Words that YAML 1.1 or 1.2 reads as null, as a truth value or as something special.
  private static let reserved: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n",
  ]

  /// Whether a text may stand without quotes: it begins like a word and has nothing that means something.
  static func isPlain(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let first = bytes.first, let last = bytes.last, bytes.count <= 200 else { return false }
    let isWord = (first | 0x20) &- 0x61 < 26 || first == UInt8(ascii: "_") || first == UInt8(ascii: "/")
    guard isWord && last != 0x20 && last != UInt8(ascii: ":") else { return false }
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        continue
      case UInt8(ascii: ":"):
        if bytes[index + 1] == 0x20 { return false }
      default:
        guard " _-./@+=,()".utf8.contains(byte) else { return false }
      }
    }
    return !reserved.contains(text.lowercased())
  }

  /// Whether a text can be a literal block: lines of printable text, none of them blank but not empty.
  static func isBlock(_ text: String) -> Bool {
    guard text.utf8.contains(0x0A), let first = text.unicodeScalars.first, first.value > 0x20 else {
      return false
    }
    guard text.unicodeScalars.allSatisfy({ $0 == "\n" || $0 == "\t" || isPrintable($0) }) else {
      return false
    }
    return text.utf8.split(separator: 0x0A, omittingEmptySubsequences: true).allSatisfy { line in
      line.contains { $0 != 0x20 && $0 != 0x09 }
    }
  }

  /// A text in double quotes with every escape it needs.
  static func quoted(_ text: String) -> String {
    Base.quoted(text) { scalar in
      if isPrintable(scalar) { return nil }
      if scalar.value < 0x100 { return "\\x" + hexText(scalar.value, width: 2) }
      if scalar.value < 0x10000 { return "\\u" + hexText(scalar.value, width: 4) }
      return "\\U" + hexText(scalar.value, width: 8)
    }
  }

  /// Whether a scalar may stand as it is: no control, no line break of Unicode, no byte order mark.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }
}
