import Syntax

/// From a first to a last value: numbers, durations or dates; `5..1` is empty.
///
/// An end that is null is open: patterns have such ranges.
package final class RangeObject: HeapObject {
  /// The first value; null where the range is open below.
  package let low: Value
  /// The last value; null where the range is open above.
  package let high: Value
  /// Whether `high` belongs to the range: `..` and not `..<`.
  package let isInclusive: Bool
  /// The zones that dates step by, day by day; nil for ranges of other values.
  let zones: ZoneTable?

  /// A range of numbers, durations or dates; ranges of dates need `zones`.
  package init(low: Value, high: Value, isInclusive: Bool, zones: ZoneTable? = nil) {
    self.low = low
    self.high = high
    self.isInclusive = isInclusive
    self.zones = zones
  }

  /// True where one end is open.
  package var isOpen: Bool { low.isNull || high.isNull }
}

/// Makes ranges and tests membership.
package enum Ranges {
  /// A range between two values of a kind; of patterns one end may be null, which is no end.
  package static func make(
    _ low: Value, _ high: Value, inclusive: Bool, mayBeOpen: Bool = false, _ context: Context
  ) throws(Fault) -> RangeObject {
    switch (low, high) {
    case (.int, .int), (.int, .float), (.float, .int), (.float, .float), (.duration, .duration): break
    case (.datetime, .datetime):
      return RangeObject(low: low, high: high, isInclusive: inclusive, zones: context.zones)
    case (.null, .int), (.null, .float), (.null, .duration), (.null, .datetime), (.int, .null),
      (.float, .null),
      (.duration, .null), (.datetime, .null):
      if !mayBeOpen { throw mismatch(low, high) }
    default: throw mismatch(low, high)
    }
    return RangeObject(low: low, high: high, isInclusive: inclusive)
  }

  private static func mismatch(_ low: Value, _ high: Value) -> Fault {
    Fault(ValueFault.rangeEnds(low.typeName, high.typeName))
  }

  /// True iff a value is in the range; a value of another type is not.
  package static func holds(_ range: RangeObject, _ value: Value) throws(Fault) -> Bool {
    guard isComparable(range.low.isNull ? range.high : range.low, value) else { return false }
    if !range.low.isNull, try Comparison.order(range.low, value) > 0 { return false }
    if range.high.isNull { return true }
    let order = try Comparison.order(value, range.high)
    return range.isInclusive ? order <= 0 : order < 0
  }

  private static func isComparable(_ end: Value, _ value: Value) -> Bool {
    switch (end, value) {
    case (.int, .int), (.int, .float), (.float, .int), (.float, .float), (.duration, .duration),
      (.datetime, .datetime):
      true
    default: false
    }
  }
}
