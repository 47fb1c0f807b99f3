internal import Interpreter

/// Drops the sign.
enum Abs: Command {
  static var name: String { "abs" }
  static let signature = Signature(
    "Returns the absolute value of a number or duration.", category: .values,
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
    case .int?, .duration?: throw call.fault(BuiltinFault.outOfInt)
    default: throw Rounding.wrongInput(call)
    }
  }
}
