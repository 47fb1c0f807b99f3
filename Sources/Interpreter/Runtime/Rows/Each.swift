/// Makes a new item of each.
package enum Each: Command {
  package static var name: String { "each" }
  package static let signature = Signature(
    "Calls a closure with each item and returns the results.", category: .rows,
    positional: [
      Parameter(
        "closure", .closure,
        "the closure: gets the item and its number from 0; for a record value and key"
      )
    ],
    input: .required(.oneOf([RowTypes.items, .record(nil)])), output: .list(.any),
    details: """
      For a record it is called with each value and its key; `items` converts a record to rows.
      Runs when the rows are read, one by one. A closure that does more than read (prints, writes to the vault) first
      gets all rows read, then runs for each of them at once.
      """,
    examples: [
      Example("[1 2 3] | each {|x| $x * $x}", gives: "[1 4 9]"),
      Example("[a b] | each {|x n| \"\\($n) \\($x)\"}", gives: "[\"0 a\" \"1 b\"]"),
      Example("{a: 1, b: 2} | each {|v k| {$k: ($v * 10)}}", gives: "[{a: 10} {b: 20}]"),
    ])

  package static func run(_ call: Call) throws(Fault) -> Value {
    let closure = try call.closure("closure")
    if let input = call.input, let record = Fields.record(of: input) {
      return try entries(record, closure, call)
    }
    let input = try RowInput(call)
    guard closure.effect == .read else {
      let context = call.context
      return try input.transform(effect: closure.effect, columns: nil) {
        (row, number) throws(Fault) -> Value? in
        try Streams.collect(try context.machine.call(closure, row, number), context)
      }
    }
    return .stream(EachRow(input.stream, closure, call))
  }

  /// The results of calling the closure with each value and its key.
  private static func entries(_ record: RecordObject, _ closure: ClosureObject, _ call: Call) throws(Fault)
    -> Value
  {
    let machine = call.context.machine
    let wanted = closure.function.parameterCount
    var items: [Value] = []
    for (key, value) in zip(record.shape.keys, record.values) {
      try machine.poll()
      let result = try machine.run(closure.function.layout, captures: closure.captures) { window in
        if wanted > 0 { window.give(0, Cell(value)) }
        if wanted > 1 { window.give(1, Cell(.string(key))) }
      }
      items.append(try Streams.collect(result.taken, call.context))
    }
    return .list(items)
  }
}

/// The results of calling a closure with rows, one by one.
private final class EachRow: CellStream {
  private let source: StreamObject
  private let closure: ClosureObject
  private let call: Call
  private let machine: Machine
  private var number = -1

  init(_ source: StreamObject, _ closure: ClosureObject, _ call: Call) {
    self.source = source
    self.closure = closure
    self.call = call
    machine = call.context.machine
    super.init(columns: nil)
  }

  override func nextCell() throws(Fault) -> Cell {
    let row = try source.nextCell()
    if row.tag == Cell.absent { return row }
    number += 1
    do throws(Fault) {
      try machine.poll()
    } catch {
      if row.isObject { row.release() }
      throw error
    }
    do throws(Fault) {
      let result: Cell = try machine.call(closure, row, number)
      return result.tag == Cell.stream ? Cell(try Streams.collect(result.taken, call.context)) : result
    } catch {
      throw call.fault(error, atRow: number)
    }
  }
}

/// Takes all items into one value.
package enum Reduce: Command {
  package static var name: String { "reduce" }
  package static let signature = Signature(
    "Reduces items to one value with a closure of the result so far and the next item.",
    category: .rows,
    positional: [
      Parameter("step", .closure, "the closure: gets the result so far, the item, and its number")
    ],
    flags: [Flag("init", .any, "the first result; default: the first item")],
    input: .required(RowTypes.items), output: .any,
    examples: [
      Example("[1 2 3 4] | reduce --init 1 {|acc x| $acc * $x}", gives: "24"),
      Example("[a b c] | reduce {|acc x| $acc + $x}", gives: "\"abc\""),
      Example("[] | reduce --init 0 {|acc x| $acc + $x}", gives: "0"),
    ])

  package static func run(_ call: Call) throws(Fault) -> Value {
    let closure = try call.closure("step")
    let input = try RowInput(call).readFirst(if: closure.effect)
    let context = call.context
    let machine = context.machine
    // Null while the closure holds the only reference, so that it can change the value in place.
    var total = given(call).map { Cell($0) } ?? Cell(tag: Cell.absent, bits: 0)
    defer { if total.isObject { total.release() } }
    try input.forEach { (row, number) throws(Fault) -> Bool in
      if total.tag == Cell.absent {
        total = Cell(row)
        return true
      }
      let soFar = total
      total = Cell()
      total = try machine.call(closure, soFar, row, number)
      if total.tag == Cell.stream {
        let rows = total.taken
        total = Cell()
        total = Cell(try Streams.collect(rows, context))
      }
      return true
    }
    guard total.tag != Cell.absent else {
      throw call.fault(ArgumentFault.nothingToReduce)
    }
    return total.value
  }

  /// What `--init` gives; null is a value too.
  private static func given(_ call: Call) -> Value? {
    for (index, flag) in call.signature.flags.enumerated()
    where flag.name == "init" && index < call.flags.count {
      return call.flags[index]
    }
    return nil
  }
}
