internal import Syntax

/// The items of a range by number, found without walking there.
package struct RangeSpan {
  private enum Kind {
    case ints(low: Int, step: Int)
    case floats(low: Double, step: Double, end: Double)
    case durations(low: Int, step: Int)
    case instants(low: Instant, step: Int)
    case days(DayWalk)
  }

  private let kind: Kind
  /// How many items were left out before the first.
  private let offset: UInt
  /// The number of the last item; nil where there is none.
  ///
  /// All integers together are one more than a number of 64 bits holds.
  package let last: UInt?

  /// The items of a range that are a step apart.
  ///
  /// A step is a number; for dates it is a number of days or a duration. Without one it is 1, or a day of the
  /// calendar. Throws the fault of a step of 0 or of a type that does not fit.
  package init(_ range: RangeObject, by step: Value? = nil) throws(Fault) {
    offset = 0
    switch (range.low, range.high, step) {
    case (.int(let low), .int(let high), let step) where step == nil || step.isInt:
      let step = try RangeSpan.whole(step)
      kind = .ints(low: low, step: step)
      last = RangeSpan.last(from: low, to: high, by: step, range.isInclusive)
    case (.duration(let low), .duration(let high), .duration(let step)?):
      kind = .durations(low: low, step: try RangeSpan.nonZero(step))
      last = RangeSpan.last(from: low, to: high, by: step, range.isInclusive)
    case (.datetime(let low), .datetime(let high), .duration(let step)?)
    where step % DayWalk.day != 0 || step == 0:
      kind = .instants(low: low, step: try RangeSpan.nonZero(step))
      last = RangeSpan.last(from: low.microseconds, to: high.microseconds, by: step, range.isInclusive)
    case (.datetime(let low), .datetime(let high), _):
      let walk = DayWalk(
        from: low, to: high, by: try RangeSpan.days(step), isInclusive: range.isInclusive,
        range.zones ?? ZoneTable())
      kind = .days(walk)
      last = walk.last
    default:
      guard let low = range.low.double, let high = range.high.double, let step = step?.double else {
        throw RangeSpan.noItems(range, step)
      }
      kind = .floats(low: low, step: step, end: high)
      last = try RangeSpan.last(from: low, to: high, by: step, range.isInclusive)
    }
  }

  /// The item of a number; a negative one counts from the end.
  package func item(at number: Int) -> Value? {
    guard let last else { return nil }
    let place = number < 0 ? number.magnitude - 1 : number.magnitude
    if place > last { return nil }
    return item(number < 0 ? last - place : place)
  }

  /// The items without so many of the first.
  package func dropping(_ count: Int) -> RangeSpan {
    let count = count.magnitude
    guard let last, count <= last else { return RangeSpan(kind, offset: offset, last: nil) }
    return RangeSpan(kind, offset: offset + count, last: last - count)
  }

  /// So many of the first items.
  package func keeping(_ count: Int) -> RangeSpan {
    guard let last, count > 0 else { return RangeSpan(kind, offset: offset, last: nil) }
    return RangeSpan(kind, offset: offset, last: min(last, count.magnitude - 1))
  }

  private init(_ kind: Kind, offset: UInt, last: UInt?) {
    (self.kind, self.offset, self.last) = (kind, offset, last)
  }

  /// How many items there are.
  package func count() throws(Fault) -> Int {
    guard let last else { return 0 }
    guard last < UInt(Int.max) else {
      throw Fault(ValueFault.rangeTooLong)
    }
    return Int(last) + 1
  }

  /// The item of a number up to `last`.
  package func item(_ number: UInt) -> Value {
    let number = number + offset
    return switch kind {
    // Wraps on the way, never at the end.
    case .ints(let low, let step): .int(low &+ step &* Int(bitPattern: number))
    case .durations(let low, let step): .duration(low &+ step &* Int(bitPattern: number))
    case .instants(let low, let step):
      .datetime(
        Instant(microseconds: low.microseconds &+ step &* Int(bitPattern: number), zone: low.zone))
    case .floats(let low, let step, let end):
      .float(step > 0 ? min(low + Double(number) * step, end) : max(low + Double(number) * step, end))
    case .days(let walk): .datetime(walk.item(number))
    }
  }

  /// Low and step where the items are ints.
  var ints: (low: Int, step: Int)? {
    if case .ints(let low, let step) = kind { return (low &+ step &* Int(bitPattern: offset), step) }
    return nil
  }

  // MARK: steps and lengths

  private static func whole(_ step: Value?) throws(Fault) -> Int {
    guard case .int(let step)? = step else { return 1 }
    return try nonZero(step)
  }

  /// Days: a number of them, or a duration of whole days.
  private static func days(_ step: Value?) throws(Fault) -> Int {
    switch step {
    case nil: return 1
    case .int(let days)?: return try nonZero(days)
    case .duration(let time)?: return try nonZero(time / DayWalk.day)
    default: throw Fault(ValueFault.dateStep(type: step?.typeName ?? "null"))
    }
  }

  private static func nonZero(_ step: Int) throws(Fault) -> Int {
    if step == 0 { throw noStep }
    return step
  }

  private static var noStep: Fault { Fault(ValueFault.zeroStep) }

  private static func noItems(_ range: RangeObject, _ step: Value?) -> Fault {
    var kind = range.low.isNull ? range.high : range.low
    if case .float = range.high { kind = range.high }
    if let step {
      return Fault(ValueFault.rangeStep(kind: kind.typeName, type: step.typeName))
    }
    return Fault(ValueFault.noItems(kind: kind.typeName, isOpen: range.isOpen))
  }

  private static func distance(_ a: Int, _ b: Int) -> UInt {
    a <= b ? UInt(bitPattern: b &- a) : UInt(bitPattern: a &- b)
  }

  private static func last(from low: Int, to high: Int, by step: Int, _ isInclusive: Bool) -> UInt? {
    if step > 0 ? low > high : low < high { return nil }
    let distance = distance(low, high)
    if isInclusive { return distance / step.magnitude }
    return distance == 0 ? nil : (distance - 1) / step.magnitude
  }

  /// Steps that miss the end by rounding alone reach it.
  private static func last(
    from low: Double, to high: Double, by step: Double, _ isInclusive: Bool
  ) throws(Fault) -> UInt? {
    if step == 0 { throw noStep }
    let steps = (high - low) / step
    guard steps < 0x1p53 else {
      throw Fault(ValueFault.stepTooSmall(step))
    }
    let isWhole = abs(steps - steps.rounded()) <= 1e-10 * max(1, abs(steps))
    let reached = isWhole ? steps.rounded() : steps.rounded(.down)
    let last = isWhole && !isInclusive ? reached - 1 : reached
    return last < 0 ? nil : UInt(last)
  }
}

extension Value {
  fileprivate var double: Double? {
    switch self {
    case .int(let number): Double(number)
    case .float(let number): number
    default: nil
    }
  }
}

extension Value? {
  fileprivate var isInt: Bool {
    if case .int? = self { return true }
    return false
  }
}
