/// A column of rows, or an entry of a record, as far as it is known before running.
package struct Column: Sendable {
  /// The name of the column or key.
  package var name: String
  /// The type of its values.
  package var type: Type
  /// False for columns that tables leave out unless asked.
  package var isShown: Bool
  /// The registered type that reads its values, where they are a closed set: comparing with another word is an error.
  package var words: String?

  /// A column of a type; tables show it unless it is said otherwise.
  package init(_ name: String, _ type: Type, isShown: Bool = true, words: String? = nil) {
    self.name = name
    self.type = type
    self.isShown = isShown
    self.words = words
  }
}

/// What is known of a value before running.
package indirect enum Type: Sendable {
  /// Nothing is known.
  case any
  /// The types without parts; `number` is an int or a float.
  case null, bool, int, float, number, string, datetime, duration, range, closure, error, sealed
  /// A list of items of a type.
  case list(Type)
  /// A record; nil: keys unknown.
  case record([Column]?)
  /// A stream or list of records; nil: columns unknown.
  case rows([Column]?)
  /// An entity of a kind (`account`); its row's columns where it is a whole row.
  case entity(String, [Column]?)
  /// A type that a family of commands registers with a reader: `account`, `event-code`, `path`.
  case named(String)
  /// Row arguments: an expression over the current row that gives a bool, or any value.
  case condition, rowValue
  /// The type or null.
  case optional(Type)
  /// One of several types.
  case oneOf([Type])

  /// The name as help and errors write it.
  package var name: String {
    switch self {
    case .any: "any"
    case .null: "null"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .number: "number"
    case .string: "string"
    case .datetime: "datetime"
    case .duration: "duration"
    case .range: "range"
    case .closure: "closure"
    case .error: "error"
    case .sealed: "sealed"
    case .list(.any): "list"
    case .list(let item): "list<\(item.name)>"
    case .record: "record"
    case .rows: "rows"
    case .entity(let kind, _): kind
    case .named(let name): name
    case .condition: "condition"
    case .rowValue: "row value"
    case .optional(let type): "\(type.name)?"
    case .oneOf(let types): types.map(\.name).joined(separator: "|")
    }
  }

  /// True iff both have one name.
  func hasName(of other: Type) -> Bool {
    if let own = fixedName, let its = other.fixedName { return own == its }
    return name == other.name
  }

  /// The number of a name that is the same whatever the type holds; those that anything may be are 0, 15 and 16.
  var fixedName: UInt8? {
    switch self {
    case .any: 0
    case .null: 1
    case .bool: 2
    case .int: 3
    case .float: 4
    case .number: 5
    case .string: 6
    case .datetime: 7
    case .duration: 8
    case .range: 9
    case .closure: 10
    case .error: 11
    case .sealed: 12
    case .record: 13
    case .rows: 14
    case .condition: 15
    case .rowValue: 16
    case .list, .entity, .named, .optional, .oneOf: nil
    }
  }

  /// The columns, where this has known ones.
  package var columns: [Column]? {
    switch self {
    case .record(let columns), .rows(let columns), .entity(_, let columns): columns
    case .list(let item): item.columns
    case .optional(let type): type.columns
    default: nil
    }
  }
}
