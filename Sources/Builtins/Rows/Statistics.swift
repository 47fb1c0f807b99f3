internal import Interpreter

/// The item in the middle.
enum Median: Command {
  static var name: String { "median" }
  static let signature = Signature(
    "Finds the median of numbers, durations or dates.",
    category: .rows, positional: [Quantile.column], flags: [Quantile.or],
    input: .required(RowTypes.items), output: .any,
    examples: [
      Example("[9 1 5] | median", gives: "5"), Example("[1 2 3 10] | median", gives: "2.5"),
      Example("[{n: 1h} {n: 2h}] | median n", gives: "1h30m"), Example("[] | median --or 0", gives: "0"),
    ])

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value { try Quantile.value(call, percent: 50) }
}

/// The value below which a given part of the values is.
enum Percentile: Command {
  static var name: String { "percentile" }
  static let signature = Signature(
    "Finds a percentile of numbers, durations or dates. Interpolates between two values.",
    category: .rows,
    positional: [
      Parameter("percent", .number, "from 0, the smallest, to 100, the largest"), Quantile.column,
    ],
    flags: [Quantile.or], input: .required(RowTypes.items), output: .any,
    examples: [
      Example("1..101 | percentile 95", gives: "96"), Example("[1 2] | percentile 25", gives: "1.25"),
      Example("[{n: 5} {n: 7}] | percentile 100 n", gives: "7"),
    ])

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.dropFirst().prefix(1).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let percent: Double
    let given = try call.required("percent")
    switch given {
    case .int(let number): percent = Double(number)
    case .float(let number): percent = number
    default: throw call.wrongType("percent", "number", given)
    }
    guard (0...100).contains(percent) else {
      throw call.fault(BuiltinFault.badPercent)
    }
    return try Quantile.value(call, percent: percent)
  }
}

/// The standard deviation: how far values are from their average.
enum StandardDeviation: Command {
  static var name: String { "stddev" }
  static let signature = Signature(
    "Calculates the sample standard deviation of numbers or durations.",
    category: .rows, positional: [Quantile.column],
    flags: [Flag("population", nil, "the values are the whole population, not a sample"), Quantile.or],
    input: .required(RowTypes.items), output: .any,
    examples: [
      Example("[2 4 4 4 5 5 7 9] | stddev --population", gives: "2.0"),
      Example("[1 3] | stddev | round 3", gives: "1.414"),
      Example("[1h 3h] | stddev --population", gives: "1h"),
    ])

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    arguments.positional.prefix(1).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let values = try Quantile.values(RowInput(call)) { (value) throws(Fault) in
      switch value {
      case .int, .float, .duration: break
      default: throw Quantile.wrong(value, call)
      }
    }
    let isPopulation = call.has("population")
    guard let first = values.first, isPopulation || values.count > 1 else {
      return try call.fallback("`stddev` of \(values.isEmpty ? "nothing" : "one value")")
    }
    let deviation = Spread(values, from: first).deviation(values.count - (isPopulation ? 0 : 1))
    if case .duration = first {
      guard let time = Int(exactly: deviation.rounded()) else {
        throw call.fault(BuiltinFault.outOfDuration)
      }
      return .duration(time)
    }
    guard deviation.isFinite else { throw call.fault(BuiltinFault.outOfFloat) }
    return .float(deviation)
  }
}

/// The distances of values from the first of them.
///
/// Those of whole numbers are exact, so that large ones that lie close together lose nothing; and they are made small
/// before they are squared, so that no square is too large.
private struct Spread {
  private var distances: [Double] = []
  private var largest = 0.0

  init(_ values: [Value], from first: Value) {
    distances.reserveCapacity(values.count)
    for value in values {
      // Halves, since the difference of two floats may be too large for a float.
      let distance = Spread.half(from: first, to: value)
      distances.append(distance)
      largest = max(largest, abs(distance))
    }
  }

  private static func half(from first: Value, to value: Value) -> Double {
    switch (first, value) {
    case (.int(let a), .int(let b)), (.duration(let a), .duration(let b)):
      return Double(Int128(b) - Int128(a)) / 2
    default: return number(value) / 2 - number(first) / 2
    }
  }

  private static func number(_ value: Value) -> Double {
    switch value {
    case .int(let number): Double(number)
    case .float(let number): number
    default: 0
    }
  }

