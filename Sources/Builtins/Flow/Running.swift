internal import Glibc
internal import Interpreter

/// Ends the run.
enum Exit: Command {
  static var name: String { "exit" }
  static let signature = Signature(
    "Ends the run with an exit status. `finally` blocks run first.", category: .flow,
    positional: [Parameter("status", .int, "the exit status, 0 to 255 (0)", optional: true)],
    output: .null, examples: [Example("if false { exit 3 }", gives: "null"), Example("exit")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let status = try call.int("status") ?? 0
    guard (0...255).contains(status) else {
      throw call.fault(BuiltinFault.badStatus(status))
    }
    throw Fault(
      BuiltinFault.exit(status), source: call.source, span: call.span, kind: .exit(Int32(status)))
  }
}

/// Calls a closure.
enum Do: Command {
  static var name: String { "do" }
  static var intrinsic: Intrinsic? { .call }
  static let signature = Signature(
    "Calls a closure with arguments.", category: .flow,
    positional: [Parameter("closure", .closure, "the closure")],
    rest: Parameter("argument", .any, "its arguments"), input: .optional(.any), output: .any,
    details:
      "The input is the first argument. The closure must have a parameter for each argument.",
    examples: [
      Example("do {|a b| $a + $b} 2 3", gives: "5"), Example("let f = {|x| $x * 2}; 4 | do $f", gives: "8"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    let closure = try call.closure("closure")
    var arguments = call.rest
    if let input = call.input { arguments.insert(try Streams.collect(input, call.context), at: 0) }
    if let problem = ClosureArity.problem(wanted: closure.parameterCount, given: arguments.count) {
      throw call.fault(problem)
    }
    return try call.invoke(closure, arguments)
  }
}

/// Waits.
enum Sleep: Command {
  static var name: String { "sleep" }
  static let signature = Signature(
    "Waits.", category: .flow, effect: .waits,
    positional: [Parameter("duration", .duration, "the duration: `500ms`, `2s`")], output: .null,
    examples: [Example("sleep 1ms", gives: "null")])

  static func run(_ call: Call) throws(Fault) -> Value {
    guard case .duration(let wanted)? = call.argument("duration") else {
      throw call.wrongType("duration", "duration", call.argument("duration") ?? .null)
    }
    if wanted < 0 { throw call.fault(BuiltinFault.sleepBackwards) }
    let end = Clock.now() + wanted
    while true {
      try call.context.machine.pollNow()
      let left = end - Clock.now()
      if left <= 0 { return .null }
      // A signal ends this wait early; other limits are looked at often enough.
      let part = min(left, 100_000)
      var time = timespec(tv_sec: 0, tv_nsec: part * 1000)
      nanosleep(&time, nil)
    }
  }
}

/// Measures time.
enum TimeIt: Command {
  static var name: String { "timeit" }
  static let signature = Signature(
    "Measures how long a closure takes. Reads the rows that it returns.", category: .flow,
    positional: [Parameter("closure", .closure, "the closure, without parameters")], output: .duration,
    examples: [Example("(timeit {|| 1..1000 | sum}) < 1h", gives: "true")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let closure = try call.closure("closure")
    let start = Clock.now()
    let result = try call.invoke(closure, [])
    if case .stream(let stream) = result {
      let rows = try stream.take()
      while try rows.next() != nil { try call.context.machine.poll() }
    }
    return .duration(Clock.now() - start)
  }
}

/// The clock that is never set.
private enum Clock {
  /// Microseconds.
  static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }
}
