internal import Syntax

/// An instant as calendar and clock of a zone show it.
package struct DateFields: Equatable, Sendable {
  package let year: Int
  package let month: Int
  package let day: Int
  package let hour: Int
  package let minute: Int
  package let second: Int
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
    var text = ""
    var scalars = pattern.unicodeScalars.makeIterator()
    var offset = 0
    while let scalar = scalars.next() {
      if scalar != "%" {
        text.unicodeScalars.append(scalar)
        offset += UTF8.width(scalar)
        continue
      }
      guard let directive = scalars.next() else { throw .badPattern(directive: "%", offset: offset) }
      guard let part = part(directive, fields, microseconds, zone) else {
        throw .badPattern(directive: "%" + String(Character(directive)), offset: offset)
      }
      text += part
      offset += 1 + UTF8.width(directive)
    }
    return text
  }

  private func part(
    _ directive: Unicode.Scalar, _ fields: DateFields, _ microseconds: Int64, _ zone: UInt16
  ) -> String? {
    switch directive {
    case "Y": DateText.year(fields.year)
    case "m": DateText.padded(fields.month, 2)
    case "d": DateText.padded(fields.day, 2)
    case "H": DateText.padded(fields.hour, 2)
    case "M": DateText.padded(fields.minute, 2)
    case "S": DateText.padded(fields.second, 2)
    case "f": DateText.padded(fields.microsecond, 6)
    case "z": Self.offsetText(fields.offset)
    case "Z": abbreviation(of: zone, at: microseconds)
    case "a": String(DateNames.weekdays[fields.weekday].prefix(3))
    case "A": DateNames.weekdays[fields.weekday]
    case "b": String(DateNames.months[fields.month - 1].prefix(3))
    case "B": DateNames.months[fields.month - 1]
    case "j": DateText.padded(fields.dayOfYear, 3)
    case "u": String(fields.weekday + 1)
    case "F":
      DateText.year(fields.year) + "-" + DateText.padded(fields.month, 2) + "-"
        + DateText.padded(fields.day, 2)
    case "T":
      DateText.padded(fields.hour, 2) + ":" + DateText.padded(fields.minute, 2) + ":"
        + DateText.padded(fields.second, 2)
    case "s": String(Calendar.floorDivide(microseconds, 1_000_000))
    case "%": "%"
    default: nil
    }
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
