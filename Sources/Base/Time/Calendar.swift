/// The proleptic Gregorian calendar: day numbers count from 1970-01-01.
package enum Calendar {
  /// Days of a cycle of 400 years, after which the calendar repeats.
  private static let cycleDays = 146_097

  /// The day number of a date; months and days must be in range (`isValid`), years may be any.
  package static func days(year: Int, month: Int, day: Int) -> Int {
    // Years begin in March here, so that the leap day is a year's last.
    let shifted = month <= 2 ? year - 1 : year
    let cycle = floorDivide(shifted, 400)
    let yearOfCycle = shifted - cycle * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
    return cycle * cycleDays + dayOfCycle - 719_468
  }

  /// The date of a day number.
  package static func civil(days: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let cycle = floorDivide(shifted, cycleDays)
    let dayOfCycle = shifted - cycle * cycleDays
    let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
    let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
    let part = (5 * dayOfYear + 2) / 153
    let month = part < 10 ? part + 3 : part - 9
    let year = yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * part + 2) / 5 + 1)
  }

  /// Whether month and day exist in that year.
  package static func isValid(year: Int, month: Int, day: Int) -> Bool {
    month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year: year, month: month)
  }

  /// Whether the year has a 29th of February.
  package static func isLeap(year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  /// The number of days of a month (1...12).
  package static func daysInMonth(year: Int, month: Int) -> Int {
    switch month {
    case 2: isLeap(year: year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// The weekday of a day number: 0 is Monday, 6 is Sunday.
  package static func weekday(days: Int) -> Int {
    // 1970-01-01 was a Thursday.
    floorRemainder(days + 3, 7)
  }

  /// The day within its year, 1...366.
  package static func dayOfYear(year: Int, month: Int, day: Int) -> Int {
    days(year: year, month: month, day: day) - days(year: year, month: 1, day: 1) + 1
  }

  // Of two types instead of generic: another module calls what is generic through tables of functions.

  /// Division that rounds towards minus infinity; the divisor is positive.
  @inlinable
  package static func floorDivide(_ value: Int, _ divisor: Int) -> Int {
    let quotient = value / divisor
    return value % divisor < 0 ? quotient - 1 : quotient
  }

  /// The same of 64 bits.
  @inlinable
  package static func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    Int64(floorDivide(Int(value), Int(divisor)))
  }

  /// The remainder that belongs to `floorDivide`: never negative.
  @inlinable
  package static func floorRemainder(_ value: Int, _ divisor: Int) -> Int {
    let remainder = value % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }

  /// The same of 64 bits.
  @inlinable
  package static func floorRemainder(_ value: Int64, _ divisor: Int64) -> Int64 {
    Int64(floorRemainder(Int(value), Int(divisor)))
  }
}
