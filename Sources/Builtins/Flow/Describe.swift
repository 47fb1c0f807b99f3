internal import Base
internal import Interpreter
internal import Syntax

/// Says what a value is.
enum Describe: Command {
  static var name: String { "describe" }
  static let signature = Signature(
    "Describes a value: type and columns. Reads no rows.", category: .flow,
    flags: [
      Flag("query", nil, "adds the part of the pipe that the vault's query does; null if none")
    ],
    input: .required(.any), output: .any,
    details: """
      `columns` are those of rows, or the fields of a record, as rows `{name type}`. They are null where a value has none, or where they are not known before reading.
      """,
    examples: [
      Example("42 | describe", gives: "{type: int, columns: null}"),
      Example("{a: 1} | describe | get columns", gives: "[{name: a, type: int}]"),
      Example(
        "[{a: 1} {a: x, b: 2}] | describe | get columns", gives: "[{name: a, type: any} {name: b, type: int}]"
      ),
      Example("[1 2] | where $it > 1 | describe --query", gives: "null"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    if arguments.flags["query"] != nil { return .optional(.string) }
    return .record([
      Column("type", .string),
      Column("columns", .optional(.rows([Column("name", .string), Column("type", .string)]))),
    ])
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let input = try call.piped()
    if call.has("query") {
      guard case .stream(let stream) = input, let query = try stream.take().query else { return .null }
      return .string(query)
    }
    return .record([("type", .string(input.typeName)), ("columns", columns(input))])
  }

  private static func columns(_ value: Value) -> Value {
    let shape = Shape(["name", "type"])
    func rows(_ columns: [(name: String, type: String)]) -> Value {
      .list(
        columns.map { .record(RecordObject(shape: shape, values: [.string($0.name), .string($0.type)])) })
    }
    if case .stream(let stream) = value {
      return stream.columns.map { rows($0.map { (name: $0.name, type: $0.type.name) }) } ?? .null
    }
    if let record = Fields.record(of: value) {
      return rows(zip(record.shape.keys, record.values).map { (name: $0, type: $1.typeName) })
    }
    guard case .list(let list) = value else { return .null }
    var known: [(name: String, type: String)] = []
    var places: [ExactText: Int] = [:]
    for item in list.items {
      guard let record = Fields.record(of: item) else { return .null }
      for (key, value) in zip(record.shape.keys, record.values) {
        if let place = places[ExactText(key)] {
          if known[place].type != value.typeName { known[place].type = "any" }
        } else {
          places[ExactText(key)] = known.count
          known.append((name: key, type: value.typeName))
        }
      }
    }
    return known.isEmpty ? .null : rows(known)
  }
}

/// Looks into a pipe.
enum Inspect: Command {
  static var name: String { "inspect" }
  static let signature = Signature(
    "Prints the input to standard error and passes it on. Rows are printed as they pass.",
    category: .flow, effect: .shows,
    positional: [Parameter("label", .string, "a label to print first", optional: true)],
    input: .required(.any), output: .any, details: "Sealed text shows as ••••.",
    examples: [
      Example("[3 1] | inspect | length", gives: "2"),
      Example("1..3 | where $it > 1 | inspect rows | sum", gives: "5"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { input }

  static func run(_ call: Call) throws(Fault) -> Value {
    let label = try call.text("label").map { "\($0): " } ?? ""
    let host = call.context.host
    let display = Display(call.context)
    let input = try call.piped()
    guard case .stream = input else {
      host.writeError(label + display.literal(input) + "\n")
      return input
    }
    let rows = try RowInput(call)
    return try rows.transform(columns: rows.columns) { (row, _) throws(Fault) -> Value? in
      host.writeError(label + display.literal(row) + "\n")
      return row
    }
  }
}
