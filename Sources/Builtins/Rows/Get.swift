internal import Interpreter
internal import Syntax

/// Takes one column, field or item.
enum Get: Command {
  static var name: String { "get" }
  static let signature = Signature(
    "Returns a field of every row as a list, a field of a record, or an item of a list by number.",
    category: .rows,
    positional: [
      Parameter(
        "column", .any,
        "the field, or a path: `a.b`; a number is the index of an item, `-1` the last")
    ],
    flags: [Flag("or", .any, "the result if the field or item is missing")],
    input: .required(.any), output: .any,
    examples: [
      Example("[{n: 1} {n: 2}] | get n", gives: "[1 2]"), Example("{n: 1} | get n", gives: "1"),
      Example("[{a: {b: 1}} {a: {b: 2}}] | get a.b", gives: "[1 2]"),
      Example("[a b c] | get 1", gives: "\"b\""), Example("[{n: 1} {}] | get n --or 0", gives: "[1 0]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    let known = arguments.positional.first ?? nil
    if case .int? = known { return RowTypes.item(input) }
    let type = known?.string.map(FieldPath.init)?.type(in: input.columns) ?? .any
    switch input {
    case .rows, .list, .range: return .list(type)
    default: return type
    }
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    if arguments.flags["or"] != nil { return [] }
    // `0.name` is the field of an item.
    return arguments.positional.prefix(1).compactMap { $0?.string }.filter {
      let path = FieldPath($0)
      return !path.isPath || Int(path.keys[0]) == nil
    }
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let wanted = try call.required("column")
    guard let input = call.input else { throw call.fault(BuiltinFault.pipeMissing(command: "get")) }
    let fallback = call.fallback
    let context = call.context
    switch (input, wanted) {
    case (.range(let range), .int(let number)):
      return try given(try RangeSpan(range).item(at: number), number, fallback, call)
    case (.stream, .int(let number)):
      return try given(try item(try RowInput(call), number), number, fallback, call)
    case (.list(let list), .int(let number)):
      let position = number < 0 ? list.items.count + number : number
      let item = list.items.indices.contains(position) ? list.items[position] : nil
      return try given(item, number, fallback, call)
    case (.text, .int):
      let value = try Fields.index(input, wanted, optional: fallback != nil, context)
      return value.isNull ? fallback ?? .null : value
    case (.list, _), (.stream, _), (.range, _):
      let path = FieldPath(try call.columnName(wanted))
      if let index = Int(path.keys[0]), path.isPath {
        let rest = FieldPath(path.keys.dropFirst().map(FieldPath.quoted).joined(separator: "."))
        guard let found = try item(try RowInput(call), index) else {
          return try given(nil, index, fallback, call)
        }
        return try field(found, rest, fallback, context)
      }
      let input = try RowInput(call)
      if !path.isPath, fallback == nil { return .stream(try input.values(of: path.keys[0]).stream) }
      return try input.transform(columns: nil) { (row, _) throws(Fault) -> Value? in
        try field(row, path, fallback, context)
      }
    default: return try field(input, FieldPath(try call.columnName(wanted)), fallback, context)
    }
  }

  private static func field(
    _ row: Value, _ path: FieldPath, _ fallback: Value?, _ context: Context
  ) throws(Fault) -> Value {
    if let fallback, path.isPath || Fields.record(of: row) != nil, !path.isThere(in: row) { return fallback }
    return try path.value(in: row, optional: false, context)
  }

  /// The item that was found, or what stands for it.
  private static func given(
    _ item: Value?, _ number: Int, _ fallback: Value?, _ call: Call
  ) throws(Fault) -> Value {
    if let item = item ?? fallback { return item }
    throw call.fault(BuiltinFault.noItem(number))
  }

  /// The item with a number, below zero from the end; nil if there is none.
  private static func item(_ input: RowInput, _ number: Int) throws(Fault) -> Value? {
    if let span = input.span { return span.item(at: number) }
    if number < 0 {
      let ring = try Last.tail(input, number == .min ? .max : -number)
      return ring.count == number.magnitude ? ring.first : nil
    }
    var found: Value?
    try input.forEach { (row, index) throws(Fault) -> Bool in
      if index == number { found = row }
      return index < number
    }
    return found
  }
}
