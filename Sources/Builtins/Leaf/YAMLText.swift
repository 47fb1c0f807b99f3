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
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\r": output += "\\r"
      case "\t": output += "\\t"
      case _ where isPrintable(scalar): output.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x100: output += "\\x" + hex(scalar, 2)
      case _ where scalar.value < 0x10000: output += "\\u" + hex(scalar, 4)
      default: output += "\\U" + hex(scalar, 8)
      }
    }
    return output + "\""
  }

  /// Whether a scalar may stand as it is: no control, no line break of Unicode, no byte order mark.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF:
      true
    default: false
    }
  }

  private static func hex(_ scalar: Unicode.Scalar, _ width: Int) -> String {
    let digits = String(scalar.value, radix: 16)
    return String(repeating: "0", count: width - digits.utf8.count) + digits
  }
}
