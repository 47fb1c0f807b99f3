/// A text that must not appear, and the forms in which it could all the same.
package struct Canary {
  private let needles: [[UInt8]]

  /// The forms of a text: itself, hexadecimal, and base64 wherever it begins in what was encoded.
  package init(_ text: String) {
    let bytes = Array(text.utf8)
    var needles = [bytes, Self.hex(bytes, upper: false), Self.hex(bytes, upper: true)]
    for offset in 0..<3 {
      // Characters that also hold bits of what stands before or after are left out.
      let encoded = Self.base64([UInt8](repeating: 0, count: offset) + bytes)
      let first = offset == 0 ? 0 : offset + 1
      needles.append(Array(encoded.dropFirst(first).prefix((offset + bytes.count) * 8 / 6 - first)))
    }
    self.needles = needles
  }

  /// Whether it stands in a text in one of its forms.
  package func stands(in text: String) -> Bool { stands(in: Array(text.utf8)) }

  /// Whether it stands in bytes in one of its forms.
  package func stands(in bytes: [UInt8]) -> Bool { needles.contains { Self.find($0, in: bytes) } }

  private static func find(_ needle: [UInt8], in bytes: [UInt8]) -> Bool {
    guard let first = needle.first, bytes.count >= needle.count else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - needle.count) where bytes[start] == first {
        if bytes[start..<(start + needle.count)].elementsEqual(needle) { return true }
      }
      return false
    }
  }

  private static func hex(_ bytes: [UInt8], upper: Bool) -> [UInt8] {
    let digits = Array((upper ? "0123456789ABCDEF" : "0123456789abcdef").utf8)
    return bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
  }

  private static func base64(_ bytes: [UInt8]) -> [UInt8] {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? UInt32(bytes[start + $0]) : 0 }
      let bits = group[0] << 16 | group[1] << 8 | group[2]
      for shift in [18, 12, 6, 0] as [UInt32] { result.append(digits[Int(bits >> shift & 63)]) }
    }
    return result
  }

  /// Whether the text of an access token, of a key or of an invite stands in a text, whichever it is.
  package static func holdsCredential(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    if find(Array("sms-key.1.".utf8), in: bytes) || find(Array("sms-invite.1.".utf8), in: bytes) {
      return true
    }
    guard bytes.count > 70 else { return false }
    for start in 0..<(bytes.count - 70)
    where bytes[start] == 0x30 && bytes[start + 1] == 0x2E && bytes[start + 38] == 0x2E {
      let secret = bytes[(start + 39)..<(start + 69)]
      let isWord = secret.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x7A).contains($0) }
      if isWord, bytes[start + 69] == 0x3A { return true }
    }
    return false
  }
}
