internal import Base
import Syntax

/// The operators on values that are not two small integers.
enum Arithmetic {
  static func binary(_ op: BinaryOperator, _ x: Value, _ y: Value, _ context: Context) throws(Fault) -> Value
  {
    if case .stream = x { return try binary(op, try Streams.collect(x, context), y, context) }
    if case .stream = y { return try binary(op, x, try Streams.collect(y, context), context) }
    switch op {
    case .add, .subtract, .multiply, .divide, .floorDivide, .modulo:
      if op == .add { try checkSum(x, y, context) }
      return try calculate(op, x, y, context)
    case .equal: return .bool(try Comparison.equal(x, y))
    case .notEqual: return .bool(try !Comparison.equal(x, y))
    case .less, .lessEqual, .greater, .greaterEqual: return .bool(try Comparison.ordered(op, x, y))
    case .matches: return .bool(try matches(x, y, context))
    case .notMatches: return .bool(try !matches(x, y, context))
    case .within: return .bool(try isWithin(x, y, context))
    case .notWithin: return .bool(try !isWithin(x, y, context))
    case .has: return .bool(try has(x, y))
    case .range: return .range(try Ranges.make(x, y, inclusive: true, context))
    case .rangeBelow: return .range(try Ranges.make(x, y, inclusive: false, context))
    case .and, .or, .coalesce: return x
    }
  }

  /// Refuses a text or list whose halves are more than the run may hold together: before it is made.
  @inline(__always)
  private static func checkSum(_ x: Value, _ y: Value, _ context: Context) throws(Fault) {
    switch (x, y) {
    case (.text(let a), .text(let b)): try checkLength(a.string.utf8.count + b.string.utf8.count, context)
    case (.list(let a), .list(let b)):
      try checkLength((a.items.count + b.items.count) * MemoryLayout<Value>.stride, context)
    default: break
    }
  }

  /// Refuses a text or list that is longer than the run may hold.
  static func checkLength(_ bytes: Int, _ context: Context) throws(Fault) {
    if bytes > context.limits.memory {
      throw Fault(RunFault.memory(.text, limit: context.limits.memory), kind: .limit)
    }
  }

  static func negate(_ x: Value) throws(Fault) -> Value {
    switch x {
    case .int(let value):
      let (result, overflow) = value.multipliedReportingOverflow(by: -1)
      if overflow { throw overflowFault }
      return .int(result)
    case .float(let value): return .float(-value)
    case .duration(let value): return .duration(try minus(value))
    default: throw Fault(ValueFault.negated(x.typeName))
    }
  }

  private static var overflowFault: Fault {
    @inline(never) get { Fault(ValueFault.resultTooLarge) }
  }

  private static func calculate(
    _ op: BinaryOperator, _ x: Value, _ y: Value, _ context: Context
  ) throws(Fault) -> Value {
    switch (x, y) {
    case (.int(let a), .int(let b)): return try integers(op, a, b)
    case (.float(let a), .float(let b)): return try floats(op, a, b)
    case (.int(let a), .float(let b)): return try floats(op, Double(a), b)
    case (.float(let a), .int(let b)): return try floats(op, a, Double(b))
    case (.text(let a), .text(let b)) where op == .add: return .string(a.string + b.string)
    case (.sealed(let a), .text(let b)) where op == .add:
      return .sealed(SealedObject(parts: a.parts + [.plain(b.string)]))
    case (.text(let a), .sealed(let b)) where op == .add:
      return .sealed(SealedObject(parts: [.plain(a.string)] + b.parts))
    case (.sealed(let a), .sealed(let b)) where op == .add:
      return .sealed(SealedObject(parts: a.parts + b.parts))
    case (.list(let a), .list(let b)) where op == .add: return .list(a.joined(with: b))
    default: return try times(op, x, y, context)
    }
  }

