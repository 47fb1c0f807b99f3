/// A point in time and the zone in which its fields are read; comparison ignores the zone.
package struct Instant: Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  package var microseconds: Int
  /// A number of the run's `ZoneTable`; 0 is UTC.
  package var zone: UInt16

  package init(microseconds: Int, zone: UInt16 = 0) {
    self.microseconds = microseconds
    self.zone = zone
  }
}

/// A value of the language: 16 bytes, owning.
///
/// Commands see this; the running machine keeps cells instead.
///
/// Values are neither Equatable, Hashable nor CustomStringConvertible: comparing may fail (sealed text), so it is a
/// function that throws (`Comparison`), and text of a value is made by `Display`, which never opens a seal.
package enum Value {
  case null
  case bool(Bool)
  case int(Int)
  case float(Double)
  /// Microseconds.
  case duration(Int)
  case datetime(Instant)
  case text(TextObject)
  case range(RangeObject)
  case list(ListObject)
  case record(RecordObject)
  case closure(ClosureObject)
  case error(ErrorObject)
  case sealed(SealedObject)
  case entity(EntityObject)
  case stream(StreamObject)

  /// A text value.
  package static func string(_ text: String) -> Value { .text(TextObject(text)) }

  /// A list value.
  package static func list(_ items: [Value]) -> Value { .list(ListObject(items)) }

  /// A record with its entries in order; a key may stand once.
  package static func record(_ entries: [(String, Value)]) -> Value {
    .record(RecordObject(shape: Shape(entries.map(\.0)), values: entries.map(\.1)))
  }

  /// The text, where this is text.
  package var string: String? {
    if case .text(let object) = self { return object.string }
    return nil
  }

  /// How deep it is: 0 for what holds no other values.
  package var depth: Int {
    switch self {
    case .list(let object): object.depth
    case .record(let object): object.depth
    case .closure(let object): object.depth
    case .error(let object): object.depth
    default: 0
    }
  }

  /// The depth of something that holds these values.
  static func depth(above values: [Value]) -> Int {
    var deepest = 0
    for value in values { deepest = max(deepest, value.depth) }
    return 1 + deepest
  }

  /// True for null.
  package var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// The name of the type, as error messages and `describe` say it.
  package var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .duration: "duration"
    case .datetime: "datetime"
    case .text: "string"
    case .range: "range"
    case .list: "list"
    case .record: "record"
    case .closure: "closure"
    case .error: "error"
    case .sealed: "sealed"
    case .entity(let entity): entity.kind
    case .stream: "rows"
    }
  }
}
