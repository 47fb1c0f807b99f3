/// White space in bytes that are UTF-8.
enum Blank {
  /// How many bytes the white space has that begins at a byte; 0 where something else does, or nothing.
  static func length(at position: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    guard position < bytes.count else { return 0 }
    let first = bytes[position]
    if first < 0x80 { return first == 0x20 || first >= 0x09 && first <= 0x0D ? 1 : 0 }
    switch (first, position + 2 <= bytes.count ? bytes[position + 1] : 0) {
    // U+0085, U+00A0
    case (0xC2, 0x85), (0xC2, 0xA0): return 2
    // U+1680, U+2000 to U+205F, U+3000
    case (0xE1, 0x9A), (0xE2, 0x80), (0xE2, 0x81), (0xE3, 0x80):
      guard position + 3 <= bytes.count else { return 0 }
      let rest = UInt32(bytes[position + 1] & 0x3F) << 6 | UInt32(bytes[position + 2] & 0x3F)
      let scalar = Unicode.Scalar(UInt32(first & 0x0F) << 12 | rest)
      return scalar?.properties.isWhitespace == true ? 3 : 0
    default: return 0
    }
  }

  /// The same for the white space that ends before a byte.
  static func length(before end: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var start = end - 1
    while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
    return start >= 0 && length(at: start, in: bytes) == end - start ? end - start : 0
  }
}
