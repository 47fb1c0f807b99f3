/// A point in time and the zone in which its fields are read; comparison ignores the zone.
package struct Instant: Sendable {
  /// Microseconds since 1970-01-01T00:00:00Z.
  package var microseconds: Int
  /// A number of the run's `ZoneTable`; 0 is UTC.
  package var zone: UInt16

  /// An instant shown in a zone, by default UTC.
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
  /// The value `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number of 64 bits.
  case int(Int)
  /// A number with a fraction; computing one that is not finite is an error.
  case float(Double)
  /// Microseconds.
  case duration(Int)
  /// An instant with the zone in which it is shown.
  case datetime(Instant)
  /// Text in UTF-8.
  case text(TextObject)
  /// A range of numbers, durations or dates.
  case range(RangeObject)
  /// A list of values.
  case list(ListObject)
  /// Named values in order.
  case record(RecordObject)
  /// Code with the variables that it uses.
  case closure(ClosureObject)
  /// An error that was caught.
  case error(ErrorObject)
  /// Text that is encrypted until a command opens it.
  case sealed(SealedObject)
  /// A thing of the domain, such as a machine account.
  case entity(EntityObject)
  /// Rows that are read one by one, once.
  case stream(StreamObject)

  /// A text value.
  package static func string(_ text: String) -> Value { .text(TextObject(text)) }

  /// The text value of bytes that are UTF-8, as parts of a text are.
  package static func string(valid bytes: UnsafeBufferPointer<UInt8>) -> Value {
    .text(TextObject(valid: bytes))
  }

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
