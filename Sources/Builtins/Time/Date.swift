internal import Base
internal import Interpreter

/// Dates and calendar periods.
enum DateCommand: Command {
  static var name: String { "date" }
  static let signature = Signature(
    "Returns a date, or a period of the calendar as `{start end}`.", category: .time,
    positional: [
      Parameter(
        "what", .oneOf([.string, .datetime]),
        "`now`, `today` (its midnight), a date; or the period: `day week month quarter year`"),
      Parameter("of", .oneOf([.string, .datetime]), "a date in the period; without it now", optional: true),
    ],
    flags: [
      Flag("offset", .int, "shifts by so many periods (`today`: days); negative: earlier"),
      Flag(
        "zone", .string, "the time zone; default: that of the run", offers: .zones),
    ],
    output: .any,
    details: """
      A period begins with its start and ends before its end, so that one begins where the other ends. Weeks begin on
      Monday. A midnight that the clock skips gives the first instant after it.
      A date has the fields `year month day hour minute second` and `weekday`, which is `mon tue wed thu fri sat` or
      `sun`, as its own zone shows them. Ranges of dates, `2026-03-01..2026-03-31`, step by days of the calendar of
      their first date's zone, at its time of day; a day that the zone's calendar leaves out is none. `in` asks whether
      an instant lies between both ends: `.date in 2026-03-01..<2026-04-01` is all of March. Years go from 1 to 9999.
      """,
    examples: [
      Example("date 2026-01-31 --zone +02:00", gives: "2026-01-30T22:00:00Z"),
      Example("date month 2026-03-15 --offset -1", gives: "{start: 2026-02-01, end: 2026-03-01}"),
      Example("date week 2026-01-01 | get start", gives: "2025-12-29"),
      Example("(2026-01-31).weekday in [sat sun]", gives: "true"),
      Example("2026-02-27..2026-03-01 | length", gives: "3"),
      Example("(date today) <= (date now)", gives: "true"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard case .text(let what)?? = arguments.positional.first else { return .any }
    if Period(rawValue: what.string) == nil { return .datetime }
    return .record([Column("start", .datetime), Column("end", .datetime)])
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let context = call.context
    let zone = try call.zone("zone")
    let what = call.argument("what") ?? .string("now")
    let offset = try call.int("offset")
    let calendar = ZoneCalendar(zones: context.zones, zone: zone ?? context.zone)
    if let word = what.string, let period = Period(rawValue: word) {
      let date =
        try call.argument("of").map { (value) throws(Fault) in try instant(value, zone, call) } ?? context.now
      let (start, end) = try calendar.period(period, of: date, offset: offset ?? 0, call)
      return .record([("start", .datetime(start)), ("end", .datetime(end))])
    }
    if call.argument("of") != nil {
      throw call.fault(BuiltinFault.notAPeriod)
    }
    if what.string == "today" {
      return .datetime(try calendar.period(.day, of: context.now, offset: offset ?? 0, call).0)
    }
    if offset != nil {
      throw call.fault(BuiltinFault.offsetAlone)
    }
    if what.string == "now" {
      return .datetime(Instant(microseconds: context.now.microseconds, zone: zone ?? context.zone))
    }
    return .datetime(try instant(what, zone, call))
  }

  private static func instant(_ value: Value, _ zone: UInt16?, _ call: Call) throws(Fault) -> Instant {
    switch value {
    case .datetime(let instant):
      return try call.context.zones.instant(instant.microseconds, in: zone ?? instant.zone)
    case .text(let text):
      if text.string == "now" || text.string == "today" { return call.context.now }
      if let instant = DateReading.instant(text.string, zone, call.context) { return instant }
      let words = ["now", "today"] + Period.allCases.map(\.rawValue)
      let near = Suggestion.nearest(text.string, among: words)
      throw call.fault(BuiltinFault.noDate(text: text.string, near: near))
    default: throw call.fault(BuiltinFault.noDateOf(given: value.typeName))
    }
  }
}

/// A period of the calendar.
enum Period: String, CaseIterable {
  case day, week, month, quarter, year
}

/// The calendar of a zone.
struct ZoneCalendar {
  let zones: ZoneTable
  let zone: UInt16

  /// The period that holds an instant, or one so many periods later: its start, and the start of the next one.
  func period(
    _ period: Period, of instant: Instant, offset: Int, _ call: Call
  ) throws(Fault) -> (Instant, Instant) {
    guard abs(offset) <= 4_000_000 else { throw outOfRange(call) }
    let fields = zones.fields(Int64(instant.microseconds), in: zone)
    let day = Base.Calendar.days(year: fields.year, month: fields.month, day: fields.day)
    let start: Int
    let end: Int
    switch period {
    case .day: (start, end) = (day + offset, day + offset + 1)
    case .week:
      start = day - fields.weekday + 7 * offset
      end = start + 7
    case .month: (start, end) = months(fields.year * 12 + fields.month - 1 + offset, 1)
    case .quarter: (start, end) = months(fields.year * 12 + (fields.month - 1) / 3 * 3 + 3 * offset, 3)
    case .year: (start, end) = months((fields.year + offset) * 12, 12)
    }
    return (try midnight(start, call), try midnight(end, call))
  }

  /// The first day of a month, counted from year 0, and of the one so many months later.
  private func months(_ month: Int, _ length: Int) -> (Int, Int) {
    func first(_ month: Int) -> Int {
      let year = Base.Calendar.floorDivide(month, 12)
      return Base.Calendar.days(year: year, month: month - year * 12 + 1, day: 1)
    }
    return (first(month), first(month + length))
  }

  private func midnight(_ day: Int, _ call: Call) throws(Fault) -> Instant {
    let year = Base.Calendar.civil(days: day).year
    guard year >= 1, year <= 9999 else { throw outOfRange(call) }
    let local = Int64(day) * 86_400_000_000
    return Instant(microseconds: Int(zones.instant(localMicroseconds: local, in: zone)), zone: zone)
  }

  private func outOfRange(_ call: Call) -> Fault {
    call.fault(BuiltinFault.outsideYears)
  }
}
