import Interpreter
import Support
import Testing

/// What a counting source has done in a run.
final class ReadCounter: IdleSession {
  var read = 0
  var readAtEffects: [Int] = []

}

/// Gives 0, 1, 2 … as a stream that counts how much of it was read.
enum CountingSource: Command {
  static var name: String { "counting" }
  static let signature = Signature(
    "Counts.", category: .rows, positional: [Parameter("n", .int, "how many")], output: .list(.int))

  static func box(_ context: Context) -> ReadCounter {
    let counter = ReadCounter()
    context.session = counter
    return counter
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let counter = call.context.session as? ReadCounter
    let count = try call.int("n") ?? 0
    var next = 0
    return .stream(
      MadeStream { () throws(Fault) -> Value? in
        guard next < count else { return nil }
        next += 1
        counter?.read += 1
        return .int(next - 1)
      })
  }
}

/// Does something to the world.
enum Effectful: Command {
  static var name: String { "effectful" }
  static let signature = Signature("Has an effect.", category: .rows, effect: .outside, output: .null)

  static func run(_ call: Call) throws(Fault) -> Value {
    if let counter = call.context.session as? ReadCounter { counter.readAtEffects.append(counter.read) }
    return .null
  }
}
