internal import Interpreter
internal import Syntax
internal import Vault

/// A point in time as people write it: a date, or a duration that counts from now.
enum Moment {
  /// A moment as a word gives it.
  enum Written {
    case duration(Int)
    /// Local microseconds, the offset if one was written, and whether it was a date alone.
    case date(Int64, offset: Int16?, isBare: Bool)
  }

  /// Microseconds of a day of 24 hours.
  private static let day = 86_400_000_000

  /// The instant so many days of the run's calendar later, at the same time of day; earlier where they are negative.
  static func days(_ days: Int, from instant: Int64, _ context: Context) -> Int64 {
    let offset = Int64(context.zones.offset(of: context.zone, at: instant)) * 1_000_000
    return context.zones.instant(
      localMicroseconds: instant + offset + Int64(days * day), in: context.zone)
  }

  /// How much further the run's clock went than time did between two instants: an hour less in spring.
  static func shift(from: Int64, to: Int64, _ context: Context) -> Int64 {
    let zones = context.zones
    return Int64(zones.offset(of: context.zone, at: to) - zones.offset(of: context.zone, at: from))
      * 1_000_000
  }

  /// Reads a word.
  static func read(_ word: String) -> Result<Written, Fault> {
    switch Literal.read(word: word) {
    case .duration(let length)?: return .success(.duration(Int(length)))
    case .date(let date, let offset, let isBare)?:
      return .success(.date(date, offset: offset, isBare: isBare))
    default:
      return .failure(
        Fault(CommandFault.noMoment(word: word, help: Habits.helpForMoment(word))))
    }
  }

  /// The instant that a flag gives: `--from` and `--since` begin there.
  ///
  /// A duration counts back from `$now`.
  static func start(_ value: Value, _ call: Call) throws(Fault) -> Int64 {
    try instant(value, call, pastBareDay: false)
  }

  /// The first instant that `--to` leaves out: a date alone is included as a whole day.
  static func end(_ value: Value, _ call: Call) throws(Fault) -> Int64 {
    try instant(value, call, pastBareDay: true)
  }

  private static func instant(_ value: Value, _ call: Call, pastBareDay: Bool) throws(Fault) -> Int64 {
    let context = call.context
    switch value {
    case .datetime(let instant): return Int64(instant.microseconds)
    case .duration(let length): return try before(length, call)
    case .text(let text):
      switch try read(text.string).get() {
      case .duration(let length): return try before(length, call)
      case .date(let date, let offset, let isBare):
        let local = isBare && pastBareDay ? date + Int64(day) : date
        if offset != nil || context.zone == 0 { return local }
        return context.zones.instant(localMicroseconds: local, in: context.zone)
      }
    default: throw call.wrongType("a date", "date or duration", value)
    }
  }

  private static func before(_ length: Int, _ call: Call) throws(Fault) -> Int64 {
    let (moment, overflow) = call.context.now.microseconds.subtractingReportingOverflow(length)
    if overflow || length < 0 { throw call.fault(CommandFault.notInThePast) }
    return Int64(moment)
  }
}

/// When a token ends: a duration from the system's clock, a date, or never.
enum Expiry {
  /// The expiry of a word; nil for `never`.
  static func read(_ word: String) -> Result<Moment.Written?, Fault> {
    if word == "never" { return .success(nil) }
    return Moment.read(word).map { $0 }.mapError { _ in
      Fault(CommandFault.noExpiry(word: word, help: Habits.helpForMoment(word)))
    }
  }

  /// The instant that a value gives; nil for never.
  ///
  /// Durations count from the clock, not from `$now`.
  static func instant(_ value: Value, _ call: Call, clock: Int64) throws(Fault) -> Int64? {
    switch value {
    case .null: return nil
    case .duration(let length): return try after(length, clock, call)
    case .text(let text):
      guard let written = try read(text.string).get() else { return nil }
      if case .duration(let length) = written { return try after(length, clock, call) }
      return try Moment.start(value, call)
    default: return try Moment.start(value, call)
    }
  }

  private static func after(_ length: Int, _ clock: Int64, _ call: Call) throws(Fault) -> Int64 {
    let (moment, overflow) = clock.addingReportingOverflow(Int64(length))
    if overflow || !call.context.zones.shows(Int(moment), in: call.context.zone) {
      throw call.fault(CommandFault.tooLong)
    }
    return moment
  }
}