  private static func integers(_ op: BinaryOperator, _ a: Int, _ b: Int) throws(Fault) -> Value {
    let (result, overflow): (Int, Bool)
    switch op {
    case .add: (result, overflow) = a.addingReportingOverflow(b)
    case .subtract: (result, overflow) = a.subtractingReportingOverflow(b)
    case .multiply: (result, overflow) = a.multipliedReportingOverflow(by: b)
    case .divide:
      if b == 0 { throw divisionFault }
      return .float(quotient(Int128(a), Int128(b)))
    default:
      if b == 0 { throw divisionFault }
      // Its quotient does not fit, its remainder is 0.
      if op == .modulo, b == -1 { return .int(0) }
      let (quotient, tooLarge) = a.dividedReportingOverflow(by: b)
      if tooLarge { throw overflowFault }
      let remainder = a - quotient * b
      let isOff = remainder != 0 && (remainder < 0) != (b < 0)
      if op == .modulo { return .int(isOff ? remainder + b : remainder) }
      return .int(isOff ? quotient - 1 : quotient)
    }
    if overflow { throw overflowFault }
    return .int(result)
  }

  /// The float next to a quotient of whole numbers, rounded once, also where they themselves are no floats.
  static func quotient(_ a: Int128, _ b: Int128) -> Double {
    let (n, d) = (a.magnitude, b.magnitude)
    if n <= 1 << 53, d <= 1 << 53 { return Double(a) / Double(b) }
    // So many bits that what is behind them only says whether there is something.
    let shift = max(0, 56 - (n.bitWidth - n.leadingZeroBitCount) + (d.bitWidth - d.leadingZeroBitCount))
    let (whole, rest) = (n << shift).quotientAndRemainder(dividingBy: d)
    let rounded =
      Double(rest == 0 ? whole : whole | 1) * Double(sign: .plus, exponent: -shift, significand: 1)
    return (a < 0) == (b < 0) ? rounded : -rounded
  }

  private static var divisionFault: Fault {
    @inline(never) get { Fault(ValueFault.divisionByZero) }
  }

  private static var floatFault: Fault {
    @inline(never) get { Fault(ValueFault.floatTooLarge) }
  }

  private static func floats(_ op: BinaryOperator, _ a: Double, _ b: Double) throws(Fault) -> Value {
    let result: Double
    switch op {
    case .add: result = a + b
    case .subtract: result = a - b
    case .multiply: result = a * b
    default:
      if b == 0 { throw divisionFault }
      switch op {
      case .divide: result = a / b
      case .floorDivide: result = floorDivided(a, b).quotient
      default: result = floorDivided(a, b).remainder
      }
    }
    if !result.isFinite { throw floatFault }
    return .float(result)
  }

  /// Quotient and remainder as Python has them: the remainder is exact and has the divisor's sign, and the quotient
  /// is what is left of it, so that `a` is `(a // b) * b + a % b` up to one rounding.
  static func floorDivided(_ a: Double, _ b: Double) -> (quotient: Double, remainder: Double) {
    var rest = a.truncatingRemainder(dividingBy: b)
    var quotient = (a - rest) / b
    if rest == 0 {
      rest = Double(signOf: b, magnitudeOf: 0)
    } else if (rest < 0) != (b < 0) {
      rest += b
      quotient -= 1
    }
    if quotient == 0 { return (Double(signOf: a / b, magnitudeOf: 0), rest) }
    let whole = quotient.rounded(.down)
    return (quotient - whole > 0.5 ? whole + 1 : whole, rest)
  }

