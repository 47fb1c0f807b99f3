import Syntax

/// Changes a field of every row.
package enum Update: Command {
  package static var name: String { "update" }
  package static let signature = Signature(
    "Gives a field of every row a new value; the field must be there.", category: .rows,
    positional: [
      Parameter("column", .string, "the field to change"),
      Parameter("value", .rowValue, "its new value: a constant, `.field`, `(expression)` or a closure"),
    ],
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "A row of the vault becomes a record. A record alone is changed as one row.",
    examples: [
      Example("[{n: 1} {n: 2}] | update n (.n + 1)", gives: "[{n: 2} {n: 3}]"),
      Example("[{s: a, t: 1}] | update s read", gives: "[{s: read, t: 1}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    RowChange.output(input, arguments)
  }

  package static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }
  }

  package static func run(_ call: Call) throws(Fault) -> Value {
    try RowChange.run(call) { (record, name) throws(Fault) in
      if record.shape.index(of: name) != nil { return }
      let near = Suggestion.nearest(name, among: record.shape.keys)
      throw Fault(
        "E0322", "there is no field `\(name)` to update",
        help: near.map { "did you mean `\($0)`?" } ?? "`insert` adds a field")
    }
  }
}

/// Adds a field to every row.
package enum Insert: Command {
  package static var name: String { "insert" }
  package static let signature = Signature(
    "Adds a field to every row; it must not be there yet.", category: .rows,
    positional: [
      Parameter("column", .string, "the new field"),
      Parameter("value", .rowValue, "its value: a constant, `.field`, `(expression)` or a closure"),
    ],
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "A row of the vault becomes a record. A record alone is changed as one row.",
    examples: [
      Example("[{n: 1} {n: 2}] | insert twice (.n * 2)", gives: "[{n: 1, twice: 2} {n: 2, twice: 4}]"),
      Example("[{name: ci}] | insert level read", gives: "[{name: ci, level: read}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    RowChange.output(input, arguments)
  }

  package static func run(_ call: Call) throws(Fault) -> Value {
    try RowChange.run(call) { (record, name) throws(Fault) in
      if record.shape.index(of: name) == nil { return }
      throw Fault("E0335", "the field `\(name)` is there already", help: "`update` changes a field")
    }
  }
}

/// What `update` and `insert` share.
private enum RowChange {
  static func output(_ input: Type, _ arguments: KnownArguments) -> Type {
    let name = arguments.positional.first.flatMap { $0?.string }
    let type = arguments.rowTypes.last ?? .any
    let columns = RowTypes.changing(input.columns, name, to: type)
    return RowTypes.records(input, columns)
  }

  static func run(
    _ call: Call, _ check: @escaping (RecordObject, String) throws(Fault) -> Void
  ) throws(Fault) -> Value {
    guard let name = try call.text("column"), let argument = call.argument("value") else {
      throw call.fault("E0210", "`\(call.name)` needs a field and a value")
    }
    let value = RowFunction(argument, call.context)
    var shapes: (old: Shape, new: Shape)?
    func changed(_ row: Value, _ number: Int) throws(Fault) -> Value {
      guard let record = Fields.record(of: row) else {
        throw Fault("E0336", "`\(call.name)` changes records, not a \(row.typeName)")
      }
      let new = try value.value(row, number)
      if let known = shapes, known.old === record.shape { return .record(with(record, name, new, known.new)) }
      try check(record, name)
      let result = record.setting(name, to: new)
      shapes = (record.shape, result.shape)
      return .record(result)
    }
    if let input = call.input, case .record = input { return try changed(input, 0) }
    let input = try RowInput(call)
    let columns = RowTypes.changing(input.columns, name, to: .any)
    return try input.transform(effect: value.effect, columns: columns, changed)
  }

  /// The record with the value under a key, where the shape of the result is known already.
  private static func with(_ record: RecordObject, _ name: String, _ value: Value, _ shape: Shape)
    -> RecordObject
  {
    var values = record.values
    if shape.keys.count > values.count {
      values.append(value)
    } else if let index = shape.index(of: name) {
      values[index] = value
    }
    return RecordObject(shape: shape, values: values)
  }
}
