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
    var isDone = false
    // The row that ends it is read, and none behind it.
    return try RowInput(call).keeping(effect: condition.effect, until: { isDone }) {
      (row, number) throws(Fault) in
      isDone = try !condition.holds(row, number)
      return !isDone
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
    var hasBegun = false
    return try RowInput(call).keeping(effect: condition.effect) { (row, number) throws(Fault) in
      if !hasBegun { hasBegun = try !condition.holds(row, number) }
      return hasBegun
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