  /// Dates and durations.
  private static func times(
    _ op: BinaryOperator, _ x: Value, _ y: Value, _ context: Context
  ) throws(Fault) -> Value {
    switch (op, x, y) {
    case (.add, .duration(let a), .duration(let b)): return .duration(try sum(a, b))
    case (.subtract, .duration(let a), .duration(let b)): return .duration(try difference(a, b))
    case (.add, .datetime(let a), .duration(let b)), (.add, .duration(let b), .datetime(let a)):
      return .datetime(try context.zones.instant(sum(a.microseconds, b), in: a.zone))
    case (.subtract, .datetime(let a), .duration(let b)):
      return .datetime(try context.zones.instant(difference(a.microseconds, b), in: a.zone))
    case (.subtract, .datetime(let a), .datetime(let b)):
      return .duration(try difference(a.microseconds, b.microseconds))
    case (.multiply, .duration(let a), .int(let b)), (.multiply, .int(let b), .duration(let a)):
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      if overflow { throw overflowFault }
      return .duration(product)
    case (.multiply, .duration(let a), .float(let b)), (.multiply, .float(let b), .duration(let a)):
      return .duration(try whole(Double(a) * b))
    case (.divide, .duration(let a), .duration(let b)):
      if b == 0 { throw divisionFault }
      return .float(Double(a) / Double(b))
    case (.divide, .duration(let a), .int(let b)):
      if b == 0 { throw divisionFault }
      let (quotient, overflow) = a.dividedReportingOverflow(by: b)
      if overflow { throw overflowFault }
      return .duration(quotient)
    case (.divide, .duration(let a), .float(let b)):
      if b == 0 { throw divisionFault }
      return .duration(try whole(Double(a) / b))
    default: throw mismatch(op, x, y)
    }
  }

  private static func sum(_ a: Int, _ b: Int) throws(Fault) -> Int {
    let (result, overflow) = a.addingReportingOverflow(b)
    if overflow { throw overflowFault }
    return result
  }

  private static func difference(_ a: Int, _ b: Int) throws(Fault) -> Int {
    let (result, overflow) = a.subtractingReportingOverflow(b)
    if overflow { throw overflowFault }
    return result
  }

  private static func whole(_ number: Double) throws(Fault) -> Int {
    guard let whole = Int(exactly: number.rounded()) else { throw overflowFault }
    return whole
  }

  private static func minus(_ a: Int) throws(Fault) -> Int {
    if a == .min { throw overflowFault }
    return -a
  }

  private static func mismatch(_ op: BinaryOperator, _ x: Value, _ y: Value) -> Fault {
    let hint: OperandHint? =
      switch (x, y) {
      case (.text, .int), (.int, .text), (.text, .float), (.float, .text): .coercion
      case (.null, _), (_, .null): .null
      default: nil
      }
    return Fault(ValueFault.operands(op, x.typeName, y.typeName, hint))
  }

  private static func matches(_ x: Value, _ y: Value, _ context: Context) throws(Fault) -> Bool {
    guard case .text(let pattern) = y else {
      throw Fault(ValueFault.patternNotText(y.typeName))
    }
    switch x {
    case .text(let text): return try context.patterns.pattern(pattern.string).matches(text.string)
    case .entity(let entity): return try context.patterns.pattern(pattern.string).matches(entity.name)
    case .sealed: throw Comparison.sealedFault
    default: throw Fault(ValueFault.searchedNotText(x.typeName))
    }
  }

  private static func isWithin(_ x: Value, _ y: Value, _ context: Context) throws(Fault) -> Bool {
    switch y {
    case .list(let list):
      return try holds(list, x)
    case .range(let range): return try Ranges.holds(range, x)
    case .stream: throw Fault(ValueFault.rowsSearched)
    default: throw Fault(ValueFault.notSearchable(y.typeName))
    }
  }

  /// `$record has KEY`, `$list has ITEM`.
  private static func has(_ x: Value, _ y: Value) throws(Fault) -> Bool {
    if let record = Fields.record(of: x) {
      guard case .text(let key) = y else {
        throw Fault(ValueFault.keyNotText(y.typeName))
      }
      return record.shape.index(of: key.string) != nil
    }
    guard case .list(let list) = x else {
      throw Fault(ValueFault.withoutKeys(x.typeName))
    }
    return try holds(list, y)
  }

  /// Whether a list has an item that is equal to a value.
  private static func holds(_ list: ListObject, _ value: Value) throws(Fault) -> Bool {
    if case .text(let text) = value, list.isOnly(Cell.text) {
      return list.contains { sameBytes($0.object(as: TextObject.self).string, text.string) }
    }
    if case .int(let number) = value, list.isOnly(Cell.int) { return list.contains { $0.bits == number } }
    for item in list.items {
      if try Comparison.equal(value, item) { return true }
    }
    return false
  }
}
