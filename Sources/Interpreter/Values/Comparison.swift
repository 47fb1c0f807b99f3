internal import Base
import Syntax

/// Equality and order of values: the only ones of the language.
///
/// `EqualityTable` finds equal values among many by the same rule. Both may fail: sealed text has neither.
package enum Comparison {
  static var sealedFault: Fault {
    @inline(never) get { Fault(ValueFault.sealedCompared) }
  }

  /// True iff two values are equal: `1 == 1.0`, other types never; an entity equals texts and records that name it.
  package static func equal(_ left: Value, _ right: Value) throws(Fault) -> Bool {
    try equal(left, right, depth: 0)
  }

  private static func equal(_ left: Value, _ right: Value, depth: Int) throws(Fault) -> Bool {
    if depth > 200 { throw tooDeep }
    switch (left, right) {
    case (.sealed, _), (_, .sealed): throw sealedFault
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.int(let a), .int(let b)): return a == b
    case (.float(let a), .float(let b)): return a == b
    case (.int(let a), .float(let b)): return order(a, b) == 0
    case (.float(let a), .int(let b)): return order(b, a) == 0
    case (.duration(let a), .duration(let b)): return a == b
    case (.datetime(let a), .datetime(let b)): return a.microseconds == b.microseconds
    case (.text(let a), .text(let b)): return sameBytes(a.string, b.string)
    case (.entity(let a), .entity(let b)): return sameBytes(a.kind, b.kind) && sameBytes(a.id, b.id)
    case (.entity(let entity), .text(let text)), (.text(let text), .entity(let entity)):
      return entity.isNamed(by: text.string)
    case (.entity(let entity), .record(let record)), (.record(let record), .entity(let entity)):
      return NamingRecord(record)?.names(entity) ?? false
    case (.list(let a), .list(let b)): return try equalLists(a, b, depth)
    case (.record(let a), .record(let b)): return try equalRecords(a, b, depth)
    case (.range(let a), .range(let b)):
      guard a.isInclusive == b.isInclusive, try equal(a.low, b.low, depth: depth + 1) else { return false }
      return try equal(a.high, b.high, depth: depth + 1)
    case (.closure(let a), .closure(let b)): return a === b
    case (.error(let a), .error(let b)):
      if a === b { return true }
      return try equalRecords(a.fault.record, b.fault.record, depth + 1)
    case (.stream, _), (_, .stream):
      throw Fault(ValueFault.rowsCompared)
    default: return false
    }
  }

  private static var tooDeep: Fault {
    @inline(never) get { Fault(ValueFault.tooDeep(limit: 200)) }
  }

  private static func equalLists(_ a: ListObject, _ b: ListObject, _ depth: Int) throws(Fault) -> Bool {
    guard a.items.count == b.items.count else { return false }
    for index in a.items.indices {
      try Work.poll()
      if try !equal(a.items[index], b.items[index], depth: depth + 1) { return false }
    }
    return true
  }

  /// What names an entity is one thing, of whose parts none names another.
  private static func isNaming(_ record: RecordObject) -> Bool {
    record.values.count <= 3 && NamingRecord(record) != nil
  }

  /// Records are equal iff they have the same keys with equal values, in any order.
  private static func equalRecords(_ a: RecordObject, _ b: RecordObject, _ depth: Int) throws(Fault) -> Bool {
    guard a.values.count == b.values.count, isNaming(a) == isNaming(b) else { return false }
    try Work.poll(a.values.count)
    if a.shape === b.shape {
      for index in a.values.indices {
        if try !equal(a.values[index], b.values[index], depth: depth + 1) { return false }
      }
      return true
    }
    for (key, value) in zip(a.shape.keys, a.values) {
      guard let other = b[key] else { return false }
      if try !equal(value, other, depth: depth + 1) { return false }
    }
    return true
  }
}
