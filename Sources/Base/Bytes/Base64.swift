/// The bytes as base64.
package func base64Encode(_ bytes: UnsafeRawBufferPointer, _ form: Base64.Form = .standard) -> String {
  String(unsafeUninitializedCapacity: Base64.length(of: bytes.count)) { Base64.encode(bytes, form, to: $0) }
}

/// The bytes as base64.
package func base64Encode(_ bytes: [UInt8], _ form: Base64.Form = .standard) -> String {
  bytes.withUnsafeBytes { base64Encode($0, form) }
}

/// The bytes of a text in base64; nil for any other text, also for unused bits that are not zero.
package func base64Decode(_ text: some StringProtocol, _ form: Base64.Form = .standard) -> [UInt8]? {
  try? Base64.decode(Array(text.utf8), form).get()
}

/// Base64 between buffers: RFC 4648 and nothing else, so that a value has one text only.
///
/// It is for ciphertext and for what is public: the time of a table depends on what is looked up in it. Secret bytes
/// use libsodium, which reads no table and takes fifteen times as long (7 ns a character).
package enum Base64 {
  /// The alphabets of RFC 4648.
  package enum Form: Sendable {
    /// That of section 4, with padding.
    case standard
    /// That of section 5, for addresses and names of files: `-` and `_` in place of `+` and `/`, without padding.
    case url
  }

  /// Why a text is no base64: where its first mistake is.
  package struct Mistake: Error, Equatable {
    /// The offset of the byte that is wrong; the length of the text where it ends too early.
    package let offset: Int
  }

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
  package static func length(of count: Int) -> Int { (count + 2) / 3 * 4 }

  /// How many bytes the text stands for, judged by its length and padding; nil if these are impossible.
  package static func count(ofText text: UnsafeBufferPointer<UInt8>) -> Int? {
    guard text.count & 3 == 0 else { return nil }
    guard let last = text.last else { return 0 }
    guard last == padding else { return text.count / 4 * 3 }
    return text.count / 4 * 3 - (text[text.count - 2] == padding ? 2 : 1)
  }

  /// Writes the text of `bytes`; returns its length, for which there must be room.
  package static func encode(_ bytes: UnsafeRawBufferPointer, to out: UnsafeMutableBufferPointer<UInt8>)
    -> Int
  {
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
  package static func decode(_ text: UnsafeBufferPointer<UInt8>, to out: UnsafeMutableBufferPointer<UInt8>)
    -> Bool
  {
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

// MARK: both alphabets
extension Base64 {
  /// The text of bytes, as UTF-8 in an array that can be wiped.
  package static func encode(_ bytes: UnsafeRawBufferPointer, _ form: Form) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: length(of: bytes.count)) { $1 = encode(bytes, form, to: $0) }
  }

  fileprivate static func encode(
    _ bytes: UnsafeRawBufferPointer, _ form: Form, to out: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    let count = encode(bytes, to: out)
    if form == .standard { return count }
    for place in 0..<count {
      if out[place] == UInt8(ascii: "+") { out[place] = UInt8(ascii: "-") }
      if out[place] == UInt8(ascii: "/") { out[place] = UInt8(ascii: "_") }
    }
    return count - (3 - bytes.count % 3) % 3
  }

  /// The bytes of a text, or its first mistake.
  package static func decode(_ text: [UInt8], _ form: Form) -> Result<[UInt8], Mistake> {
    var text = text
    let length = text.count
    if form == .url { standardise(&text) }
    defer { if form == .url { wipe(&text) } }
    return text.withUnsafeBufferPointer { source in
      guard let count = count(ofText: source) else { return .failure(mistake(in: source, length)) }
      var isValid = false
      var bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, written in
        isValid = decode(source, to: buffer)
        written = count
      }
      if isValid { return .success(bytes) }
      wipe(&bytes)
      return .failure(mistake(in: source, length))
    }
  }

  /// Changes a text of the alphabet for addresses into one of the usual alphabet, with its padding.
  private static func standardise(_ text: inout [UInt8]) {
    let padded = text.count % 4 > 1 ? 4 - text.count % 4 : 0
    text = [UInt8](unsafeUninitializedCapacity: text.count + padded) { out, count in
      for byte in text {
        switch byte {
        case UInt8(ascii: "-"): out[count] = UInt8(ascii: "+")
        case UInt8(ascii: "_"): out[count] = UInt8(ascii: "/")
        // What is not of this alphabet must not become right.
        case UInt8(ascii: "+"), UInt8(ascii: "/"), padding: out[count] = 0
        default: out[count] = byte
        }
        count += 1
      }
      for _ in 0..<padded {
        out[count] = padding
        count += 1
      }
    }
  }

  /// The first mistake of a text that is no base64, of whose bytes so many were given.
  private static func mistake(in text: UnsafeBufferPointer<UInt8>, _ length: Int) -> Mistake {
    var padded = 0
    for (offset, byte) in text.enumerated() {
      let place = offset & 3
      if place == 0, padded > 0 { return Mistake(offset: min(offset, length)) }
      if byte == padding {
        padded += 1
        if place < 2 { return Mistake(offset: min(offset, length)) }
      } else if padded > 0 || values[Int(byte)] & 0x80 != 0 {
        return Mistake(offset: min(offset, length))
      }
      if place == 3, padded > 0, values[Int(text[offset - padded])] & (padded == 1 ? 0x03 : 0x0f) != 0 {
        return Mistake(offset: min(offset, length))
      }
    }
    return Mistake(offset: length)
  }

  /// Whether `text` is base64, without decoding it to anywhere.
  package static func isValid(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
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
