internal import Base
import Glibc
package import Syntax

/// Order: numbers exactly, text by its bytes, entities by name; values that are equal stand at the same place.
extension Comparison {
  /// `< <= > >=`.
  package static func ordered(_ op: BinaryOperator, _ left: Value, _ right: Value) throws(Fault) -> Bool {
    let order = try order(left, right)
    switch op {
    case .less: return order < 0
    case .lessEqual: return order <= 0
    case .greater: return order > 0
    default: return order >= 0
    }
  }

  /// Below, at or above zero.
  ///
  /// Ordering other types, or null, is a fault.
  package static func order(_ left: Value, _ right: Value) throws(Fault) -> Int {
    switch (left, right) {
    case (.int(let a), .int(let b)): return a < b ? -1 : a > b ? 1 : 0
    case (.float(let a), .float(let b)): return order(a, b)
    case (.int(let a), .float(let b)): return order(a, b)
    case (.float(let a), .int(let b)): return -order(b, a)
    case (.duration(let a), .duration(let b)): return a < b ? -1 : a > b ? 1 : 0
    case (.datetime(let a), .datetime(let b)):
      return a.microseconds < b.microseconds ? -1 : a.microseconds > b.microseconds ? 1 : 0
    case (.text(let a), .text(let b)): return orderText(a.string, b.string)
    case (.bool(let a), .bool(let b)): return (a ? 1 : 0) - (b ? 1 : 0)
    case (.entity(let a), .entity(let b)) where sameBytes(a.kind, b.kind):
      if sameBytes(a.id, b.id) { return 0 }
      let byName = orderText(a.name, b.name)
      return byName != 0 ? byName : orderText(a.id, b.id)
    case (.entity(let a), .text(let b)): return order(a, b.string)
    case (.text(let a), .entity(let b)): return -order(b, a.string)
    case (.list(let a), .list(let b)):
      for (x, y) in zip(a.items, b.items) {
        try Work.poll()
        let part = try order(x, y)
        if part != 0 { return part }
      }
      return a.items.count - b.items.count
    case (.sealed, _), (_, .sealed): throw sealedFault
    default:
      throw noOrder(left, right)
    }
  }

  @inline(never)
  private static func noOrder(_ left: Value, _ right: Value) -> Fault {
    Fault(ValueFault.noOrder(left.typeName, right.typeName))
  }

  private static func order(_ a: Double, _ b: Double) -> Int { a < b ? -1 : a > b ? 1 : 0 }

  /// Exact: no int is rounded to a float, which beyond 2^53 would make neighbours equal.
  static func order(_ a: Int, _ b: Double) -> Int {
    // The least float above all ints, and the least int, which is a float.
    if b < -0x1p63 { return 1 }
    guard b < 0x1p63 else { return -1 }
    let whole = b.rounded(.down)
    let number = Int(whole)
    if a != number { return a < number ? -1 : 1 }
    return whole < b ? -1 : 0
  }

  /// A text that names an entity stands where it does, other ones by its name.
  private static func order(_ entity: EntityObject, _ text: String) -> Int {
    entity.isNamed(by: text) ? 0 : orderText(entity.name, text)
  }

  /// By bytes, which is by scalars.
  package static func orderText(_ a: String, _ b: String) -> Int {
    var left = a
    var right = b
    return left.withUTF8 { x in
      right.withUTF8 { y in
        let count = min(x.count, y.count)
        if count > 0, let first = x.baseAddress, let second = y.baseAddress {
          let order = memcmp(first, second, count)
          if order != 0 { return Int(order) }
        }
        return x.count - y.count
      }
    }
  }
}
