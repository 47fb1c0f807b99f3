internal import Interpreter

/// Replaces null by a default.
enum Default: Command {
  static var name: String { "default" }
  static let signature = Signature(
    "Sets a field of every row where it is null or missing.", category: .rows,
    positional: [
      Parameter("column", .string, "the field", offers: .columns),
      Parameter("value", .any, "the value instead of null"),
    ],
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .rows(nil),
    details: "Works on one record, too. For a single value use `$x ?? VALUE`.",
    examples: [
      Example("[{n: 1} {n: null} {}] | default n 0", gives: "[{n: 1} {n: 0} {n: 0}]"),
      Example("{a: null} | default a x", gives: "{a: x}"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    let columns = columns(input.columns, arguments.positional.first?.flatMap { $0.string }.map(plainName))
    return RowTypes.records(input, columns)
  }

  private static func columns(_ old: [Column]?, _ name: String?) -> [Column]? {
    guard let name, let type = old?.first(where: { Comparison.orderText($0.name, name) == 0 })?.type else {
      return RowTypes.changing(old, name, to: .any)
    }
    if case .optional(let inner) = type { return RowTypes.changing(old, name, to: inner) }
    return old
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let name = plainName(try call.requiredText("column"))
    let value = try call.required("value")
    return try RowInput.records(call, columns: { columns($0, name) }) {
      (record) throws(Fault) -> RecordObject in
      if let old = record[name], !old.isNull { return record }
      return record.setting(name, to: value)
    }
  }
}

/// Leaves null out.
enum Compact: Command {
  static var name: String { "compact" }
  static let signature = Signature(
    "Drops null items, or rows where a field is null or missing.",
    category: .rows,
    rest: Parameter("column", .string, "a field that must not be null", offers: .columns),
    flags: [Flag("empty", nil, "also drops empty text, lists and records")],
    input: .required(RowTypes.items), output: .rows(nil),
    examples: [
      Example("[1 null 2] | compact", gives: "[1 2]"),
      Example("[{n: 1} {n: null} {}] | compact n", gives: "[{n: 1}]"),
      Example("[a \"\" []] | compact --empty", gives: "[a]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let names = try call.columnNames()
    let alsoEmpty = call.has("empty")
    let input = try RowInput(call)
    return try input.transform(columns: input.columns) { (row, _) throws(Fault) -> Value? in
      if names.isEmpty { return isNothing(row, alsoEmpty) ? nil : row }
      let record = try record(of: row, call)
      return names.contains { isNothing(record[$0] ?? .null, alsoEmpty) } ? nil : row
    }
  }

  private static func isNothing(_ value: Value, _ alsoEmpty: Bool) -> Bool {
    switch value {
    case .null: true
    case .text(let text): alsoEmpty && text.string.isEmpty
    case .list(let list): alsoEmpty && list.items.isEmpty
    case .record(let record): alsoEmpty && record.values.isEmpty
    default: false
    }
  }
}
