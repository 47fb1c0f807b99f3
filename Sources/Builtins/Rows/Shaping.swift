internal import Interpreter

/// Turns the order around.
enum Reverse: Command {
  static var name: String { "reverse" }
  static let signature = Signature(
    "Reverses rows, items or the characters of a text.", category: .rows,
    input: .required(.oneOf([RowTypes.items, .string])), output: .any,
    examples: [
      Example("[1 2 3] | reverse", gives: "[3 2 1]"), Example("\"abc\" | reverse", gives: "\"cba\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    switch input {
    case .string: .string
    case .list, .rows, .range: RowTypes.same(input)
    default: .any
    }
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    if case .text(let text)? = call.input {
      var scalars = String.UnicodeScalarView()
      for scalar in text.string.unicodeScalars.reversed() {
        try Work.poll()
        scalars.append(scalar)
      }
      return .string(String(scalars))
    }
    if case .list(let list)? = call.input { return .list(list.reversed()) }
    let input = try RowInput(call)
    return input.result(try input.items().reversed())
  }
}

/// Numbers items.
enum Enumerate: Command {
  static var name: String { "enumerate" }
  static let signature = Signature(
    "Numbers items from 0, as rows `{index item}`.", category: .rows,
    flags: [Flag("from", .int, "the first number")],
    input: .required(RowTypes.items), output: .rows(nil),
    examples: [
      Example("[a b] | enumerate", gives: "[{index: 0, item: a} {index: 1, item: b}]"),
      Example("[a] | enumerate --from 1", gives: "[{index: 1, item: a}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    .rows([Column("index", .int), Column("item", RowTypes.item(input))])
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let from = try call.int("from") ?? 0
    let shape = Shape(["index", "item"])
    let columns = [Column("index", .int), Column("item", .any)]
    return try RowInput(call).transform(columns: columns) { (row, number) throws(Fault) -> Value? in
      let (index, isOver) = from.addingReportingOverflow(number)
      if isOver { throw call.fault(BuiltinFault.rowNumberTooLarge(row: number)) }
      return .record(RecordObject(shape: shape, values: [.int(index), row]))
    }
  }
}

/// Takes items in pieces.
enum Chunk: Command {
  static var name: String { "chunk" }
  static let signature = Signature(
    "Splits items into lists of N. The last list may be shorter.", category: .rows,
    positional: [Parameter("size", .int, "the size of a list, at least 1")],
    input: .required(RowTypes.items), output: .list(.list(.any)),
    examples: [Example("1..5 | chunk 2", gives: "[[1 2] [3 4] [5]]"), Example("[] | chunk 2", gives: "[]")])

  static func output(input: Type, arguments: KnownArguments) -> Type { .list(RowTypes.same(input)) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let size = try call.int("size") ?? 1
    if size < 1 { throw call.fault(BuiltinFault.sizeBelow(command: "chunk", what: "a size", given: size)) }
    let stream = try RowInput(call).stream
    let machine = call.context.machine
    return .stream(
      MadeStream { () throws(Fault) -> Value? in
        var items: [Value] = []
        while items.count < size, let item = try stream.next() {
          items.append(item)
          try machine.poll()
          if items.count & 0xFFF == 0 { try machine.checkMemory(items: items.count) }
        }
        return items.isEmpty ? nil : .list(items)
      })
  }
}

/// Takes items that follow each other.
enum Window: Command {
  static var name: String { "window" }
  static let signature = Signature(
    "Makes overlapping lists of N items. A shorter rest is dropped.",
    category: .rows,
    positional: [Parameter("size", .int, "the size of a list, at least 1")],
    flags: [Flag("step", .int, "the distance between the starts of two lists (1)")],
    input: .required(RowTypes.items), output: .list(.list(.any)),
    examples: [
      Example("1..4 | window 2", gives: "[[1 2] [2 3] [3 4]]"),
      Example("1..5 | window 2 --step 3", gives: "[[1 2] [4 5]]"), Example("[1] | window 2", gives: "[]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { .list(RowTypes.same(input)) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let size = try call.int("size") ?? 1
    let step = try call.int("step") ?? 1
    if size < 1 { throw call.fault(BuiltinFault.sizeBelow(command: "window", what: "a size", given: size)) }
    if step < 1 { throw call.fault(BuiltinFault.sizeBelow(command: "window", what: "a --step", given: step)) }
    let stream = try RowInput(call).stream
    let machine = call.context.machine
    var items: [Value] = []
    var passed = 0
    return .stream(
      MadeStream { () throws(Fault) -> Value? in
        while items.count < size {
          guard let item = try stream.next() else { return nil }
          try machine.poll()
          if passed > 0 {
            passed -= 1
          } else {
            items.append(item)
            if items.count & 0xFFF == 0 { try machine.checkMemory(items: items.count) }
          }
        }
        // Each list is a copy.
        try Work.poll(size)
        let window = items
        items.removeFirst(min(step, size))
        passed = max(0, step - size)
        return .list(window)
      })
  }
}

/// Takes lists out of lists.
enum Flatten: Command {
  static var name: String { "flatten" }
  static let signature = Signature(
    "Replaces lists inside a list by their items. With a field: makes a row for each item of the field.",
    category: .rows,
    positional: [Parameter("column", .string, "a field that holds a list", optional: true, offers: .columns)],
    input: .required(RowTypes.items), output: .list(.any),
    details: "Flattens one level; other items stay as they are. A row whose list is empty is dropped.",
    examples: [
      Example("[[1 2] 3 [[4]]] | flatten", gives: "[1 2 3 [4]]"),
      Example("[{k: a, v: [1 2]} {k: b, v: []}] | flatten v", gives: "[{k: a, v: 1} {k: a, v: 2}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard arguments.given.contains(true) else { return .list(.any) }
    let name = arguments.positional.first?.flatMap { $0.string }.map(plainName)
    return .rows(RowTypes.changing(input.columns, name, to: .any))
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let column = try call.text("column").map(plainName)
    let input = try RowInput(call)
    let stream = input.stream
    let context = call.context
    var number = -1
    var row: Value = .null
    var inner: StreamObject?
    let columns = column == nil ? nil : RowTypes.changing(input.columns, column, to: .any)
    return .stream(
      MadeStream(columns: columns) { () throws(Fault) -> Value? in
        while true {
          if let item = try inner?.next() {
            guard let column, let record = Fields.record(of: row) else { return item }
            return .record(record.setting(column, to: item))
          }
          guard let next = try stream.next() else { return nil }
          try context.machine.poll()
          (row, number, inner) = (next, number + 1, nil)
          var subject = next
          if let column {
            do throws(Fault) {
              subject = try Fields.field(next, column, optional: false, context)
            } catch {
              throw call.fault(error, atRow: number)
            }
          }
          switch subject {
          case .list, .range, .stream: inner = try Streams.read(subject)
          default: return next
          }
        }
      })
  }
}

/// Puts two lists side by side.
enum Zip: Command {
  static var name: String { "zip" }
  static let signature = Signature(
    "Pairs the items of two lists. Stops at the shorter one.", category: .rows,
    positional: [Parameter("other", .any, "the other list", readsRows: true)],
    input: .required(RowTypes.items), output: .list(.list(.any)),
    examples: [Example("[a b c] | zip [1 2]", gives: "[[a 1] [b 2]]")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let other = try RowInput(call, call.argument("other") ?? .null).stream
    let stream = try RowInput(call).stream
    return .stream(
      MadeStream { () throws(Fault) -> Value? in
        guard let left = try stream.next(), let right = try other.next() else { return nil }
        return .list([left, right])
      })
  }
}