  func deviation(_ divisor: Int) -> Double {
    if largest == 0 { return 0 }
    let count = Double(distances.count)
    var sum = 0.0
    for distance in distances { sum += distance / largest }
    let mean = sum / count
    var squares = 0.0
    var rest = 0.0
    for distance in distances {
      let difference = distance / largest - mean
      squares += difference * difference
      rest += difference
    }
    // What rounding left of the mean.
    squares = max(0, squares - rest * rest / count)
    return (squares / Double(divisor)).squareRoot() * largest * 2
  }
}

/// What `median` and `percentile` share.
private enum Quantile {
  static let column = Parameter(
    "column", .string, "a field of the rows to take; without it the items", optional: true, offers: .columns)
  static let or = Flag("or", .any, "what to give where there is nothing")

  /// The values, each looked at, of one kind.
  static func values(_ input: RowInput, _ check: (Value) throws(Fault) -> Void) throws(Fault) -> [Value] {
    let machine = input.call.context.machine
    var values: [Value] = []
    try Numbers.read(input) { (value) throws(Fault) in
      try check(value)
      if let first = values.first { _ = try Comparison.order(first, value) }
      values.append(value)
      if values.count & 0xFFF == 0 { try machine.checkMemory(items: values.count) }
    }
    return values
  }

  static func wrong(_ value: Value, _ call: Call) -> Fault {
    Fault(BuiltinFault.notANumberOf(command: call.name, given: value.typeName, isNull: value.isNull))
  }

  static func value(_ call: Call, percent: Double) throws(Fault) -> Value {
    let input = try RowInput(call)
    if let span = input.span, let last = span.last, try call.text("column") == nil {
      // The items of a range are in order already.
      let isAscending = try Comparison.order(span.item(0), span.item(last)) <= 0
      return between(last, isAscending ? percent : 100 - percent) { span.item($0) }
    }
    var values = try values(input) { (value) throws(Fault) in
      switch value {
      case .int, .float, .duration, .datetime: break
      default: throw wrong(value, call)
      }
    }
    if values.isEmpty { return try call.fallback("`\(call.name)` of nothing") }
    var failure: Fault?
    values.sort { a, b in
      do throws(Fault) { return try Comparison.order(a, b) < 0 } catch {
        failure = error
        return false
      }
    }
    if let failure { throw failure }
    return between(UInt(values.count - 1), percent) { values[Int($0)] }
  }

  /// The value at a part of the way from the first to the last item.
  private static func between(_ last: UInt, _ percent: Double, _ item: (UInt) -> Value) -> Value {
    let (lower, part) = place(last, percent)
    let low = item(lower)
    if part == 0 || lower == last { return low }
    let high = item(lower + 1)
    switch (low, high) {
    case (.duration(let a), .duration(let b)): return .duration(weighted(a, b, part))
    case (.datetime(let a), .datetime(let b)):
      return .datetime(Instant(microseconds: weighted(a.microseconds, b.microseconds, part), zone: a.zone))
    case (.int(let a), .int(let b)):
      // Exact where the way is half, as a median's is.
      if part == 0.5 { return .float(Double(Int128(a) + Int128(b)) / 2) }
      return .float(Double(a) + Double(Int128(b) - Int128(a)) * part)
    default: return .float(weighted(number(low), number(high), part))
    }
  }

  /// The item before a part of the way to the last one, and what is left of the way to the next; exact for whole percents.
  private static func place(_ last: UInt, _ percent: Double) -> (UInt, Double) {
    if let whole = Int128(exactly: percent) {
      let (below, rest) = (Int128(last) * whole).quotientAndRemainder(dividingBy: 100)
      return (UInt(below), Double(rest) / 100)
    }
    let place = Double(last) * percent / 100
    let below = place.rounded(.down)
    return (min(UInt(exactly: below) ?? last, last), place - below)
  }

  private static func weighted(_ a: Int, _ b: Int, _ part: Double) -> Int {
    let way = (Double(Int128(b) - Int128(a)) * part).rounded()
    return Int(clamping: Int128(a) + (Int128(exactly: way) ?? 0))
  }

  /// Never outside the two, and without a difference that does not fit.
  private static func weighted(_ a: Double, _ b: Double, _ part: Double) -> Double {
    min(max(a * (1 - part) + b * part, a), b)
  }

  private static func number(_ value: Value) -> Double {
    switch value {
    case .int(let number): Double(number)
    case .float(let number): number
    default: 0
    }
  }
}
