/// Writes instants as RFC 3339 in UTC: rows near each other are often of one day, whose text is kept.
struct UTCDates {
  private var day = Int64.min
  private var text: [UInt8] = []

  /// Appends an instant; the text of another day is made by the function.
  mutating func append(_ microseconds: Int64, to bytes: inout [UInt8], _ whole: (Int64) -> String) {
    let length: Int64 = 86_400_000_000
    var time = microseconds % length
    if time < 0 { time += length }
    let (midnight, _) = microseconds.subtractingReportingOverflow(time)
    if midnight != day || text.isEmpty {
      let date = whole(midnight).utf8
      // What is no plain year is written as a whole.
      guard date.count == 20 else {
        bytes += whole(microseconds).utf8
        return
      }
      day = midnight
      text = Array(date.prefix(11))
    }
    bytes += text
    let seconds = time / 1_000_000
    Self.append(seconds / 3600, 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    Self.append(seconds / 60 % 60, 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    Self.append(seconds % 60, 2, to: &bytes)
    let fraction = time % 1_000_000
    if fraction != 0 {
      bytes.append(UInt8(ascii: "."))
      if fraction % 1000 == 0 {
        Self.append(fraction / 1000, 3, to: &bytes)
      } else {
        Self.append(fraction, 6, to: &bytes)
      }
    }
    bytes.append(UInt8(ascii: "Z"))
  }

  /// Appends a number of so many digits.
  private static func append(_ number: Int64, _ digits: Int, to bytes: inout [UInt8]) {
    var divisor: Int64 = 1
    for _ in 1..<digits { divisor *= 10 }
    while divisor > 0 {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: number / divisor % 10))
      divisor /= 10
    }
  }
}
