/// A 128-bit identifier, kept as two integers: the id of every row, and of access tokens on the wire.
package struct UUID128: Hashable, Sendable {
  /// The first eight bytes, most significant first.
  package let high: UInt64
  /// The last eight bytes, most significant first.
  package let low: UInt64

  /// The identifier of these two halves.
  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// The identifier of 16 bytes; nil for any other count.
  package init?(bytes: [UInt8]) {
    guard let id = bytes.withUnsafeBytes({ UUID128(bytes: $0) }) else { return nil }
    self = id
  }

  /// The identifier of 16 bytes; nil for any other count.
  package init?(bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 16 else { return nil }
    high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self))
    low = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
  }

  /// The 16 bytes, as they are stored.
  package var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      let raw = UnsafeMutableRawBufferPointer(buffer)
      raw.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
      raw.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
      count = 16
    }
  }
}

extension UUID128: Comparable {
  /// The order of the bytes, which is also the order of the text.
  package static func < (left: UUID128, right: UUID128) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension UUID128 {
  /// A random identifier (version 4 of RFC 9562).
  package static func random(using random: inout some RandomBytes) -> UUID128 {
    let (high, low) = words(&random)
    return UUID128(high: high, low: low, version: 4)
  }

  /// An identifier that sorts by time (version 7 of RFC 9562): milliseconds since 1970, then random bits.
  package init(milliseconds: Int64, using random: inout some RandomBytes) {
    let (high, low) = Self.words(&random)
    self.init(high: UInt64(bitPattern: milliseconds) << 16 | high & 0xffff, low: low, version: 7)
  }

  /// An identifier that sorts by time, of 10 random bytes; bytes that are missing count as zero.
  package init(milliseconds: Int64, random: [UInt8]) {
    let padded = random.prefix(10) + repeatElement(0, count: max(0, 10 - random.count))
    let words = padded.reduce(into: (high: UInt64(0), low: UInt64(0))) { words, byte in
      words.high = words.high << 8 | words.low >> 56
      words.low = words.low << 8 | UInt64(byte)
    }
    let high = UInt64(bitPattern: milliseconds) << 16 | words.high
    self.init(high: high, low: words.low, version: 7)
  }

  /// Sets the bits that name version and variant.
  private init(high: UInt64, low: UInt64, version: UInt64) {
    self.high = high & ~0xf000 | version << 12
    self.low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000
  }

  private static func words(_ random: inout some RandomBytes) -> (high: UInt64, low: UInt64) {
    var words: (high: UInt64, low: UInt64) = (0, 0)
    withUnsafeMutableBytes(of: &words) { random.fill($0) }
    return (words.high.bigEndian, words.low.bigEndian)
  }
}

extension UUID128: CustomStringConvertible {
  /// Reads 32 hexadecimal digits in any case, with hyphens after 8, 12, 16 and 20 of them or with none.
  package init?(_ text: some StringProtocol) {
    var text = String(text)
    guard let id = text.withUTF8({ UUID128(utf8: $0) }) else { return nil }
    self = id
  }

  /// Reads the text's bytes as `init(_:)` does.
  init?(utf8: UnsafeBufferPointer<UInt8>) {
    guard utf8.count == 36 || utf8.count == 32 else { return nil }
    let hasHyphens = utf8.count == 36
    var words: (high: UInt64, low: UInt64) = (0, 0)
    for (index, byte) in utf8.enumerated() {
      if hasHyphens, index == 8 || index == 13 || index == 18 || index == 23 {
        guard byte == UInt8(ascii: "-") else { return nil }
        continue
      }
      guard let digit = hexDigitValue(byte) else { return nil }
      words.high = words.high << 4 | words.low >> 60
      words.low = words.low << 4 | UInt64(digit)
    }
    high = words.high
    low = words.low
  }

  /// The usual form: lower case with hyphens, 36 characters.
  package var text: String {
    String(unsafeUninitializedCapacity: 36) { writeText(to: $0) }
  }

  /// The same as `text`.
  package var description: String { text }

  /// Writes the 36 bytes of `text` to the start of `buffer`.
  package func writeText(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var place = 0
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
        buffer[place] = UInt8(ascii: "-")
        place += 1
      }
      let word = digit < 16 ? high : low
      buffer[place] = hexDigit(UInt8(truncatingIfNeeded: word >> UInt64(60 - 4 * (digit & 15)) & 15))
      place += 1
    }
    return place
  }
}
