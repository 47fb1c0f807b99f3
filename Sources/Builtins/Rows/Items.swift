internal import Interpreter

/// Makes rows of a record's entries.
enum Items: Command {
  static var name: String { "items" }
  static let signature = Signature(
    "Converts a record to rows `{key value}`.", category: .rows,
    input: .required(.record(nil)), output: .rows([Column("key", .string), Column("value", .any)]),
    examples: [
      Example("{a: 1, b: 2} | items", gives: "[{key: a, value: 1} {key: b, value: 2}]"),
      Example("{a: 1, b: 2} | items | where .value > 1 | get key", gives: "[b]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let shape = Shape(["key", "value"])
    let record = try record(of: try call.piped(), call)
    return .list(
      zip(record.shape.keys, record.values).map { key, value in
        .record(RecordObject(shape: shape, values: [.string(key), value]))
      })
  }
}
