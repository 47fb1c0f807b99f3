import Syntax

/// Adds up numbers or durations; nothing is 0.
package struct Sum {
  private var total: Value?
  /// The number of values so far.
  package private(set) var count = 0

  package init() {}

  /// Adds one more value; null and other types are faults.
  package mutating func add(_ value: Value, _ context: Context) throws(Fault) {
    if case .int(let number) = value, case .int(let soFar)? = total {
      let (sum, overflow) = soFar.addingReportingOverflow(number)
      if !overflow {
        total = .int(sum)
        count += 1
        return
      }
    }
    switch value {
    case .int, .float, .duration: break
    case .null:
      throw Fault(
        "E0334", "null cannot be added up",
        help: "`where .x != null` leaves such rows out, `default x 0` says what stands for it")
    default:
      throw Fault(
        "E0334", "\(value.typeName.withArticle) cannot be added up",
        help: "`to-int` and `to-float` read numbers")
    }
    if let total {
      self.total = try Arithmetic.binary(.add, total, value, context)
    } else {
      total = value
    }
    count += 1
  }

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
      throw Fault("E0316", "the sum does not fit a 64-bit integer")
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

  /// Adds ints as long as they come and the sum is one; gives the first item that was not added.
  private mutating func addIntegers(_ stream: StreamObject, _ machine: Machine) throws(Fault) -> Cell {
    var soFar: Int
    switch total {
    case nil: soFar = 0
    case .int(let number)?: soFar = number
    default: return try stream.nextCell()
    }
    var added = 0
    defer {
      if added > 0 { total = .int(soFar) }
      count += added
    }
    while true {
      let item = try stream.nextCell()
      if item.tag != Cell.int { return item }
      let (sum, overflow) = soFar.addingReportingOverflow(item.bits)
      if overflow { return item }
      try machine.poll()
      soFar = sum
      added &+= 1
    }
  }

  package var value: Value { total ?? .int(0) }

  /// The sum divided by the number of values; nil for nothing.
  package func average(_ context: Context) throws(Fault) -> Value? {
    guard let total else { return nil }
    return try Arithmetic.binary(.divide, total, .int(count), context)
  }
}

/// The smallest or largest value so far; the first of equal ones.
package struct Extreme {
  private let wantsLargest: Bool
  package private(set) var value: Value?

  package init(largest: Bool) { wantsLargest = largest }

  /// Looks at one more value; null and values without an order among each other are faults.
  package mutating func add(_ next: Value) throws(Fault) {
    guard let value else {
      // Null alone has no order either.
      _ = try Comparison.order(next, next)
      self.value = next
      return
    }
    let order = try Comparison.order(next, value)
    if wantsLargest ? order > 0 : order < 0 { self.value = next }
  }
}
