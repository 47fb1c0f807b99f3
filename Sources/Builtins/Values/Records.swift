internal import Interpreter
internal import Syntax

/// Names of fields.
enum Keys: Command {
  static var name: String { "keys" }
  static let signature = Signature(
    "Lists the names of a record's fields, in order.", category: .values, input: .required(.record(nil)),
    output: .list(.string), examples: [Example("{b: 1, a: 2} | keys", gives: "[b a]")])

  static func run(_ call: Call) throws(Fault) -> Value {
    .list(try record(of: call.input ?? .null, call).shape.keys.map { .string($0) })
  }
}

/// Values of fields.
enum ValuesOf: Command {
  static var name: String { "values" }
  static let signature = Signature(
    "Lists the values of a record's fields, in order.", category: .values, input: .required(.record(nil)),
    output: .list(.any), examples: [Example("{b: 1, a: 2} | values", gives: "[1 2]")])

  static func run(_ call: Call) throws(Fault) -> Value {
    .list(Array(try record(of: call.input ?? .null, call).values))
  }
}

/// Puts records together.
enum Merge: Command {
  static var name: String { "merge" }
  static var intrinsic: Intrinsic? { .merge }
  static let signature = Signature(
    "Merges another record into a record or every row. The other's values win.",
    category: .values,
    positional: [Parameter("other", .record(nil), "the fields to add or change")],
    input: .required(.oneOf([.record(nil), RowTypes.items])), output: .any,
    examples: [
      Example("{a: 1, b: 2} | merge {b: 3, c: 4}", gives: "{a: 1, b: 3, c: 4}"),
      Example("[{a: 1} {a: 2}] | merge {b: x}", gives: "[{a: 1, b: x} {a: 2, b: x}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    RowTypes.records(input, nil)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let other = try record(of: call.argument("other") ?? .null, call)
    func columns(_ old: [Column]?) -> [Column]? {
      other.shape.keys.reduce(old) { RowTypes.changing($0, $1, to: .any) }
    }
    return try RowInput.records(call, columns: columns) { (record) throws(Fault) -> RecordObject in
      record.merging(other)
    }
  }
}

/// Makes lists longer.
enum Append: Command {
  static var name: String { "append" }
  static var intrinsic: Intrinsic? { .append }
  static let signature = Signature(
    "Adds items to the end of a list.", category: .values,
    rest: Parameter("item", .any, "an item to add; `...$list` adds those of a list"),
    input: .required(RowTypes.items), output: .list(.any),
    examples: [
      Example("[1 2] | append 3", gives: "[1 2 3]"), Example("[1] | append ...[2 3]", gives: "[1 2 3]"),
      Example("[1] | append [2 3]", gives: "[1 [2 3]]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let input = try RowInput(call)
    guard input.isStream else {
      let items = try input.items()
      try call.context.machine.checkMemory(items: items.count + call.rest.count)
      return .list(items + call.rest)
    }
    let stream = input.stream
    var more = call.rest[...]
    return .stream(
      MadeStream(columns: input.columns) { () throws(Fault) -> Value? in
        if let item = try stream.next() { return item }
        return more.popFirst()
      })
  }
}
