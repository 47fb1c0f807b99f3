/// The bytes as standard base64 with padding.
package func base64Encode(_ bytes: UnsafeRawBufferPointer) -> String {
  String(unsafeUninitializedCapacity: Base64.length(of: bytes.count)) { Base64.encode(bytes, to: $0) }
}

/// The bytes as standard base64 with padding.
package func base64Encode(_ bytes: [UInt8]) -> String {
  bytes.withUnsafeBytes { base64Encode($0) }
}

/// The base64 text of secret bytes, itself secret.
package func base64Encode(_ secret: Secret) -> Secret {
  let text = Secret(count: Base64.length(of: secret.count))
  text.withMutableBytes { out in
    _ = secret.withBytes { Base64.encode($0, to: out.assumingMemoryBound(to: UInt8.self)) }
  }
  return text
}

/// The bytes of standard base64 with padding; nil for any other text, also for unused bits that are not zero.
package func base64Decode(_ text: String) -> [UInt8]? {
  var text = text
  return text.withUTF8 { source in
    guard let count = Base64.count(ofText: source) else { return nil }
    var isValid = false
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
      isValid = Base64.decode(source, to: buffer)
      written = isValid ? count : 0
    }
    return isValid ? bytes : nil
  }
}

/// The secret bytes of standard base64 with padding, or the error `malformed`.
package func base64Decode(secret text: UnsafeRawBufferPointer) throws(CryptoError) -> Secret {
  let source = text.assumingMemoryBound(to: UInt8.self)
  guard let count = Base64.count(ofText: source) else { throw .malformed("not standard base64") }
  let secret = try Secret(checkedCount: count)
  let isValid = secret.withMutableBytes { Base64.decode(source, to: $0.assumingMemoryBound(to: UInt8.self)) }
  guard isValid else { throw .malformed("not standard base64") }
  return secret
}

/// Base64 between buffers: RFC 4648 section 4 and nothing else, so that a value has one text only.
enum Base64 {
  private static let padding = UInt8(ascii: "=")
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// The value of each character; 0x80 for those outside the alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 0x80, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()

  /// The same at each of the four places of a group, in its bits of the group's 24; `invalid` for the others.
  private static let groups: [UInt32] = {
    var groups: [UInt32] = []
    for place in 0..<4 {
      groups += values.map { $0 & 0x80 == 0 ? UInt32($0) << UInt32(18 - 6 * place) : invalid }
    }
    return groups
  }()

  private static let invalid: UInt32 = 0x8000_0000

  /// How many characters `count` bytes become.
  static func length(of count: Int) -> Int { (count + 2) / 3 * 4 }

  /// How many bytes the text stands for, judged by its length and padding; nil if these are impossible.
  static func count(ofText text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count & 3 == 0 else { return nil }
    guard let last = text.last else { return 0 }
    guard last == padding else { return text.count / 4 * 3 }
    return text.count / 4 * 3 - (text[text.count - 2] == padding ? 2 : 1)
  }

  /// Writes the text of `bytes`; returns its length, for which there must be room.
  static func encode(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableBufferPointer<UInt8>) -> Int {
    alphabet.withUnsafeBufferPointer { alphabet in
      var source = 0
      var place = 0
      while source < bytes.count {
        let left = bytes.count - source
        let first = UInt32(bytes[source]) << 16
        let second = left > 1 ? UInt32(bytes[source + 1]) << 8 : 0
        let group = first | second | (left > 2 ? UInt32(bytes[source + 2]) : 0)
        out[place] = alphabet[Int(group >> 18)]
        out[place + 1] = alphabet[Int(group >> 12 & 63)]
        out[place + 2] = left > 1 ? alphabet[Int(group >> 6 & 63)] : padding
        out[place + 3] = left > 2 ? alphabet[Int(group & 63)] : padding
        source += 3
        place += 4
      }
      return place
    }
  }

  /// Writes the bytes of `text`, for whose count (`count(ofText:)`) there must be room; false if it is no base64.
  static func decode(_ text: UnsafeBufferPointer<UInt8>, to out: UnsafeMutableBufferPointer<UInt8>) -> Bool {
    guard let count = count(ofText: text) else { return false }
    guard count > 0 else { return text.isEmpty }
    let full = count / 3
    let bad = groups.withUnsafeBufferPointer { groups in
      var bad: UInt32 = 0
      for group in 0..<full {
        let place = 4 * group
        let first = groups[Int(text[place])] | groups[256 + Int(text[place + 1])]
        let word = first | groups[512 + Int(text[place + 2])] | groups[768 + Int(text[place + 3])]
        bad |= word
        out[3 * group] = UInt8(truncatingIfNeeded: word >> 16)
        out[3 * group + 1] = UInt8(truncatingIfNeeded: word >> 8)
        out[3 * group + 2] = UInt8(truncatingIfNeeded: word)
      }
      return bad
    }
    guard bad & invalid == 0 else { return false }
    if count % 3 == 0 { return true }
    return values.withUnsafeBufferPointer {
      decodeTail(text, 4 * full, count % 3, $0, to: out, at: 3 * full) & 0x80 == 0
    }
  }

  /// Decodes the padded last group of `count` bytes (1 or 2); 0x80 if a character or an unused bit is wrong.
  private static func decodeTail(
    _ text: UnsafeBufferPointer<UInt8>, _ place: Int, _ count: Int, _ values: UnsafeBufferPointer<UInt8>,
    to out: UnsafeMutableBufferPointer<UInt8>, at target: Int
  ) -> UInt8 {
    let first = values[Int(text[place])]
    let second = values[Int(text[place + 1])]
    let third = count == 2 ? values[Int(text[place + 2])] : 0
    let word = UInt32(first & 63) << 18 | UInt32(second & 63) << 12 | UInt32(third & 63) << 6
    out[target] = UInt8(truncatingIfNeeded: word >> 16)
    if count == 2 { out[target + 1] = UInt8(truncatingIfNeeded: word >> 8) }
    let unused = count == 2 ? third & 0x03 : second & 0x0f
    return (first | second | third) & 0x80 | (unused == 0 ? 0 : 0x80)
  }
}

extension Base64 {
  /// Whether `text` is base64, without decoding it to anywhere.
  static func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let count = count(ofText: text) else { return false }
    let last = text.count - (count % 3 == 0 ? 0 : 4)
    var bad: UInt8 = 0
    for place in 0..<last { bad |= values[Int(text[place])] }
    guard bad & 0x80 == 0 else { return false }
    var tail: (UInt8, UInt8, UInt8) = (0, 0, 0)
    return withUnsafeMutableBytes(of: &tail) { tail in
      decode(UnsafeBufferPointer(rebasing: text[last...]), to: tail.assumingMemoryBound(to: UInt8.self))
    }
  }
}
