internal import Base
internal import Syntax

/// The way to a field inside others, as commands take it: `a`, `a.b`, `hosts.0.name`, `a."b.c"`.
///
/// A field whose name is the whole text comes first, so what `select a.b` made is found again.
package struct FieldPath: Sendable {
  /// The whole as one name.
  package let text: String
  /// The names along the path: one if the text is a single name.
  package let keys: [String]

  /// Reads a path; a text with nothing between two dots is one name, and so is a part in double quotes.
  package init(_ given: String) {
    let bytes = given.utf8
    text = bytes.first == UInt8(ascii: ".") && bytes.count > 1 ? String(given.dropFirst()) : given
    guard text.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "\"") }) else {
      keys = [text]
      return
    }
    keys = FieldPath.split(text) ?? [text]
  }

  private static func split(_ text: String) -> [String]? {
    var parts: [String] = []
    var part: [UInt8] = []
    var isQuoted = false
    var wasQuoted = false
    for byte in text.utf8 {
      if byte == UInt8(ascii: "\""), isQuoted || part.isEmpty {
        isQuoted.toggle()
        wasQuoted = true
      } else if byte == UInt8(ascii: "."), !isQuoted {
        if part.isEmpty, !wasQuoted { return nil }
        parts.append(String(decoding: part, as: UTF8.self))
        part = []
        wasQuoted = false
      } else {
        part.append(byte)
      }
    }
    if isQuoted || part.isEmpty && !wasQuoted { return nil }
    return parts + [String(decoding: part, as: UTF8.self)]
  }

  /// A name as a part of a path.
  package static func quoted(_ name: String) -> String {
    let isPlain = !name.isEmpty && !name.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "\"") }
    return isPlain || name.utf8.contains(UInt8(ascii: "\"")) ? name : "\"\(name)\""
  }

  /// Whether the text leads into a field of a field.
  package var isPath: Bool { keys.count > 1 }

  /// The first of the columns that this is taken from.
  package func column(among columns: [Column]?) -> String {
    isPath && columns?.contains { sameBytes($0.name, text) } == true ? text : keys[0]
  }

  /// What is known of the type of the field.
  package func type(in columns: [Column]?) -> Type {
    func find(_ name: String, _ columns: [Column]?) -> Type? {
      columns?.first { sameBytes($0.name, name) }?.type
    }
    if let whole = find(text, columns) { return whole }
    var known = columns
    for key in keys.dropLast() { known = find(key, known)?.columns }
    return keys.last.flatMap { find($0, known) } ?? .any
  }

  /// The value of the field; a missing one is a fault unless optional, then null.
  package func value(in row: Value, optional: Bool, _ context: Context) throws(Fault) -> Value {
    if !isPath { return try Fields.field(row, keys[0], optional: optional, context) }
    if let whole = Fields.record(of: row)?[text] { return whole }
    var value = row
    for key in keys { value = try Fields.field(value, key, optional: optional, context) }
    return value
  }

  /// True iff the field is there.
  package func isThere(in row: Value) -> Bool {
    if Fields.record(of: row)?[text] != nil { return true }
    var value = row
    for key in keys {
      if case .list(let list) = value, let index = Int(key), list.items.indices.contains(index) {
        value = list.items[index]
      } else if let inner = Fields.record(of: value)?[key] {
        value = inner
      } else {
        return false
      }
    }
    return true
  }

  // MARK: changing

  /// What may be found where a value is put.
  package enum Change: Sendable {
    /// A field that is there is changed.
    case update
    /// A field that is not there is added, with the records on the way to it.
    case insert
    /// Either.
    case upsert

    func check(_ name: String, _ record: RecordObject) throws(Fault) {
      switch (self, record.shape.index(of: name)) {
      case (.update, nil):
        throw Fault(ValueFault.missingToUpdate(name, keys: record.shape.keys))
      case (.insert, .some): throw Fault(ValueFault.fieldPresent(name))
      default: break
      }
    }
  }

  /// A row with the field changed or added.
  package func setting(_ row: Value, to new: Value, _ change: Change, _ command: String) throws(Fault)
    -> Value
  {
    if isPath, let record = Fields.record(of: row), record[text] != nil {
      try change.check(text, record)
      return .record(record.setting(text, to: new))
    }
    // What is made so could not be read again: values nest no deeper.
    if keys.count > FieldPath.limit { throw FieldPath.tooDeep }
    return try set(row, keys[...], new, change, command)
  }

  /// How many parts a path that changes something may have.
  private static let limit = 200

  private static var tooDeep: Fault {
    Fault(ValueFault.tooDeep(limit: limit))
  }

  private func set(
    _ value: Value, _ keys: ArraySlice<String>, _ new: Value, _ change: Change, _ command: String
  ) throws(Fault) -> Value {
    guard let key = keys.first else { return new }
    let rest = keys.dropFirst()
    if case .list(let list) = value, let index = Int(key) {
      return try set(list, index, rest, new, change, command)
    }
    guard let record = Fields.record(of: value) else {
      throw Fault(ValueFault.notARecord(command: command, type: value.typeName))
    }
    if rest.isEmpty {
      try change.check(key, record)
      return .record(record.setting(key, to: new))
    }
    var inner = record[key] ?? .null
    if case .update = change {
      try change.check(key, record)
    } else if inner.isNull {
      inner = .record([])
    }
    return .record(record.setting(key, to: try set(inner, rest, new, change, command)))
  }

  private func set(
    _ list: ListObject, _ index: Int, _ rest: ArraySlice<String>, _ new: Value, _ change: Change,
    _ command: String
  ) throws(Fault) -> Value {
    guard list.items.indices.contains(index) else {
      throw Fault(ValueFault.noItemToChange(index, count: list.items.count))
    }
    if rest.isEmpty, case .insert = change {
      throw Fault(ValueFault.itemPresent(index))
    }
    var items = Array(list.items)
    items[index] = try set(items[index], rest, new, change, command)
    return .list(items)
  }

  /// A record without the field, which must be there.
  package func removing(from record: RecordObject) throws(Fault) -> RecordObject {
    if !isPath || record[text] != nil { return try FieldPath.without(isPath ? text : keys[0], record) }
    if keys.count > FieldPath.limit { throw FieldPath.tooDeep }
    return try remove(record, keys[...])
  }

  private func remove(_ record: RecordObject, _ keys: ArraySlice<String>) throws(Fault) -> RecordObject {
    guard let key = keys.first else { return record }
    if keys.count == 1 { return try FieldPath.without(key, record) }
    guard let inner = record[key] else { throw FieldPath.missing(key, record.shape) }
    guard let nested = Fields.record(of: inner) else {
      throw Fault(ValueFault.rejectedFrom(type: inner.typeName))
    }
    return record.setting(key, to: .record(try remove(nested, keys.dropFirst())))
  }

  private static func without(_ name: String, _ record: RecordObject) throws(Fault) -> RecordObject {
    guard let index = record.shape.index(of: name) else { throw missing(name, record.shape) }
    var names = record.shape.keys
    var values = Array(record.values)
    names.remove(at: index)
    values.remove(at: index)
    return RecordObject(shape: Shape(names), values: values)
  }

  /// The fault of a name that records lack.
  package static func missing(_ name: String, _ shape: Shape) -> Fault {
    Fault(ValueFault.missingOfRows(name, keys: shape.keys))
  }
}
