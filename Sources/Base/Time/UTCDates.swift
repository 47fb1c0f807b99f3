/// Writes instants as RFC 3339 in UTC: rows near each other are often of one day, whose text is kept.
package struct UTCDates {
  private static let length: Int64 = 86_400_000_000
  /// How long a day's text is: `2026-01-31T`.
  private static let dayLength = 11
  /// How many bytes of room a text needs.
  package static let room = 48

  private var midnight: Int64?
  private var day = SIMD16<UInt8>()

  /// Keeps the text of no day yet.
  package init() {}

  /// Writes an instant where there is `room`; says how many bytes these are.
  package mutating func write(_ microseconds: Int64, to place: UnsafeMutablePointer<UInt8>) -> Int {
    let place = UnsafeMutableRawPointer(place)
    if let midnight, let time = Self.time(microseconds, since: midnight) {
      return write(time: time, to: place)
    }
    if let midnight = begin(microseconds) { return write(time: UInt64(microseconds - midnight), to: place) }
    let text = Array(DateText.format(microseconds: microseconds).utf8)
    place.copyMemory(from: text, byteCount: text.count)
    return text.count
  }

  /// How many µs an instant is after a midnight; nil where it is of another day.
  @inline(__always)
  private static func time(_ microseconds: Int64, since midnight: Int64) -> UInt64? {
    let time = UInt64(bitPattern: microseconds &- midnight)
    return microseconds >= midnight && time < UInt64(length) ? time : nil
  }

  /// Begins the day of an instant; nil where it is no plain year, and written as a whole.
  private mutating func begin(_ microseconds: Int64) -> Int64? {
    var time = microseconds % Self.length
    if time < 0 { time += Self.length }
    let (midnight, overflow) = microseconds.subtractingReportingOverflow(time)
    if overflow { return nil }
    let date = Array(DateText.format(microseconds: midnight).utf8)
    guard date.count == 20 else { return nil }
    self.midnight = midnight
    for index in 0..<Self.dayLength { day[index] = date[index] }
    return midnight
  }

  @inline(__always)
  private func write(time: UInt64, to start: UnsafeMutableRawPointer) -> Int {
    let seconds = UInt32(truncatingIfNeeded: time / 1_000_000)
    let fraction = UInt32(truncatingIfNeeded: time % 1_000_000)
    start.storeBytes(of: day, as: SIMD16<UInt8>.self)
    let place = start + Self.dayLength
    Self.put(seconds / 3600, at: place)
    place.storeBytes(of: UInt8(ascii: ":"), toByteOffset: 2, as: UInt8.self)
    Self.put(seconds / 60 % 60, at: place + 3)
    place.storeBytes(of: UInt8(ascii: ":"), toByteOffset: 5, as: UInt8.self)
    Self.put(seconds % 60, at: place + 6)
    let end = 8 + Self.put(fraction: fraction, at: place + 8)
    place.storeBytes(of: UInt8(ascii: "Z"), toByteOffset: end, as: UInt8.self)
    return Self.dayLength + end + 1
  }

  /// A number below 100 as two digits.
  @inline(__always)
  private static func put(_ number: UInt32, at place: UnsafeMutableRawPointer) {
    place.storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + number / 10), as: UInt8.self)
    place.storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + number % 10), toByteOffset: 1, as: UInt8.self)
  }

  /// Nothing, thousandths or millionths of a second; says how many bytes these are.
  @inline(__always)
  private static func put(fraction: UInt32, at place: UnsafeMutableRawPointer) -> Int {
    if fraction == 0 { return 0 }
    place.storeBytes(of: UInt8(ascii: "."), as: UInt8.self)
    let (thousandths, rest) = (fraction / 1000, fraction % 1000)
    put(thousandths / 10, at: place + 1)
    place.storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + thousandths % 10), toByteOffset: 3, as: UInt8.self)
    if rest == 0 { return 4 }
    put(rest / 10, at: place + 4)
    place.storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + rest % 10), toByteOffset: 6, as: UInt8.self)
    return 7
  }
}
