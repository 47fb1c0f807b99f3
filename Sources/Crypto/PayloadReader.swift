internal import Base

/// Finds one text member of a JSON object that holds a key, without a copy outside of secret memory.
///
/// Small on purpose (the JSON of the house is for data, not for keys), but whole: other members may be anything.
struct PayloadReader {
  static let fault = CryptoError.malformed("the token's payload is not the expected JSON")
  private static let deepest = 32

  private let bytes: UnsafeRawBufferPointer
  private var place = 0

  /// The text of the member `name`; the last one wins, as in the clients, and it must be there.
  static func member(_ name: String, of json: UnsafeRawBufferPointer) throws(CryptoError) -> Secret {
    var reader = PayloadReader(bytes: json)
    var found: Secret?
    try reader.expect("{")
    if !reader.take("}") {
      repeat {
        let key = try reader.string()
        try reader.expect(":")
        if key.withBytes({ $0.elementsEqual(name.utf8) }) {
          reader.skipBlanks()
          found = try reader.string()
        } else {
          try reader.skipValue(depth: 1)
        }
      } while reader.take(",")
      try reader.expect("}")
    }
    reader.skipBlanks()
    guard reader.place == json.count, let found else { throw fault }
    return found
  }

  private init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func skipBlanks() {
    while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { place += 1 }
  }

  /// Skips blanks and then `sign`, if it is there.
  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    skipBlanks()
    guard next == UInt8(ascii: sign) else { return false }
    place += 1
    return true
  }

  private mutating func expect(_ sign: Unicode.Scalar) throws(CryptoError) {
    guard take(sign) else { throw Self.fault }
  }

  private mutating func skipValue(depth: Int) throws(CryptoError) {
    guard depth < Self.deepest else { throw Self.fault }
    skipBlanks()
    switch next {
    case UInt8(ascii: "\""):
      _ = try string()
    case UInt8(ascii: "{"):
      try skipItems(until: "}", depth: depth, hasKeys: true)
    case UInt8(ascii: "["):
      try skipItems(until: "]", depth: depth, hasKeys: false)
    default:
      try skipWord()
    }
  }

  private mutating func skipItems(until end: Unicode.Scalar, depth: Int, hasKeys: Bool) throws(CryptoError) {
    place += 1
    if take(end) { return }
    repeat {
      if hasKeys {
        _ = try string()
        try expect(":")
      }
      try skipValue(depth: depth + 1)
    } while take(",")
    try expect(end)
  }

  /// A number, true, false or null: nothing of ours depends on which.
  private mutating func skipWord() throws(CryptoError) {
    let start = place
    while let byte = next, "+-.0123456789Eaeflnrstu".utf8.contains(byte) { place += 1 }
    guard place > start else { throw Self.fault }
  }
}

// MARK: Strings

extension PayloadReader {
  /// The decoded text of a JSON string.
  private mutating func string() throws(CryptoError) -> Secret {
    try expect("\"")
    let text = try Secret(checkedCount: bytes.count - place)
    var count = 0
    while let byte = next, byte != UInt8(ascii: "\"") {
      place += 1
      guard byte >= 0x20 else { throw Self.fault }
      if byte == UInt8(ascii: "\\") {
        let scalar = try escape()
        for unit in UTF8.encode(scalar).map(Array.init) ?? [] {
          text.withMutableBytes { $0[count] = unit }
          count += 1
        }
      } else {
        text.withMutableBytes { $0[count] = byte }
        count += 1
      }
    }
    guard take("\"") else { throw Self.fault }
    text.shorten(to: count)
    return text
  }

  /// The scalar after a backslash; never longer in UTF-8 than its escape.
  private mutating func escape() throws(CryptoError) -> Unicode.Scalar {
    guard let sign = next else { throw Self.fault }
    place += 1
    switch sign {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(sign)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try codeUnit()
      guard (0xd800...0xdbff).contains(unit) else { return try scalar(unit) }
      guard next == UInt8(ascii: "\\") else { throw Self.fault }
      place += 1
      guard next == UInt8(ascii: "u") else { throw Self.fault }
      place += 1
      let low = try codeUnit()
      guard (0xdc00...0xdfff).contains(low) else { throw Self.fault }
      return try scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00))
    default: throw Self.fault
    }
  }

  private func scalar(_ value: UInt32) throws(CryptoError) -> Unicode.Scalar {
    guard let scalar = Unicode.Scalar(value) else { throw Self.fault }
    return scalar
  }

  private mutating func codeUnit() throws(CryptoError) -> UInt32 {
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = next, let digit = hexDigitValue(byte) else { throw Self.fault }
      unit = unit << 4 | UInt32(digit)
      place += 1
    }
    return unit
  }
}
