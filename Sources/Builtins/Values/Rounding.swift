internal import Base
internal import Interpreter
internal import Syntax

/// Rounds.
enum Round: Command {
  static var name: String { "round" }
  static let signature = Signature(
    "Rounds to a whole number (half away from zero), to N decimal places, or to a multiple of a unit.",
    category: .values,
    positional: [
      Parameter(
        "to", .oneOf([.int, .duration]),
        "the decimal places, 0 to 18; for a duration or date the unit: `1h`",
        optional: true)
    ],
    input: .required(Rounding.input), output: Rounding.input, details: Rounding.details,
    examples: [
      Example("2.5 | round", gives: "3"), Example("-2.5 | round", gives: "-3"),
      Example("3.14159 | round 2", gives: "3.14"), Example("1h29m | round 1h", gives: "1h"),
      Example("2026-01-31T08:47:00Z | round 15m", gives: "2026-01-31T08:45:00Z"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    switch input {
    case .duration, .datetime: input
    case .int, .float, .number: arguments.given.contains(true) ? .number : .int
    default: .any
    }
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    if let rounded = try Rounding.times(call, .toNearestOrAwayFromZero) { return rounded }
    guard case .int(let places)? = call.argument("to") else {
      return try Rounding.whole(call, .toNearestOrAwayFromZero)
    }
    if places < 0 || places > 18 { throw call.fault(BuiltinFault.badPlaces(places)) }
    guard case .float(let number)? = call.input else {
      return try Rounding.whole(call, .toNearestOrAwayFromZero)
    }
    return .float(Rounding.nearest(number, places: places))
  }
}

/// Rounds down.
enum Floor: Command {
  static var name: String { "floor" }
  static let signature = Signature(
    "Rounds down to a whole number, or to a multiple of a unit.", category: .values,
    positional: [Rounding.unit], input: .required(Rounding.input), output: Rounding.input,
    details: Rounding.details,
    examples: [
      Example("2.7 | floor", gives: "2"), Example("-2.5 | floor", gives: "-3"),
      Example("2026-01-31T08:47:00Z | floor 1d", gives: "2026-01-31"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Rounding.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Rounding.rounded(call, .down)
  }
}

/// Rounds up.
enum Ceil: Command {
  static var name: String { "ceil" }
  static let signature = Signature(
    "Rounds up to a whole number, or to a multiple of a unit.", category: .values,
    positional: [Rounding.unit], input: .required(Rounding.input), output: Rounding.input,
    details: Rounding.details,
    examples: [
      Example("2.1 | ceil", gives: "3"), Example("-2.5 | ceil", gives: "-2"),
      Example("61s | ceil 1m", gives: "2m"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Rounding.output(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Rounding.rounded(call, .up)
  }
}

/// What `round`, `floor`, `ceil` and `abs` share.
enum Rounding {
  /// The input as a multiple of its unit, or as a whole number.
  static func rounded(_ call: Call, _ rule: FloatingPointRoundingRule) throws(Fault) -> Value {
    if let rounded = try times(call, rule) { return rounded }
    return try whole(call, rule)
  }

  static let input: Type = .oneOf([.number, .duration, .datetime])
  static let unit = Parameter("to", .duration, "of a duration or date the unit: `1h`", optional: true)
  static let details = """
    Units of dates are parts of a day, `1d` or `1w`; they count from midnight of the date's zone, weeks from Monday.
    """

  /// The number with so many places behind the point; a half that it holds exactly goes away from zero.
  static func nearest(_ number: Double, places: Int) -> Double {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = number * scale
    let isHalf = scaled.magnitude < 0x1p52 && scaled - scaled.rounded(.down) == 0.5
    // The product is exact: no half came about by rounding.
    if isHalf, (-scaled).addingProduct(number, scale) == 0 {
      return scaled.rounded(.toNearestOrAwayFromZero) / scale
    }
    return Double(Decimal.text(number, places: places)) ?? number
  }

  static func output(_ input: Type) -> Type {
    switch input {
    case .duration, .datetime: input
    case .int, .float, .number: .int
    default: .any
    }
  }

  /// A duration or date rounded to a unit; nil for other input.
  static func times(_ call: Call, _ rule: FloatingPointRoundingRule) throws(Fault) -> Value? {
    switch call.input {
    case .duration(let time)?:
      let unit = try unit(call)
      let below = Calendar.floorDivide(time, unit)
      let part = Calendar.floorRemainder(time, unit)
      // A half goes away from zero.
      let isUp = part > 0 && goesUp(rule, part, unit - part, halfUp: time >= 0)
      let (result, overflow) = (isUp ? below + 1 : below).multipliedReportingOverflow(by: unit)
      if overflow { throw call.fault(BuiltinFault.outOfDuration) }
      return .duration(result)
    case .datetime(let date)?:
      let zones = call.context.zones
      let (before, after) = try ends(date, try unit(call), call)
      let isUp =
        before != date.microseconds
        && goesUp(rule, date.microseconds - before, after - date.microseconds, halfUp: true)
      return .datetime(try zones.instant(isUp ? after : before, in: date.zone))
    default:
      if case .duration? = call.argument("to") {
        throw call.fault(BuiltinFault.unitForOthers(given: (call.input ?? .null).typeName))
      }
      return nil
    }
  }

  private static func goesUp(
    _ rule: FloatingPointRoundingRule, _ below: Int, _ above: Int, halfUp: Bool
  ) -> Bool {
    switch rule {
    case .down: false
    case .up: true
    default: below > above || below == above && halfUp
    }
  }

  private static func unit(_ call: Call) throws(Fault) -> Int {
    guard case .duration(let unit)? = call.argument("to") else {
      throw call.fault(BuiltinFault.unitMissing(command: call.name))
    }
    if unit <= 0 { throw call.fault(BuiltinFault.emptyUnit) }
    return unit
  }

  /// The multiples of a unit around a date, as the clock of its zone shows them.
  private static func ends(_ date: Instant, _ unit: Int, _ call: Call) throws(Fault) -> (Int, Int) {
    let day = 86_400_000_000
    guard unit == day || unit == 7 * day || unit < day && day % unit == 0 else {
      throw call.fault(BuiltinFault.dateToUnit(given: Display.duration(unit)))
    }
    let zones = call.context.zones
    func offset(_ instant: Int) -> Int { Int(zones.offset(of: date.zone, at: Int64(instant))) * 1_000_000 }
    let local = date.microseconds + offset(date.microseconds)
    // Day 4 of the count, 5 January 1970, was a Monday.
    let origin = unit == 7 * day ? 4 * day : 0
    let part = Calendar.floorRemainder(local - origin, unit)
    /// The instant at which the clock shows `shown`; of two such instants the one that far from the date.
    func instant(_ shown: Int, near: Int) -> Int {
      near + offset(near) == shown ? near : Int(zones.instant(localMicroseconds: Int64(shown), in: date.zone))
    }
    let before = min(date.microseconds, instant(local - part, near: date.microseconds - part))
    let after = instant(local - part + unit, near: date.microseconds - part + unit)
    return (before, max(date.microseconds, after))
  }

  /// A number without what is behind its point.
  static func whole(_ call: Call, _ rule: FloatingPointRoundingRule) throws(Fault) -> Value {
    switch call.input {
    case .int(let number)?: return .int(number)
    case .float(let number)?:
      if let whole = Int(exactly: number.rounded(rule)) { return .int(whole) }
      throw call.fault(BuiltinFault.outOfInt)
    default: throw wrongInput(call)
    }
  }

  static func wrongInput(_ call: Call) -> Fault {
    let input = call.input ?? .null
    return call.fault(
      BuiltinFault.notRoundable(command: call.name, given: input.typeName, isNull: input.isNull))
  }
}
