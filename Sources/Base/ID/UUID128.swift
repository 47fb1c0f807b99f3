/// A 128-bit identifier, kept as two integers: the id of every row, and of access tokens on the wire.
package struct UUID128: Hashable, Sendable {
  /// The first eight bytes, most significant first.
  package let high: UInt64
  /// The last eight bytes, most significant first.
  package let low: UInt64

  /// Whether both are the same: rows are looked up by them.
  @inlinable
  package static func == (left: UUID128, right: UUID128) -> Bool {
    left.high == right.high && left.low == right.low
  }

  /// The identifier of these two halves.
  @inlinable
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
  @inlinable
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
  package init?(utf8: UnsafeBufferPointer<UInt8>) {
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
    precondition(buffer.count >= 36)
    let place = UnsafeMutableRawBufferPointer(buffer)
    let hyphen = UInt8(ascii: "-")
    // The digits are stored as they are read, the first one lowest.
    let digits = (
      Self.digits(high >> 32), Self.digits(high & 0xFFFF_FFFF), Self.digits(low >> 32),
      Self.digits(low & 0xFFFF_FFFF)
    )
    place.storeBytes(of: digits.0.littleEndian, toByteOffset: 0, as: UInt64.self)
    place[8] = hyphen
    place.storeBytes(of: UInt32(truncatingIfNeeded: digits.1).littleEndian, toByteOffset: 9, as: UInt32.self)
    place[13] = hyphen
    place.storeBytes(
      of: UInt32(truncatingIfNeeded: digits.1 >> 32).littleEndian, toByteOffset: 14, as: UInt32.self)
    place[18] = hyphen
    place.storeBytes(of: UInt32(truncatingIfNeeded: digits.2).littleEndian, toByteOffset: 19, as: UInt32.self)
    place[23] = hyphen
    place.storeBytes(
      of: UInt32(truncatingIfNeeded: digits.2 >> 32).littleEndian, toByteOffset: 24, as: UInt32.self)
    place.storeBytes(of: digits.3.littleEndian, toByteOffset: 28, as: UInt64.self)
    return 36
  }

  /// The eight hexadecimal digits of 32 bits, all at once: the first one in the lowest byte.
  private static func digits(_ bits: UInt64) -> UInt64 {
    // Four bits to a byte, the upper ones first.
    var spread = (bits & 0xFFFF_0000) << 16 | bits & 0xFFFF
    spread = (spread & 0x0000_FF00_0000_FF00) << 8 | spread & 0x0000_00FF_0000_00FF
    spread = (spread & 0x00F0_00F0_00F0_00F0) << 4 | spread & 0x000F_000F_000F_000F
    // From ten on a digit is a letter, 39 places further on.
    let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
    return (spread &+ 0x3030_3030_3030_3030 &+ letters &* 39).byteSwapped
  }
}
