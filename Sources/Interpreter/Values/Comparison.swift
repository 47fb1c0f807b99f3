import Glibc
package import Syntax

/// Equality and order of values.
///
/// They may fail: sealed text has neither.
package enum Comparison {
  static var sealedFault: Fault {
    Fault(
      "E0310", "sealed text cannot be compared", help: "`reveal` opens it, and leaves an event behind")
  }

  /// True iff two values are equal: `1 == 1.0`, other types never; an entity and text by name, id or `kind:name`.
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
    case (.int(let a), .float(let b)): return Double(a) == b
    case (.float(let a), .int(let b)): return a == Double(b)
    case (.duration(let a), .duration(let b)): return a == b
    case (.datetime(let a), .datetime(let b)): return a.microseconds == b.microseconds
    case (.text(let a), .text(let b)): return sameBytes(a.string, b.string)
    case (.entity(let a), .entity(let b)): return a.kind == b.kind && sameBytes(a.id, b.id)
    case (.entity(let a), .text(let b)): return refers(b.string, to: a)
    case (.text(let a), .entity(let b)): return refers(a.string, to: b)
    case (.list(let a), .list(let b)): return try equalLists(a, b, depth)
    case (.record(let a), .record(let b)): return try equalRecords(a, b, depth)
    case (.range(let a), .range(let b)):
      guard a.isInclusive == b.isInclusive, try equal(a.low, b.low, depth: depth + 1) else { return false }
      return try equal(a.high, b.high, depth: depth + 1)
    case (.closure(let a), .closure(let b)): return a === b
    case (.stream, _), (_, .stream):
      throw Fault(
        "E0311", "rows that are still to be read cannot be compared", help: "bind them to a name first")
    default: return false
    }
  }

  private static var tooDeep: Fault { Fault("E0312", "values are more than 200 deep inside each other") }

  private static func equalLists(_ a: ListObject, _ b: ListObject, _ depth: Int) throws(Fault) -> Bool {
    guard a.items.count == b.items.count else { return false }
    for index in a.items.indices {
      if try !equal(a.items[index], b.items[index], depth: depth + 1) { return false }
    }
    return true
  }

  /// Records are equal iff they have the same keys with equal values, in any order.
  private static func equalRecords(_ a: RecordObject, _ b: RecordObject, _ depth: Int) throws(Fault) -> Bool {
    guard a.values.count == b.values.count else { return false }
    for (key, value) in zip(a.shape.keys, a.values) {
      guard let other = b[key] else { return false }
      if try !equal(value, other, depth: depth + 1) { return false }
    }
    return true
  }

  /// Whether a text names an entity: by id, name or `kind:name`.
  static func refers(_ text: String, to entity: EntityObject) -> Bool {
    if sameBytes(text, entity.name) || sameBytes(text, entity.id) { return true }
    return sameBytes(text, "\(entity.kind):\(entity.name)") || sameBytes(text, "\(entity.kind):\(entity.id)")
  }

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
    case (.int(let a), .float(let b)): return order(Double(a), b)
    case (.float(let a), .int(let b)): return order(a, Double(b))
    case (.duration(let a), .duration(let b)): return a < b ? -1 : a > b ? 1 : 0
    case (.datetime(let a), .datetime(let b)):
      return a.microseconds < b.microseconds ? -1 : a.microseconds > b.microseconds ? 1 : 0
    case (.text(let a), .text(let b)): return orderText(a.string, b.string)
    case (.bool(let a), .bool(let b)): return (a ? 1 : 0) - (b ? 1 : 0)
    case (.entity(let a), .entity(let b)) where a.kind == b.kind:
      let byName = orderText(a.name, b.name)
      return byName != 0 ? byName : orderText(a.id, b.id)
    case (.entity(let a), .text(let b)): return orderText(a.name, b.string)
    case (.text(let a), .entity(let b)): return orderText(a.string, b.name)
    case (.list(let a), .list(let b)):
      for (x, y) in zip(a.items, b.items) {
        let part = try order(x, y)
        if part != 0 { return part }
      }
      return a.items.count - b.items.count
    case (.sealed, _), (_, .sealed): throw sealedFault
    default:
      throw Fault(
        "E0313", "\(left.typeName.withArticle) and \(right.typeName.withArticle) have no order",
        help: left.isNull || right.isNull
          ? "`.x? ?? VALUE` says what stands for null; `sort-by` puts null last" : nil)
    }
  }

  private static func order(_ a: Double, _ b: Double) -> Int { a < b ? -1 : a > b ? 1 : 0 }

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

