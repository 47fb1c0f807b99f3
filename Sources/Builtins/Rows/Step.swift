internal import Interpreter

/// Every Nth item, or the items of a range a step apart.
enum Step: Command {
  static var name: String { "step" }
  static let signature = Signature(
    "Returns every Nth item, or the items of a range a step apart.", category: .rows,
    positional: [
      Parameter("by", .oneOf([.int, .float, .duration]), "the step: a number, or for dates a duration")
    ],
    input: .required(RowTypes.items), output: .any,
    details: """
      A step below 0 goes down from the larger end of a range. Ranges of floats and durations have items only with a \
      step. Dates step by a number of days of their zone's calendar, or by a duration: one of whole days is so many \
      days of the calendar, any other goes by the clock.
      """,
    examples: [
      Example("1..10 | step 3", gives: "[1 4 7 10]"), Example("10..1 | step -4", gives: "[10 6 2]"),
      Example("0.0..<1.0 | step 0.25", gives: "[0.0 0.25 0.5 0.75]"),
      Example("2026-01-01..2026-01-31 | step 1w | length", gives: "5"),
      Example("2026-01-01..<2026-01-02 | step 6h | last", gives: "2026-01-01T18:00:00Z"),
      Example("[a b c d e] | step 2", gives: "[a c e]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  static func run(_ call: Call) throws(Fault) -> Value {
    let step = try call.required("by")
    if case .range(let range)? = call.input { return .stream(RangeItems(try RangeSpan(range, by: step))) }
    guard case .int(let every) = step, every > 0 else {
      throw call.fault(BuiltinFault.badStride)
    }
    let input = try RowInput(call)
    return try input.transform(columns: input.columns) { (row, number) throws(Fault) -> Value? in
      number % every == 0 ? row : nil
    }
  }
}
