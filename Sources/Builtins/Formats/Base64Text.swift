/// Base64 between bytes and text: RFC 4648 section 4, with padding.
enum Base64Text {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The text of bytes.
  static func encode(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { String(decoding: encoded($0), as: UTF8.self) }
  }

  /// The text of bytes, as UTF-8.
  static func encoded(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let count = min(3, bytes.count - start)
      var group = 0
      for index in 0..<3 { group = group << 8 | (index < count ? Int(bytes[start + index]) : 0) }
      for index in 0..<4 {
        out.append(index <= count ? alphabet[group >> (18 - 6 * index) & 63] : UInt8(ascii: "="))
      }
    }
    return out
  }

  /// Puts the bytes of a text into `out`, which has room for them; the offset of the first mistake otherwise.
  ///
  /// Blanks and line ends are passed over, as files of base64 have them.
  static func decode(_ text: UnsafeRawBufferPointer, into out: inout [UInt8]) -> Int? {
    var group = 0
    var count = 0
    var padding = 0
    for (offset, byte) in text.enumerated() {
      if byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { continue }
      if byte == UInt8(ascii: "=") {
        padding += 1
        if padding > 2 || count < 2 { return offset }
      } else {
        guard padding == 0, let value = value(byte) else { return offset }
        group |= value << (18 - 6 * count)
      }
      count += 1
      if count < 4 { continue }
      // Bits that stand for nothing must be zero: a file has one text only.
      if group & (padding == 2 ? 0xFFFF : padding == 1 ? 0xFF : 0) != 0 { return offset }
      for index in 0..<(3 - padding) { out.append(UInt8(truncatingIfNeeded: group >> (16 - 8 * index))) }
      if padding > 0 { return rest(of: text, from: offset + 1) }
      (group, count) = (0, 0)
    }
    return count == 0 ? nil : text.count
  }

  /// Behind the padding only blanks may follow.
  private static func rest(of text: UnsafeRawBufferPointer, from start: Int) -> Int? {
    text[start...].firstIndex { $0 != 0x20 && $0 != 0x0A && $0 != 0x0D && $0 != 0x09 }
  }

  private static func value(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): Int(byte) - 65
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte) - 71
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte) + 4
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
