internal import Interpreter

/// The first rows.
enum First: Command {
  static var name: String { "first" }
  static var intrinsic: Intrinsic? { .first }
  static let signature = Signature(
    "Returns the first item, or the first N items.", category: .rows,
    positional: [
      Parameter("count", .int, "how many items; without it one item, not a list", optional: true)
    ],
    flags: [Flag("or", .any, "the result if there is no item")],
    input: .required(RowTypes.items), output: .any,
    details: "It stops reading its input when it has enough.",
    examples: [
      Example("[3 1 2] | first", gives: "3"), Example("[3 1 2] | first 2", gives: "[3 1]"),
      Example("[] | first --or 0", gives: "0"), Example("1..1000000000 | first 2", gives: "[1 2]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { PartTypes.output(input, arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let input = try RowInput(call)
    guard let count = try call.count("count") else {
      let stream = try input.stream.absorbing(.first(1)) ?? input.stream
      if let item = try stream.next() { return item }
      return try call.fallback("`first` of nothing")
    }
    if let list = input.list { return .list(list.part(0..<min(count, list.count))) }
    if let span = input.span { return .stream(RangeItems(span.keeping(count))) }
    if let absorbed = try input.absorbing(.first(count)) { return absorbed }
    var left = count
    let stream = input.stream
    return .stream(
      MadeStream(columns: input.columns) { () throws(Fault) -> Value? in
        guard left > 0 else { return nil }
        left -= 1
        return try stream.next()
      })
  }
}

/// The last rows.
enum Last: Command {
  static var name: String { "last" }
  static var intrinsic: Intrinsic? { .last }
  static let signature = Signature(
    "Returns the last item, or the last N items.", category: .rows,
    positional: [
      Parameter("count", .int, "how many items; without it one item, not a list", optional: true)
    ],
    flags: [Flag("or", .any, "the result if there is no item")],
    input: .required(RowTypes.items), output: .any,
    examples: [
      Example("[3 1 2] | last", gives: "2"), Example("[3 1 2] | last 2", gives: "[1 2]"),
      Example("[] | last --or null", gives: "null"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { PartTypes.output(input, arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let input = try RowInput(call)
    guard let count = try call.count("count") else {
      if let span = input.span, let last = span.last { return span.item(last) }
      var last = input.list?.items.last
      if input.list == nil {
        try input.forEach { (row, _) throws(Fault) -> Bool in
          last = row
          return true
        }
      }
      if let last { return last }
      return try call.fallback("`last` of nothing")
    }
    if let list = input.list { return .list(list.part(max(0, list.count - count)..<list.count)) }
    if let span = input.span, let last = span.last {
      return .list(try tail(span, last, count, call.context.machine))
    }
    return input.result(try tail(input, count))
  }

  /// The last items of a range: there may be more before them than an int counts.
  private static func tail(
    _ span: RangeSpan, _ last: UInt, _ count: Int, _ machine: Machine
  ) throws(Fault) -> [Value] {
    var items: [Value] = []
    guard count > 0 else { return items }
    for number in (last - min(last, UInt(count) - 1))...last {
      items.append(span.item(number))
      if items.count & 0xFFF == 0 {
        try machine.poll()
        try machine.checkMemory(items: items.count)
      }
    }
    return items
  }

  /// The last items, holding no more of them than are wanted.
  static func tail(_ input: RowInput, _ count: Int) throws(Fault) -> [Value] {
    var ring: [Value] = []
    var position = 0
    let machine = input.call.context.machine
    try input.forEach { (row, number) throws(Fault) -> Bool in
      if ring.count < count {
        ring.append(row)
        if ring.count & 0xFFF == 0 { try machine.checkMemory(items: ring.count) }
      } else if count > 0 {
        ring[position] = row
        position = position + 1 == count ? 0 : position + 1
      }
      return true
    }
    return Array(ring[position...] + ring[..<position])
  }
}

/// All but the first rows.
enum Skip: Command {
  static var name: String { "skip" }
  static var intrinsic: Intrinsic? { .skip }
  static let signature = Signature(
    "Skips the first N items.", category: .rows,
    positional: [Parameter("count", .int, "how many items to skip (1)", optional: true)],
    input: .required(RowTypes.items), output: .rows(nil),
    examples: [Example("[3 1 2] | skip", gives: "[1 2]"), Example("[3 1 2] | skip 5", gives: "[]")])

  static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let count = try call.count("count") ?? 1
    let input = try RowInput(call)
    if let list = input.list { return .list(list.part(min(count, list.count)..<list.count)) }
    if let span = input.span { return .stream(RangeItems(span.dropping(count))) }
    if let absorbed = try input.absorbing(.skip(count)) { return absorbed }
    return try input.transform(columns: input.columns) { (row, number) throws(Fault) -> Value? in
      number < count ? nil : row
    }
  }
}

/// What `first` and `last` give.
private enum PartTypes {
  static func output(_ input: Type, _ arguments: KnownArguments) -> Type {
    if arguments.given.contains(true) { return RowTypes.same(input) }
    return arguments.flags["or"] == nil ? RowTypes.item(input) : .any
  }
}
