internal import Base

/// An instant as calendar and clock of a zone show it.
package struct DateFields: Equatable, Sendable {
  /// The year of the Gregorian calendar.
  package let year: Int
  /// The month, from 1.
  package let month: Int
  /// The day of the month, from 1.
  package let day: Int
  /// The hour, from 0 to 23.
  package let hour: Int
  /// The minute, from 0 to 59.
  package let minute: Int
  /// The second, from 0 to 59: there are no leap seconds.
  package let second: Int
  /// The microsecond of the second, from 0.
  package let microsecond: Int
  /// The day of the week: 0 is Monday.
  package let weekday: Int
  /// Seconds east of UTC.
  package let offset: Int32

  /// The short English name of the weekday: `mon`…`sun`.
  package var weekdayName: String {
    DateNames.weekdays[weekday].prefix(3).lowercased()
  }

  /// The day within the year, 1...366.
  package var dayOfYear: Int { Calendar.dayOfYear(year: year, month: month, day: day) }
}

/// English names, whatever the locale is: output must not depend on the machine.
enum DateNames {
  static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November",
    "December",
  ]
}

extension ZoneTable {
  /// Calendar and clock of an instant in a zone.
  package func fields(_ microseconds: Int64, in zone: UInt16) -> DateFields {
    let offset = offset(of: zone, at: microseconds)
    let seconds = Int(Calendar.floorDivide(microseconds, 1_000_000)) + Int(offset)
    let days = Calendar.floorDivide(seconds, 86_400)
    let second = seconds - days * 86_400
    let date = Calendar.civil(days: days)
    return DateFields(
      year: date.year, month: date.month, day: date.day, hour: second / 3600, minute: second / 60 % 60,
      second: second % 60, microsecond: Int(Calendar.floorRemainder(microseconds, 1_000_000)),
      weekday: Calendar.weekday(days: days), offset: offset)
  }

  /// The RFC 3339 text of an instant with the zone's offset.
  ///
  /// Offsets of the 19th century have seconds, which the format has no place for: they are cut to minutes, and the
  /// clock time follows, so that the text names the same instant.
  package func text(_ microseconds: Int64, in zone: UInt16) -> String {
    DateText.format(microseconds: microseconds, offsetMinutes: Int(offset(of: zone, at: microseconds)) / 60)
  }

  /// The text of an instant after a pattern: %Y %m %d %H %M %S %f %z %Z %a %A %b %B %j %u %F %T %s %%.
  package func format(_ microseconds: Int64, in zone: UInt16, pattern: String) throws(ZoneError) -> String {
    let fields = fields(microseconds, in: zone)
    var text = DatePatternText(room: pattern.utf8.count + 16)
    var bytes = pattern.utf8.makeIterator()
    var offset = 0
    while let byte = bytes.next() {
      offset += 1
      guard byte == UInt8(ascii: "%") else {
        text.bytes.append(byte)
        continue
      }
      guard let directive = bytes.next(), write(directive, fields, microseconds, zone, &text) else {
        throw .badPattern(directive: ZoneTable.directive(in: pattern, at: offset), offset: offset - 1)
      }
      offset += 1
    }
    return String(decoding: text.bytes, as: UTF8.self)
  }

  /// The directive whose `%` ends at an offset, for errors.
  private static func directive(in pattern: String, at offset: Int) -> String {
    let scalars = pattern.utf8.dropFirst(offset)
    return "%" + String(String(decoding: scalars, as: UTF8.self).unicodeScalars.prefix(1))
  }

  /// Writes what a directive stands for; false where there is no such directive.
  private func write(
    _ directive: UInt8, _ fields: DateFields, _ microseconds: Int64, _ zone: UInt16,
    _ text: inout DatePatternText
  ) -> Bool {
    switch directive {
    case UInt8(ascii: "Y"): text.year(fields.year)
    case UInt8(ascii: "m"): text.digits(fields.month, 2)
    case UInt8(ascii: "d"): text.digits(fields.day, 2)
    case UInt8(ascii: "H"): text.digits(fields.hour, 2)
    case UInt8(ascii: "M"): text.digits(fields.minute, 2)
    case UInt8(ascii: "S"): text.digits(fields.second, 2)
    case UInt8(ascii: "f"): text.digits(fields.microsecond, 6)
    case UInt8(ascii: "j"): text.digits(fields.dayOfYear, 3)
    case UInt8(ascii: "u"): text.digits(fields.weekday + 1, 1)
    case UInt8(ascii: "%"): text.bytes.append(directive)
    case UInt8(ascii: "F"):
      text.year(fields.year)
      text.digits(fields.month, 2, after: "-")
      text.digits(fields.day, 2, after: "-")
    case UInt8(ascii: "T"):
      text.digits(fields.hour, 2)
      text.digits(fields.minute, 2, after: ":")
      text.digits(fields.second, 2, after: ":")
    case UInt8(ascii: "z"): text.bytes.append(contentsOf: Self.offsetText(fields.offset).utf8)
    case UInt8(ascii: "Z"): text.bytes.append(contentsOf: abbreviation(of: zone, at: microseconds).utf8)
    case UInt8(ascii: "a"): text.bytes.append(contentsOf: DateNames.weekdays[fields.weekday].utf8.prefix(3))
    case UInt8(ascii: "A"): text.bytes.append(contentsOf: DateNames.weekdays[fields.weekday].utf8)
    case UInt8(ascii: "b"): text.bytes.append(contentsOf: DateNames.months[fields.month - 1].utf8.prefix(3))
    case UInt8(ascii: "B"): text.bytes.append(contentsOf: DateNames.months[fields.month - 1].utf8)
    case UInt8(ascii: "s"):
      text.bytes.append(contentsOf: String(Calendar.floorDivide(microseconds, 1_000_000)).utf8)
    default: return false
    }
    return true
  }

  /// `+0200`, with seconds only where the offset has some.
  private static func offsetText(_ offset: Int32) -> String {
    let text = DateText.offset(Int(offset) / 60, colon: false)
    let seconds = Int(abs(offset)) % 60
    guard seconds != 0 else { return text }
    // Below a minute the sign is not in the minutes.
    return (offset < 0 ? "-" : "+") + text.dropFirst() + DateText.padded(seconds, 2)
  }
}

/// What a pattern of dates gives, byte by byte: millions of dates may be written.
private struct DatePatternText {
  var bytes: [UInt8] = []

  init(room: Int) { bytes.reserveCapacity(room) }

  /// A number that is not negative with leading zeros.
  mutating func digits(_ number: Int, _ width: Int, after separator: Unicode.Scalar? = nil) {
    if let separator { bytes.append(UInt8(truncatingIfNeeded: separator.value)) }
    var power = 1
    for _ in 1..<width { power *= 10 }
    while power > 0 {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: number / power % 10))
      power /= 10
    }
  }

  mutating func year(_ year: Int) {
    if 0...9999 ~= year { digits(year, 4) } else { bytes.append(contentsOf: DateText.year(year).utf8) }
  }
}
