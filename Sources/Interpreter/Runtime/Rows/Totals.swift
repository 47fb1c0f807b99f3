import Syntax

/// Adds up numbers or durations; nothing is 0.
///
/// Whole numbers are added in 128 bits: in whatever order they come, only a total that does not fit is a fault.
package struct Sum {
  private enum Kind { case nothing, ints, floats, durations }

  private var kind = Kind.nothing
  /// The ints or durations.
  private var whole: Int128 = 0
  /// The floats: small ones, and those that could go beyond a float together, made smaller.
  private var small = 0.0
  private var large = 0.0
  /// The number of values so far.
  package private(set) var count = 0

  /// Begins a total of no values.
  package init() {}

  /// Adds one more value; null and other types are faults.
  package mutating func add(_ value: Value, _ context: Context) throws(Fault) {
    switch value {
    case .int(let number) where kind != .durations:
      if kind == .nothing { kind = .ints }
      whole += Int128(number)
    case .float(let number) where kind != .durations:
      kind = .floats
      if abs(number) < Self.border { small += number } else { large += number * Self.scale }
    case .duration(let number) where kind == .nothing || kind == .durations:
      kind = .durations
      whole += Int128(number)
    case .int, .float, .duration:
      _ = try Arithmetic.binary(.add, kind == .durations ? .duration(0) : .int(0), value, context)
    case .null:
      throw Fault(ValueFault.nullSum)
    default: throw Fault(ValueFault.notSummable(value.typeName))
    }
    count += 1
  }

  private static let border = 0x1p960
  private static let scale = 0x1p-100

  /// Adds all items of an input; a fault names the row.
  package mutating func add(all input: RowInput) throws(Fault) {
    let context = input.call.context
    let before = count
    while true {
      let item = try addIntegers(input.stream, context.machine)
      if item.tag == Cell.absent { return }
      let value = item.taken
      try context.machine.poll()
      do throws(Fault) {
        try add(value, context)
      } catch {
        throw input.call.fault(error, atRow: count - before)
      }
    }
  }

  /// The sum of the items of a range of ints, by its formula; nil where it is no such range.
  package static func value(of span: RangeSpan) throws(Fault) -> Value? {
    guard let (twice, count) = twiceMiddle(span) else { return nil }
    // Neither leaves 128 bits: the more items there are, the closer their middle is to 0.
    let product = twice * count
    guard let sum = Int(exactly: product / 2) else {
      throw Fault(ValueFault.sumOfRangeTooLarge)
    }
    return .int(sum)
  }

  /// The average of the items of a range of ints; nil where it is no such range, or has none.
  package static func average(of span: RangeSpan) -> Value? {
    guard let (twice, count) = twiceMiddle(span), count > 0 else { return nil }
    return .float(Double(twice) / 2)
  }

  /// First and last item of ints together, and how many there are.
  private static func twiceMiddle(_ span: RangeSpan) -> (Int128, Int128)? {
    guard span.ints != nil else { return nil }
    guard let last = span.last else { return (0, 0) }
    guard case .int(let low) = span.item(0), case .int(let high) = span.item(last) else { return nil }
    return (Int128(low) + Int128(high), Int128(last) + 1)
  }

  /// Adds ints as long as they come; gives the first item that is none.
  private mutating func addIntegers(_ stream: StreamObject, _ machine: Machine) throws(Fault) -> Cell {
    if kind != .nothing, kind != .ints { return try stream.nextCell() }
    var soFar = 0
    var added = 0
    defer {
      if added > 0 { kind = .ints }
      whole += Int128(soFar)
      count += added
    }
    while true {
      let item = try stream.nextCell()
      if item.tag != Cell.int { return item }
      try machine.poll()
      let (sum, overflow) = soFar.addingReportingOverflow(item.bits)
      if overflow {
        whole += Int128(soFar)
        soFar = item.bits
      } else {
        soFar = sum
      }
      added &+= 1
    }
  }

  /// The total; one that does not fit is a fault.
  package func value() throws(Fault) -> Value {
    switch kind {
    case .nothing: return .int(0)
    case .floats:
      let total = scaledTotal / Self.scale
      if !total.isFinite { throw Fault(ValueFault.floatTooLarge) }
      return .float(large == 0 ? small + Double(whole) : total)
    case .ints:
      guard let total = Int(exactly: whole) else {
        throw Fault(ValueFault.sumTooLarge)
      }
      return .int(total)
    case .durations:
      guard let total = Int(exactly: whole) else {
        throw Fault(ValueFault.durationTooLarge)
      }
      return .duration(total)
    }
  }

  private var scaledTotal: Double { large + (small + Double(whole)) * Self.scale }

  /// The sum divided by the number of values, which always fits; nil for nothing.
  package func average() -> Value? {
    let count = Int128(count)
    switch kind {
    case .nothing: return nil
    case .ints: return .float(Arithmetic.quotient(whole, count))
    case .floats where large == 0: return .float((small + Double(whole)) / Double(count))
    case .floats: return .float(scaledTotal / Double(count) / Self.scale)
    case .durations: return .duration(Int(whole / count))
    }
  }
}

/// The smallest or largest value so far; the first of equal ones.
package struct Extreme {
  private let wantsLargest: Bool
  /// The smallest or largest value so far; nil before the first one.
  package private(set) var value: Value?

  /// Looks for the largest value, or for the smallest one.
  package init(largest: Bool) { wantsLargest = largest }

  /// Looks at one more value; null and values without an order among each other are faults.
  package mutating func add(_ next: Value) throws(Fault) {
    if next.isNull {
      throw Fault(ValueFault.nullOrder)
    }
    guard let value else {
      // Some values have no order, not even alone.
      _ = try Comparison.order(next, next)
      self.value = next
      return
    }
    let order = try Comparison.order(next, value)
    if wantsLargest ? order > 0 : order < 0 { self.value = next }
  }
}
