/// Dates as the protocol writes them: RFC 3339, in µs since 1970 UTC.
enum WireDate {
  /// Six digits of fraction and `Z`.
  static func text(_ microseconds: Int64) -> String {
    let (seconds, fraction) = divided(microseconds, 1_000_000)
    let (days, second) = divided(seconds, 86_400)
    let (year, month, day) = civil(days)
    // A year of more digits than four is none that a client could read.
    return String(unsafeUninitializedCapacity: 27) { buffer in
      var place = 0
      func put(_ value: Int64, _ count: Int, _ end: Unicode.Scalar) {
        var rest = value
        for digit in (place..<place + count).reversed() {
          buffer[digit] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
          rest /= 10
        }
        buffer[place + count] = UInt8(ascii: end)
        place += count + 1
      }
      put(year, 4, "-")
      put(month, 2, "-")
      put(day, 2, "T")
      put(second / 3600, 2, ":")
      put(second / 60 % 60, 2, ":")
      put(second % 60, 2, ".")
      put(fraction, 6, "Z")
      return place
    }
  }

  /// Reads a date and time with any number of digits of fraction; without an offset it is in UTC.
  static func parse(_ text: String) -> Int64? {
    var reader = Digits(Array(text.utf8))
    guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
      let day = reader.number(2), reader.skip("T") || reader.skip("t") || reader.skip(" "),
      let hour = reader.number(2), reader.skip(":"), let minute = reader.number(2), reader.skip(":"),
      let second = reader.number(2), (1...12).contains(month), day >= 1, day <= length(month, year),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction: Int64 = 0
    if reader.skip(".") {
      guard let read = reader.fraction() else { return nil }
      fraction = read
    }
    guard let offset = reader.offset() else { return nil }
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
    return seconds * 1_000_000 + fraction
  }

  private static func divided(_ value: Int64, _ divisor: Int64) -> (Int64, Int64) {
    let rest = value % divisor
    return rest < 0 ? (value / divisor - 1, rest + divisor) : (value / divisor, rest)
  }

  private static func length(_ month: Int64, _ year: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The number of a day; years begin in March here, so that the leap day is a year's last.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let (cycle, yearOfCycle) = divided(shifted, 400)
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return cycle * 146_097 + yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear - 719_468
  }

  private static func civil(_ number: Int64) -> (Int64, Int64, Int64) {
    let (cycle, day) = divided(number + 719_468, 146_097)
    let yearOfCycle = (day - day / 1460 + day / 36_524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * part + 2) / 5 + 1)
  }
}

/// Reads the parts of a date one after the other.
private struct Digits {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func digit() -> Int64? {
    guard let byte = next, (48...57).contains(byte) else { return nil }
    place += 1
    return Int64(byte - 48)
  }

  mutating func number(_ count: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// The digits of a fraction in µs: what is smaller is cut.
  mutating func fraction() -> Int64? {
    var value: Int64 = 0
    var scale: Int64 = 1_000_000
    var count = 0
    while let digit = digit() {
      count += 1
      scale /= 10
      value += digit * scale
    }
    return count > 0 ? value : nil
  }

  /// The offset in minutes east of UTC, at the end of the text.
  mutating func offset() -> Int64? {
    if place == bytes.count { return 0 }
    if skip("Z") || skip("z") { return place == bytes.count ? 0 : nil }
    let sign: Int64
    // A plus that was not percent-encoded may come as a blank.
    if skip("+") || skip(" ") { sign = 1 } else if skip("-") { sign = -1 } else { return nil }
    guard let hours = number(2), skip(":") || true, let minutes = number(2), hours < 24, minutes < 60,
      place == bytes.count
    else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
