internal import Base

/// The days of a zone's calendar from an instant on, each at that instant's time of day: from midnight on where it is
/// its day's first.
///
/// A time that the clock skips is the first instant after the gap, one that it shows twice the earlier. A day that a
/// zone's calendar leaves out, as Samoa's of 30 December 2011, is none.
struct DayWalk {
  /// Microseconds of a day of 24 hours.
  static let day = 86_400_000_000

  private let zones: ZoneTable
  private let low: Instant
  private let step: Int
  /// The number of the first day, and the time of day in microseconds.
  private let first: Int
  private let time: Int
  /// The steps that meet no day, ascending.
  private let left: [UInt]
  /// The number of the last item; nil if there is none.
  let last: UInt?

  init(from low: Instant, to high: Instant, by step: Int, isInclusive: Bool, _ zones: ZoneTable) {
    self.zones = zones
    self.low = low
    self.step = step
    let local = DayWalk.local(low, zones)
    let day = Calendar.floorDivide(local, DayWalk.day)
    // Where the clock skips midnight, a day's first instant shows a later time, but means midnight.
    let midnight = DayWalk.instant(zones, low.zone, first: day, time: 0, days: 0)
    first = day
    time = midnight == low.microseconds ? 0 : local - day * DayWalk.day
    let isAhead = step > 0 ? low.microseconds <= high.microseconds : low.microseconds >= high.microseconds
    guard isAhead, isInclusive || low.microseconds != high.microseconds else {
      (left, last) = ([], nil)
      return
    }
    let end = DayWalk.local(Instant(microseconds: high.microseconds, zone: low.zone), zones)
    let days = abs(Calendar.floorDivide(end, DayWalk.day) - first)
    left = DayWalk.missing(zones, low, high, first: first, time: time, step: step)
    // One further day may still be before the end where a zone's clock went back by a whole day.
    var steps = UInt((days + 2) / Int(clamping: step.magnitude))
    while steps > 0 {
      let date = DayWalk.instant(zones, low.zone, first: first, time: time, days: Int(steps) * step)
      if step > 0 ? date < high.microseconds : date > high.microseconds { break }
      if isInclusive, date == high.microseconds { break }
      steps -= 1
    }
    last = steps - UInt(left.count { $0 <= steps })
  }

  /// The item of a number up to `last`.
  func item(_ number: UInt) -> Instant {
    if number == 0 { return low }
    var steps = number
    for gone in left where gone <= steps { steps += 1 }
    return Instant(
      microseconds: DayWalk.instant(zones, low.zone, first: first, time: time, days: Int(steps) * step),
      zone: low.zone)
  }

  private static func local(_ date: Instant, _ zones: ZoneTable) -> Int {
    date.microseconds + Int(zones.offset(of: date.zone, at: Int64(date.microseconds))) * 1_000_000
  }

  private static func instant(
    _ zones: ZoneTable, _ zone: UInt16, first: Int, time: Int, days: Int
  ) -> Int {
    Int(zones.instant(localMicroseconds: Int64((first + days) * day + time), in: zone))
  }

  /// The steps whose days the calendar leaves out: only a gap of a whole day has such.
  private static func missing(
    _ zones: ZoneTable, _ low: Instant, _ high: Instant, first: Int, time: Int, step: Int
  ) -> [UInt] {
    let from = min(low.microseconds, high.microseconds)
    let to = max(low.microseconds, high.microseconds)
    var left: [UInt] = []
    for local in zones.longGaps(of: low.zone, from: Int64(from), to: Int64(to)) {
      let day = Calendar.floorDivide(Int(local), 86_400)
      for day in day - 1...day + 2 where (day - first) % step == 0 && (day - first) / step > 0 {
        func instant(_ time: Int, _ days: Int) -> Int {
          DayWalk.instant(zones, low.zone, first: day, time: time, days: days)
        }
        if instant(0, 0) == instant(0, 1) || instant(time, 0) == instant(time, 1) {
          left.append(UInt((day - first) / step))
        }
      }
    }
    return left.sorted()
  }
}
