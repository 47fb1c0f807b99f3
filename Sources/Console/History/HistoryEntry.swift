/// How an entry of several lines is one line of the file: in quotes, with escapes for what is not plain text.
///
/// The quotes tell a whole line from one whose writer died half way.
enum HistoryEntry {
  /// The line for `entry`, with its newline.
  static func encode(_ entry: String) -> [UInt8] {
    var line: [UInt8] = [UInt8(ascii: "\"")]
    line.reserveCapacity(entry.utf8.count + 3)
    for byte in entry.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "\""): line += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): line += Array("\\n".utf8)
      case 0..<0x20, 0x7f: line += Array("\\u00".utf8) + [digit(byte >> 4), digit(byte & 15)]
      default: line.append(byte)
      }
    }
    line += [UInt8(ascii: "\""), UInt8(ascii: "\n")]
    return line
  }

  /// The entry of a line without its newline; nil where the line is broken.
  static func decode(_ line: ArraySlice<UInt8>) -> String? {
    guard line.count >= 2, line.first == UInt8(ascii: "\""), line.last == UInt8(ascii: "\"") else {
      return nil
    }
    var entry: [UInt8] = []
    entry.reserveCapacity(line.count)
    var rest = line.dropFirst().dropLast()
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\"") { return nil }
      if byte != UInt8(ascii: "\\") {
        entry.append(byte)
      } else if let plain = escape(&rest) {
        entry.append(plain)
      } else {
        return nil
      }
    }
    return String(validating: entry, as: UTF8.self)
  }

  private static func escape(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    switch rest.popFirst() {
    case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
    case UInt8(ascii: "\""): return UInt8(ascii: "\"")
    case UInt8(ascii: "n"): return UInt8(ascii: "\n")
    case UInt8(ascii: "u"):
      guard let digits = String(validating: rest.prefix(4), as: UTF8.self), digits.utf8.count == 4,
        let value = UInt8(digits, radix: 16)
      else { return nil }
      rest = rest.dropFirst(4)
      return value
    default: return nil
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
