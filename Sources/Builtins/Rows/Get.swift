internal import Interpreter
internal import Syntax

/// Takes one column, field or item.
enum Get: Command {
  static var name: String { "get" }
  static let signature = Signature(
    "Takes one field of every row as a list; of a record its field, of a list by number its item.",
    category: .rows,
    positional: [
      Parameter("column", .any, "the field; a number takes that item of a list, `-1` the last one")
    ],
    flags: [Flag("or", .any, "what to give where the field or item is missing")],
    input: .required(.any), output: .any,
    examples: [
      Example("[{n: 1} {n: 2}] | get n", gives: "[1 2]"), Example("{n: 1} | get n", gives: "1"),
      Example("[a b c] | get 1", gives: "\"b\""), Example("[{n: 1} {}] | get n --or 0", gives: "[1 0]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    let known = arguments.positional.first ?? nil
    if case .int? = known { return RowTypes.item(input) }
    let name = known?.string.map(plainName)
    let column = input.columns?.first { column in name.map { sameBytes($0, column.name) } ?? false }
    switch input {
    case .rows, .list, .range: return .list(column?.type ?? .any)
    default: return column?.type ?? .any
    }
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    if arguments.flags["or"] != nil { return [] }
    return arguments.positional.prefix(1).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    guard let wanted = call.argument("column"), let input = call.input else {
      throw call.fault("E0210", "`get` needs a field to take")
    }
    let fallback = call.fallback
    let context = call.context
    switch (input, wanted) {
    case (.stream, .int(let number)), (.range, .int(let number)):
      return try item(try RowInput(call), number, fallback, call)
    case (.list, .int), (.text, .int):
      let value = try Fields.index(input, wanted, optional: fallback != nil, context)
      return value.isNull ? fallback ?? .null : value
    case (.list, _), (.stream, _), (.range, _):
      let name = try call.columnName(wanted)
      var input = try RowInput(call)
      if fallback == nil, let values = try input.absorbing(.column(name)) { return values }
      input = try input.reading(only: fallback == nil ? [name] : nil)
      input.stream.needOnly([name])
      return try input.transform(columns: nil) { (row, _) throws(Fault) -> Value? in
        try field(row, name, fallback, context)
      }
    default: return try field(input, try call.columnName(wanted), fallback, context)
    }
  }

  private static func field(
    _ row: Value, _ name: String, _ fallback: Value?, _ context: Context
  ) throws(Fault) -> Value {
    if let fallback, let record = Fields.record(of: row), record.shape.index(of: name) == nil {
      return fallback
    }
    return try Fields.field(row, name, optional: false, context)
  }

  private static func item(
    _ input: RowInput, _ number: Int, _ fallback: Value?, _ call: Call
  ) throws(Fault) -> Value {
    if number < 0 {
      return try Fields.index(.list(try input.items()), .int(number), optional: fallback != nil, call.context)
    }
    var found: Value?
    try input.forEach { (row, index) throws(Fault) -> Bool in
      if index == number { found = row }
      return index < number
    }
    guard let value = found ?? fallback else {
      throw call.fault("E0324", "there is no item \(number)", help: "`--or V` says what to give then")
    }
    return value
  }
}
