internal import Base

extension ZoneTable {
  /// A date whose shown year has four digits; any other could not be read again.
  package func instant(_ microseconds: Int, in zone: UInt16) throws(Fault) -> Instant {
    guard shows(microseconds, in: zone) else {
      throw Fault(ValueFault.dateOutside)
    }
    return Instant(microseconds: microseconds, zone: zone)
  }

  /// Whether the text of a date has a year from 1 to 9999.
  package func shows(_ microseconds: Int, in zone: UInt16) -> Bool {
    // For most instants the year is the same in every zone.
    if Self.sure.contains(microseconds) { return true }
    guard Self.possible.contains(microseconds) else { return false }
    let offset = Int(offset(of: zone, at: Int64(microseconds))) / 60 * 60_000_000
    let day = Calendar.floorDivide(microseconds + offset, DayWalk.day)
    return (1...9999).contains(Calendar.civil(days: day).year)
  }

  private static let sure = bounds(2)
  private static let possible = bounds(-2)

  /// From year 1 to 9999 in UTC, less so many days at each end.
  private static func bounds(_ days: Int) -> ClosedRange<Int> {
    let first = Calendar.days(year: 1, month: 1, day: 1) + days
    let end = Calendar.days(year: 10_000, month: 1, day: 1) - days
    return first * DayWalk.day...end * DayWalk.day
  }
}