/// A value as a key of a hash table: equal keys are equal values.
///
/// Made by `init(_:)`, which fails for what cannot be one.
package struct HashKey: Hashable {
  private let bytes: [UInt8]

  /// The key of a value; sealed text, closures and streams have none.
  package init(_ value: Value) throws(Fault) {
    var bytes: [UInt8] = []
    try HashKey.write(value, into: &bytes)
    self.bytes = bytes
  }

  // What the bytes of some values begin with.
  static let null: UInt8 = 0
  static let no: UInt8 = 1
  static let yes: UInt8 = 2
  static let int: UInt8 = 3
  static let text: UInt8 = 7
  static let entity: UInt8 = 8

  /// Appends the bytes of a value's key.
  static func write(_ value: Value, into bytes: inout [UInt8]) throws(Fault) { try write(value, &bytes, 0) }

  package static func == (left: HashKey, right: HashKey) -> Bool {
    left.bytes.withUnsafeBytes { one in
      right.bytes.withUnsafeBytes { other in
        guard one.count == other.count, let first = one.baseAddress, let second = other.baseAddress else {
          return one.count == other.count
        }
        return memcmp(first, second, one.count) == 0
      }
    }
  }

  package func hash(into hasher: inout Hasher) {
    bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  private static func write(_ value: Value, _ out: inout [UInt8], _ depth: Int) throws(Fault) {
    if depth > 200 { throw Fault("E0312", "values are more than 200 deep inside each other") }
    switch value {
    case .null: out.append(null)
    case .bool(let value): out.append(value ? yes : no)
    case .int(let value): number(int, value, &out)
    case .float(let value):
      if let whole = Int(exactly: value) {
        number(3, whole, &out)
      } else {
        number(4, Int(bitPattern: UInt(value.bitPattern)), &out)
      }
    case .duration(let value): number(5, value, &out)
    case .datetime(let value): number(6, value.microseconds, &out)
    case .text(let object): text(text, object.string, &out)
    case .entity(let entity):
      text(self.entity, entity.kind, &out)
      text(self.entity, entity.id, &out)
    case .list(let list):
      number(9, list.items.count, &out)
      for item in list.items { try write(item, &out, depth + 1) }
    case .record(let record):
      number(10, record.values.count, &out)
      for key in record.shape.keys.sorted(by: { Comparison.orderText($0, $1) < 0 }) {
        text(7, key, &out)
        try write(record[key] ?? .null, &out, depth + 1)
      }
    case .range(let range):
      out.append(range.isInclusive ? 12 : 11)
      try write(range.low, &out, depth + 1)
      try write(range.high, &out, depth + 1)
    case .sealed: throw Comparison.sealedFault
    case .closure, .error, .stream:
      throw Fault("E0314", "\(value.typeName.withArticle) cannot be compared as a key")
    }
  }

  private static func number(_ tag: UInt8, _ value: Int, _ out: inout [UInt8]) {
    out.append(tag)
    withUnsafeBytes(of: value) { out.append(contentsOf: $0) }
  }

  private static func text(_ tag: UInt8, _ value: String, _ out: inout [UInt8]) {
    number(tag, value.utf8.count, &out)
    out.append(contentsOf: value.utf8)
  }
}
