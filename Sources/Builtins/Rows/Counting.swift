internal import Interpreter

/// Counts.
enum Length: Command {
  static var name: String { "length" }
  static var intrinsic: Intrinsic? { .length }
  static let signature = Signature(
    "Counts rows, items, the characters of a text (Unicode scalars), or the fields of a record.",
    category: .rows, input: .required(.any), output: .int,
    examples: [
      Example("[a b] | length", gives: "2"), Example("\"äöü\" | length", gives: "3"),
      Example("{a: 1} | length", gives: "1"), Example("1..<5 | length", gives: "4"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    switch call.input {
    case .list(let list)?: return .int(list.items.count)
    case .text(let text)?: return .int(try LongText.scalarCount(text.string, call))
    case .range(let range)?: return .int(try RangeSpan(range).count())
    case .stream?: return .int(try count(try RowInput(call)))
    case .sealed?:
      throw call.fault(BuiltinFault.sealedLength)
    case let value?:
      if let record = Fields.record(of: value) { return .int(record.values.count) }
      throw call.fault(BuiltinFault.noLength(given: value.typeName, isNull: value.isNull))
    case nil: throw call.fault(BuiltinFault.inputMissing(command: "length", help: nil))
    }
  }

  private static func count(_ input: RowInput) throws(Fault) -> Int {
    if let known = try input.stream.absorbedCount() { return known }
    let rows = try input.reading(only: []).stream
    var count = 0
    while true {
      switch try rows.nextItem() {
      case .end: return count
      case .rows(_, let numbers): count += numbers.count
      case .value: count += 1
      }
      try input.call.context.machine.poll()
    }
  }
}

/// Whether there is nothing.
enum IsEmpty: Command {
  static var name: String { "is-empty" }
  static let signature = Signature(
    "Tests whether a value has no rows, items, characters or fields. Null is empty.", category: .rows,
    input: .required(.any), output: .bool,
    examples: [
      Example("[] | is-empty", gives: "true"), Example("\"\" | is-empty", gives: "true"),
      Example("[0] | is-empty", gives: "false"), Example("1..5 | where $it > 9 | is-empty", gives: "true"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    switch call.input {
    case .null?: return .bool(true)
    case .text(let text)?: return .bool(text.string.isEmpty)
    case .range(let range)?: return .bool(try RangeSpan(range).last == nil)
    case .stream(let stream)?:
      let stream = try stream.take()
      let one = try stream.absorbing(.first(1)) ?? stream
      return .bool(try one.next() == nil)
    case .sealed?:
      throw call.fault(BuiltinFault.sealedLength)
    default:
      guard case .int(let count) = try Length.run(call) else { return .bool(false) }
      return .bool(count == 0)
    }
  }
}

/// Adds up.
enum SumOf: Command {
  static var name: String { "sum" }
  static let signature = Signature(
    "Adds numbers or durations. The sum of nothing is 0.", category: .rows,
    positional: [
      Parameter(
        "column", .string, "the field of the rows; default: the items themselves", optional: true,
        offers: .columns)
    ],
    input: .required(RowTypes.items), output: .oneOf([.number, .duration]),
    examples: [
      Example("[1 2 3.5] | sum", gives: "6.5"), Example("[] | sum", gives: "0"),
      Example("[{n: 1} {n: 2}] | sum n", gives: "3"), Example("[1h 30m] | sum", gives: "1h30m"),
    ])

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    var sum = Sum()
    guard try call.text("column") != nil else {
      let input = try RowInput(call)
      if let span = input.span, let sum = try Sum.value(of: span) { return sum }
      try sum.add(all: input)
      return try sum.value()
    }
    let context = call.context
    try Numbers.read(RowInput(call)) { (value) throws(Fault) in try sum.add(value, context) }
    return try sum.value()
  }
}

/// Averages.
enum Average: Command {
  static var name: String { "avg" }
  static let signature = Signature(
    "Calculates the average of numbers or durations.", category: .rows,
    positional: [
      Parameter(
        "column", .string, "the field of the rows; default: the items themselves", optional: true,
        offers: .columns)
    ],
    flags: [Flag("or", .any, "the result for no values")],
    input: .required(RowTypes.items), output: .any,
    examples: [
      Example("[1 2] | avg", gives: "1.5"), Example("[] | avg --or 0", gives: "0"),
      Example("[{n: 1} {n: 2}] | avg n", gives: "1.5"),
    ])

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    var sum = Sum()
    let context = call.context
    let input = try RowInput(call)
    if try call.text("column") == nil, let average = input.span.flatMap(Sum.average) { return average }
    try Numbers.read(input) { (value) throws(Fault) in try sum.add(value, context) }
    if let average = sum.average() { return average }
    return try call.fallback("`avg` of nothing")
  }
}

/// The smallest item.
enum Min: ExtremeCommand {
  static var name: String { "min" }
  static let signature = order(
    "Finds the smallest number, text, date or duration.",
    examples: [
      Example("[3 1 2] | min", gives: "1"), Example("[{n: 5} {n: 4}] | min n", gives: "4"),
      Example("[] | min --or null", gives: "null"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try Numbers.extreme(call, largest: false) }
}

/// The largest item.
enum Max: ExtremeCommand {
  static var name: String { "max" }
  static let signature = order(
    "Finds the largest number, text, date or duration.",
    examples: [
      Example("[3 1 2] | max", gives: "3"), Example("[{n: 5} {n: 4}] | max n", gives: "5"),
      Example("[] | max --or 0", gives: "0"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try Numbers.extreme(call, largest: true) }
}

/// A command that finds the item at one end of an order.
protocol ExtremeCommand: Command {}

extension ExtremeCommand {
  static func order(_ summary: String, examples: [Example]) -> Signature {
    Signature(
      summary, category: .rows,
      positional: [
        Parameter(
          "column", .string, "the field of the rows; default: the items themselves", optional: true,
          offers: .columns)
      ],
      flags: [Flag("or", .any, "the result for no values")],
      input: .required(RowTypes.items), output: .any, examples: examples)
  }

  static func output(input: Type, arguments: KnownArguments) -> Type { Numbers.output(input, arguments) }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }.map(plainName)
  }
}

/// What the commands share that take one value from many.
enum Numbers {
  /// Calls the body for each item, or for the field of it that is named.
  static func read(_ input: RowInput, _ body: (Value) throws(Fault) -> Void) throws(Fault) {
    let column = try input.call.text("column").map(plainName)
    let values = if let column { try input.values(of: column) } else { input }
    try values.forEach { (value, _) throws(Fault) -> Bool in
      try body(value)
      return true
    }
  }

  static func extreme(_ call: Call, largest: Bool) throws(Fault) -> Value {
    let input = try RowInput(call)
    if try call.text("column") == nil, let first = input.span?.item(at: 0),
      let last = input.span?.item(at: -1)
    {
      return try (Comparison.order(first, last) < 0) == largest ? last : first
    }
    var extreme = Extreme(largest: largest)
    try read(input) { (value) throws(Fault) in try extreme.add(value) }
    if let value = extreme.value { return value }
    return try call.fallback("`\(call.name)` of nothing")
  }

  static func output(_ input: Type, _ arguments: KnownArguments) -> Type {
    if arguments.flags["or"] != nil || arguments.given.contains(true) { return .any }
    return RowTypes.item(input)
  }
}
