internal import Base

/// Dates as the protocol writes them: RFC 3339, in µs since 1970 UTC.
enum WireDate {
  /// Six digits of fraction and `Z`.
  static func text(_ microseconds: Int64) -> String {
    DateText.format(microseconds: microseconds, isExact: true)
  }

  /// Reads a date and time with any number of digits of fraction; without an offset it is in UTC.
  static func parse(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8 { bytes in
      var reader = DateReader(bytes)
      return read(&reader)
    }
  }

  private static func read(_ reader: inout DateReader) -> Int64? {
    guard let year = reader.digits(4), reader.take("-"), let month = reader.digits(2), reader.take("-"),
      let day = reader.digits(2), reader.take("T") || reader.take("t") || reader.take(" "),
      let hour = reader.digits(2), reader.take(":"), let minute = reader.digits(2), reader.take(":"),
      let second = reader.digits(2), Calendar.isValid(year: year, month: month, day: day),
      hour < 24, minute < 60, second < 60
    else { return nil }
    var fraction = 0
    if reader.take(".") {
      guard let read = reader.fraction(most: .max) else { return nil }
      fraction = read
    }
    guard let offset = offset(&reader), reader.isAtEnd else { return nil }
    let minutes = (Calendar.days(year: year, month: month, day: day) * 24 + hour) * 60 + minute - offset
    return Int64((minutes * 60 + second) * 1_000_000 + fraction)
  }

  /// The offset in minutes east of UTC.
  private static func offset(_ reader: inout DateReader) -> Int? {
    if reader.isAtEnd || reader.take("Z") || reader.take("z") { return 0 }
    // A plus that was not percent-encoded may come as a blank.
    let isEast = reader.take("+") || reader.take(" ")
    guard isEast || reader.take("-"), let hours = reader.digits(2) else { return nil }
    _ = reader.take(":")
    guard let minutes = reader.digits(2), hours < 24, minutes < 60 else { return nil }
    return (isEast ? 1 : -1) * (hours * 60 + minutes)
  }
}
