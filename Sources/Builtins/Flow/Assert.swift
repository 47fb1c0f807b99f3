internal import Interpreter

/// Fails where something does not hold.
enum Assert: Command {
  static var name: String { "assert" }
  static let signature = Signature(
    "Fails unless a condition holds. In a pipe it checks every row and passes the rows on.", category: .flow,
    positional: [Parameter("condition", .condition, "the condition")],
    flags: [Flag("message", .string, "the error message if it does not hold", short: "m")],
    input: .optional(.any), output: .any,
    examples: [
      Example("assert 1 + 1 == 2", gives: "null"), Example("[1 2] | assert $it > 0", gives: "[1 2]"),
      Example("try { assert 1 > 2 --message \"too small\" } catch e { $e.msg }", gives: "\"too small\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { input }

  static func run(_ call: Call) throws(Fault) -> Value {
    let condition = try RowCondition(call, "condition")
    let message = try call.text("message") ?? "this does not hold: \(call.sourceText() ?? "assert")"
    func check(_ value: Value, _ number: Int) throws(Fault) {
      if try !condition.holds(value, number) { throw call.fault(BuiltinFault.assertion(message: message)) }
    }
    switch call.input {
    case nil:
      try check(.null, 0)
      return .null
    case .list?:
      let input = try RowInput(call)
      try input.forEach { (row, number) throws(Fault) -> Bool in
        try check(row, number)
        return true
      }
      return call.input ?? .null
    case .stream?:
      let input = try RowInput(call)
      return try input.transform(effect: condition.effect, columns: input.columns) {
        (row, number) throws(Fault) -> Value? in
        try check(row, number)
        return row
      }
    case let value?:
      try check(value, 0)
      return value
    }
  }
}
