internal import Interpreter

/// Rounds.
enum Round: Command {
  static var name: String { "round" }
  static let signature = Signature(
    "The nearest whole number, half away from zero; with places, so many behind the point.",
    category: .values,
    positional: [Parameter("places", .int, "how many places to keep, from 0 to 18", optional: true)],
    input: .required(.number), output: .number,
    examples: [
      Example("2.5 | round", gives: "3"), Example("-2.5 | round", gives: "-3"),
      Example("3.14159 | round 2", gives: "3.14"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    arguments.given.contains(true) ? .number : .int
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    guard let places = try call.int("places") else { return try Whole.make(call, .toNearestOrAwayFromZero) }
    if places < 0 || places > 18 { throw call.fault("E0340", "`round` keeps 0 to 18 places, not \(places)") }
    guard case .float(let number)? = call.input else { return try Whole.make(call, .toNearestOrAwayFromZero) }
    return .float(Double(Decimal.text(number, places: places)) ?? number)
  }
}

/// Rounds down.
enum Floor: Command {
  static var name: String { "floor" }
  static let signature = Signature(
    "The largest whole number that is not above.", category: .values, input: .required(.number), output: .int,
    examples: [Example("2.7 | floor", gives: "2"), Example("-2.5 | floor", gives: "-3")])

  static func run(_ call: Call) throws(Fault) -> Value { try Whole.make(call, .down) }
}

/// Rounds up.
enum Ceil: Command {
  static var name: String { "ceil" }
  static let signature = Signature(
    "The smallest whole number that is not below.", category: .values, input: .required(.number),
    output: .int,
    examples: [Example("2.1 | ceil", gives: "3"), Example("-2.5 | ceil", gives: "-2")])

  static func run(_ call: Call) throws(Fault) -> Value { try Whole.make(call, .up) }
}

/// Drops the sign.
enum Abs: Command {
  static var name: String { "abs" }
  static let signature = Signature(
    "A number or duration without its sign.", category: .values,
    input: .required(.oneOf([.number, .duration])),
    output: .oneOf([.number, .duration]),
    examples: [Example("-3 | abs", gives: "3"), Example("-1h | abs", gives: "1h")])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    switch input {
    case .int, .float, .number, .duration: input
    default: signature.output
    }
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    switch call.input {
    case .int(let number)? where number != .min: return .int(abs(number))
    case .float(let number)?: return .float(abs(number))
    case .duration(let microseconds)? where microseconds != .min: return .duration(abs(microseconds))
    case .int?, .duration?: throw call.fault("E0316", "the result does not fit a 64-bit integer")
    default: throw Whole.wrongInput(call)
    }
  }
}

/// Whole numbers of others.
private enum Whole {
  static func make(_ call: Call, _ rule: FloatingPointRoundingRule) throws(Fault) -> Value {
    switch call.input {
    case .int(let number)?: return .int(number)
    case .float(let number)?:
      if let whole = Int(exactly: number.rounded(rule)) { return .int(whole) }
      throw call.fault("E0316", "the result does not fit a 64-bit integer")
    default: throw wrongInput(call)
    }
  }

  static func wrongInput(_ call: Call) -> Fault {
    let input = call.input ?? .null
    return call.fault(
      "E0361", "`\(call.name)` takes a number, not \(input.typeName.withArticle)",
      help: input.isNull ? "`$x ?? 0` says what stands for null" : "`to-int` and `to-float` read numbers")
  }
}
