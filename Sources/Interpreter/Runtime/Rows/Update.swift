import Syntax

/// Changes a field of every row.
package enum Update: Command {
  package static var name: String { "update" }
  package static var intrinsic: Intrinsic? { .update }
  package static let signature = Signature(
    "Updates a field of every row. The field must exist.", category: .rows,
    positional: [
      Parameter("column", .string, "the field, or a path: `a.b`"),
      Parameter("value", .rowValue, "its new value: a constant, `.field`, `(expression)` or a closure"),
    ],
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "A row of the vault becomes a record. Works on one record, too.",
    examples: [
      Example("[{n: 1} {n: 2}] | update n (.n + 1)", gives: "[{n: 2} {n: 3}]"),
      Example("[{s: a, t: 1}] | update s read", gives: "[{s: read, t: 1}]"),
      Example("[{a: {b: 1, c: 2}}] | update a.b (.a.c * 5)", gives: "[{a: {b: 10, c: 2}}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    RowChange.output(input, arguments)
  }

  package static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }
  }

  package static func run(_ call: Call) throws(Fault) -> Value { try RowChange.run(call, .update) }
}

/// Adds a field to every row.
package enum Insert: Command {
  package static var name: String { "insert" }
  package static var intrinsic: Intrinsic? { .insert }
  package static let signature = Signature(
    "Adds a field to every row. The field must not exist.", category: .rows,
    positional: [
      Parameter(
        "column", .string,
        "the new field, or a path: `a.b` adds the record `a` where it is missing"),
      Parameter("value", .rowValue, "its value: a constant, `.field`, `(expression)` or a closure"),
    ],
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "A row of the vault becomes a record. Works on one record, too.",
    examples: [
      Example("[{n: 1} {n: 2}] | insert twice (.n * 2)", gives: "[{n: 1, twice: 2} {n: 2, twice: 4}]"),
      Example("[{name: ci}] | insert level read", gives: "[{name: ci, level: read}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    RowChange.output(input, arguments)
  }

  package static func run(_ call: Call) throws(Fault) -> Value { try RowChange.run(call, .insert) }
}

/// Changes a field of every row, or adds it.
package enum Upsert: Command {
  package static var name: String { "upsert" }
  package static var intrinsic: Intrinsic? { .upsert }
  package static let signature = Signature(
    "Updates a field of every row, or adds it where it is missing.", category: .rows,
    positional: [
      Parameter("column", .string, "the field, or a path: `a.b`"),
      Parameter("value", .rowValue, "its value: a constant, `.field`, `(expression)` or a closure"),
    ],
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "A row of the vault becomes a record. Works on one record, too.",
    examples: [
      Example(
        "[{n: 1} {n: 2, twice: 0}] | upsert twice (.n * 2)", gives: "[{n: 1, twice: 2} {n: 2, twice: 4}]"),
      Example("{name: ci} | upsert owner.team web", gives: "{name: ci, owner: {team: web}}"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    RowChange.output(input, arguments)
  }

  package static func run(_ call: Call) throws(Fault) -> Value { try RowChange.run(call, .upsert) }
}

/// What `update`, `insert` and `upsert` share.
private enum RowChange {
  static func output(_ input: Type, _ arguments: KnownArguments) -> Type {
    let path = arguments.positional.first.flatMap { $0?.string }.map(FieldPath.init)
    return RowTypes.records(input, columns(input.columns, path, arguments.rowTypes.last ?? .any))
  }

  /// The columns of what is made; of one that is changed inside only the name is known.
  private static func columns(_ old: [Column]?, _ path: FieldPath?, _ type: Type) -> [Column]? {
    guard let path else { return nil }
    let name = path.column(among: old)
    return RowTypes.changing(old, name, to: path.isPath && name != path.text ? .any : type)
  }

  static func run(_ call: Call, _ change: FieldPath.Change) throws(Fault) -> Value {
    let name = try call.requiredText("column")
    let argument = try call.required("value")
    let path = FieldPath(name)
    let value = RowFunction(argument, call.context)
    func changed(_ row: Value, _ number: Int) throws(Fault) -> Value {
      if path.isPath {
        return try path.setting(row, to: try value.value(row, number), change, call.name)
      }
      guard let record = Fields.record(of: row) else {
        throw Fault(ValueFault.notARecord(command: call.name, type: row.typeName))
      }
      let new = try value.value(row, number)
      try change.check(path.keys[0], record)
      return .record(record.setting(path.keys[0], to: new))
    }
    if let input = call.input, case .record = input { return try changed(input, 0) }
    let input = try RowInput(call)
    return try input.transform(effect: value.effect, columns: columns(input.columns, path, .any), changed)
  }
}
