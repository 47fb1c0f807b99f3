/// Writes instants as RFC 3339 in UTC: rows near each other are often of one day, whose text is kept.
struct UTCDates {
  private static let length: Int64 = 86_400_000_000

  private var midnight = Int64.max
  private var text: [UInt8] = []

  /// Appends an instant; the text of another day is made by the function.
  mutating func append(_ microseconds: Int64, to bytes: CellBuffer, _ whole: (Int64) -> String) {
    var (time, overflow) = microseconds.subtractingReportingOverflow(midnight)
    if overflow || UInt64(bitPattern: time) >= UInt64(bitPattern: Self.length) || text.isEmpty {
      guard isDay(of: microseconds, whole) else {
        bytes.append(whole(microseconds))
        return
      }
      time = microseconds - midnight
    }
    text.withUnsafeBufferPointer { bytes.append($0) }
    append(time: UInt64(bitPattern: time), to: bytes)
  }

  /// Begins the day of an instant; false where it is no plain year, and written as a whole.
  private mutating func isDay(of microseconds: Int64, _ whole: (Int64) -> String) -> Bool {
    var time = microseconds % Self.length
    if time < 0 { time += Self.length }
    let (midnight, overflow) = microseconds.subtractingReportingOverflow(time)
    if overflow { return false }
    let date = whole(midnight).utf8
    guard date.count == 20 else { return false }
    self.midnight = midnight
    text = Array(date.prefix(11))
    return true
  }

  private func append(time: UInt64, to bytes: CellBuffer) {
    let seconds = time / 1_000_000
    bytes.append(twoDigits: seconds / 3600)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(twoDigits: seconds / 60 % 60)
    bytes.append(UInt8(ascii: ":"))
    bytes.append(twoDigits: seconds % 60)
    let fraction = time % 1_000_000
    if fraction != 0 {
      bytes.append(UInt8(ascii: "."))
      let thousandths = fraction / 1000
      let rest = fraction % 1000
      bytes.append(0x30 + UInt8(truncatingIfNeeded: thousandths / 100))
      bytes.append(twoDigits: thousandths % 100)
      if rest != 0 {
        bytes.append(0x30 + UInt8(truncatingIfNeeded: rest / 100))
        bytes.append(twoDigits: rest % 100)
      }
    }
    bytes.append(UInt8(ascii: "Z"))
  }
}
