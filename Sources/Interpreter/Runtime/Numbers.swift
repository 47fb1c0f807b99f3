import Syntax

/// Operators on cells that hold numbers, without a value of the language for each.
enum Numbers {
  /// The result; nil for what is no number, and where there is a fault to tell.
  @inline(__always)
  static func calculate(_ op: BinaryOperator, _ x: Cell, _ y: Cell) -> Cell? {
    if x.tag == Cell.int, y.tag == Cell.int { return integers(op, x.bits, y.bits) }
    guard let (a, b) = doubles(x, y) else { return nil }
    let result: Double
    switch op {
    case .add: result = a + b
    case .subtract: result = a - b
    case .multiply: result = a * b
    case .divide where b != 0: result = a / b
    default: return compare(op, x, y).map { Cell(bool: $0) }
    }
    return result.isFinite ? Cell(float: result) : nil
  }

  /// Whether a comparison of two numbers holds; nil where it takes more than looking at them.
  @inline(__always)
  static func compare(_ op: BinaryOperator, _ x: Cell, _ y: Cell) -> Bool? {
    if x.tag == Cell.int, y.tag == Cell.int { return compare(op, x.bits, y.bits) }
    guard let (a, b) = doubles(x, y) else { return nil }
    return compare(op, a, b)
  }

  /// Both as floats, where each is one or an int that a float holds exactly.
  @inline(__always)
  private static func doubles(_ x: Cell, _ y: Cell) -> (Double, Double)? {
    if x.tag == Cell.float, y.tag == Cell.float { return (x.double, y.double) }
    if x.tag == Cell.float, y.tag == Cell.int, isExact(y.bits) { return (x.double, Double(y.bits)) }
    if x.tag == Cell.int, y.tag == Cell.float, isExact(x.bits) { return (Double(x.bits), y.double) }
    return nil
  }

  @inline(__always)
  private static func isExact(_ number: Int) -> Bool { number.magnitude <= 1 << 53 }

  @inline(__always)
  private static func integers(_ op: BinaryOperator, _ a: Int, _ b: Int) -> Cell? {
    switch op {
    case .add:
      let (sum, overflow) = a.addingReportingOverflow(b)
      return overflow ? nil : Cell(int: sum)
    case .subtract:
      let (difference, overflow) = a.subtractingReportingOverflow(b)
      return overflow ? nil : Cell(int: difference)
    case .multiply:
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      return overflow ? nil : Cell(int: product)
    case .divide:
      return b != 0 && isExact(a) && isExact(b) ? Cell(float: Double(a) / Double(b)) : nil
    case .floorDivide: return a >= 0 && b > 0 ? Cell(int: a / b) : nil
    case .modulo: return a >= 0 && b > 0 ? Cell(int: a % b) : nil
    default: return compare(op, a, b).map { Cell(bool: $0) }
    }
  }

  @inline(__always)
  private static func compare<Number: Comparable>(_ op: BinaryOperator, _ a: Number, _ b: Number) -> Bool? {
    switch op {
    case .equal: a == b
    case .notEqual: a != b
    case .less: a < b
    case .lessEqual: a <= b
    case .greater: a > b
    case .greaterEqual: a >= b
    default: nil
    }
  }
}
