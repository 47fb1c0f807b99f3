/// Keeps rows from the front.
package enum TakeWhile: Command {
  package static var name: String { "take-while" }
  package static let signature = Signature(
    "Returns rows up to the first for which a condition does not hold.",
    category: .rows, positional: [Parameter("condition", .condition, "the condition")],
    input: .required(RowTypes.items), output: .rows(nil),
    examples: [
      Example("[1 2 5 1] | take-while $it < 3", gives: "[1 2]"),
      Example("[{n: 1} {n: 5}] | take-while .n < 5", gives: "[{n: 1}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let condition = try RowCondition(call, "condition")
    let input = try RowInput(call).readFirst(if: condition.effect)
    let stream = input.stream
    let machine = call.context.machine
    var number = -1
    var isDone = false
    return try input.lazily(if: condition.effect) { () throws(Fault) -> Value? in
      guard !isDone, let row = try stream.next() else { return nil }
      number += 1
      try machine.poll()
      do throws(Fault) {
        if try condition.holds(row, number) { return row }
      } catch {
        throw call.fault(error, atRow: number)
      }
      isDone = true
      return nil
    }
  }
}

/// Leaves out rows from the front.
package enum SkipWhile: Command {
  package static var name: String { "skip-while" }
  package static let signature = Signature(
    "Returns rows from the first for which a condition does not hold.",
    category: .rows, positional: [Parameter("condition", .condition, "the condition")],
    input: .required(RowTypes.items), output: .rows(nil),
    examples: [
      Example("[1 2 5 1] | skip-while $it < 3", gives: "[5 1]"),
      Example("\"# a\\n# b\\nx\\n\" | lines | skip-while ($it | starts-with \"#\")", gives: "[x]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let condition = try RowCondition(call, "condition")
    let input = try RowInput(call).readFirst(if: condition.effect)
    let stream = input.stream
    let machine = call.context.machine
    var number = -1
    var hasBegun = false
    return try input.lazily(if: condition.effect) { () throws(Fault) -> Value? in
      while let row = try stream.next() {
        try machine.poll()
        if hasBegun { return row }
        number += 1
        do throws(Fault) {
          if try condition.holds(row, number) { continue }
        } catch {
          throw call.fault(error, atRow: number)
        }
        hasBegun = true
        return row
      }
      return nil
    }
  }
}

/// Parts rows in two.
package enum Partition: Command {
  package static var name: String { "partition" }
  package static let signature = Signature(
    "Splits rows into two lists: those for which a condition holds, and the rest.", category: .rows,
    positional: [Parameter("condition", .condition, "the condition")],
    input: .required(RowTypes.items), output: .list(.list(.any)),
    examples: [
      Example("1..5 | partition $it > 3", gives: "[[4 5] [1 2 3]]"),
      Example("let [big small] = ([{n: 1} {n: 9}] | partition .n > 5); $small", gives: "[{n: 1}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type { .list(RowTypes.same(input)) }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let condition = try RowCondition(call, "condition")
    let input = try RowInput(call).readFirst(if: condition.effect)
    let machine = call.context.machine
    var parts: (held: [Value], others: [Value]) = ([], [])
    try input.forEach { (row, number) throws(Fault) -> Bool in
      if try condition.holds(row, number) { parts.held.append(row) } else { parts.others.append(row) }
      if number & 0xFFF == 0 { try machine.checkMemory(items: number) }
      return true
    }
    return .list([.list(parts.held), .list(parts.others)])
  }
}

extension RowInput {
  /// A stream of what a function gives; where a stage has an effect, all of it at once.
  func lazily(
    if effect: Effect, _ next: @escaping () throws(Fault) -> Value?
  ) throws(Fault) -> Value {
    let made = MadeStream(columns: columns, next)
    guard effect != .read else { return .stream(made) }
    return .list(try made.rest(call.context))
  }
}
