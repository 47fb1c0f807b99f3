internal import Base
internal import Interpreter
internal import Syntax

/// What the conversions share: they fail, or give what `--or` says.
private enum Conversion {
  static let or = Flag("or", .any, "what to give where there is nothing to convert, or it cannot be")

  /// How what is wanted is written.
  private static func form(_ wanted: String) -> String {
    switch wanted {
    case "date":
      "a date is written `2026-01-31` or `2026-01-31T08:00:00Z`, and comes from a number of seconds; "
    case "duration": "a duration is written `90s`, `1h30m`, `7d`; "
    case "bool": "it is written `true` or `false`; "
    default: ""
    }
  }

  /// The converted input; the body gives nil for what it does not take.
  static func run(_ call: Call, _ wanted: String, _ body: (Value) throws(Fault) -> Value?) throws(Fault)
    -> Value
  {
    let input = call.input ?? .null
    if case .sealed = input {
      throw call.fault(BuiltinFault.sealedText(command: call.name))
    }
    if let value = try body(input) { return value }
    if let fallback = call.fallback { return fallback }
    let shown =
      switch input {
      case .text(let text): text.string.unicodeScalars.count > 40 ? "this text" : Display.quoted(text.string)
      case .null: "null"
      default: "\(input.typeName.withArticle)"
      }
    throw call.fault(BuiltinFault.unreadable(shown: shown, wanted: wanted, form: form(wanted)))
  }

  static func output(_ type: Type, _ arguments: KnownArguments) -> Type {
    guard let other = arguments.flags["or"] else { return type }
    if case .null? = other { return .optional(type) }
    return .any
  }
}

/// Reads whole numbers.
enum ToInt: Command {
  static var name: String { "to-int" }
  static let signature = Signature(
    "Converts text, a float without a fraction, or a date (seconds since 1970) to an int.",
    category: .values, flags: [Conversion.or], input: .required(.any), output: .int,
    details: "For other floats use `round`, `floor` or `ceil`.",
    examples: [
      Example("\"42\" | to-int", gives: "42"), Example("\"x\" | to-int --or 0", gives: "0"),
      Example("2.0 | to-int", gives: "2"), Example("1970-01-02 | to-int", gives: "86400"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Conversion.output(.int, arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Conversion.run(call, "int") { (value) throws(Fault) in
      switch value {
      case .int: value
      case .float(let number): Int(exactly: number).map(Value.int)
      case .text(let text): Int(text.string).map(Value.int)
      case .datetime(let instant): .int(Base.Calendar.floorDivide(instant.microseconds, 1_000_000))
      default: nil
      }
    }
  }
}

/// Reads numbers with a fraction.
enum ToFloat: Command {
  static var name: String { "to-float" }
  static let signature = Signature(
    "Converts text or an int to a float.", category: .values, flags: [Conversion.or], input: .required(.any),
    output: .float,
    examples: [
      Example("\"1.5\" | to-float", gives: "1.5"), Example("3 | to-float", gives: "3.0"),
      Example("\"\" | to-float --or null", gives: "null"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Conversion.output(.float, arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Conversion.run(call, "float") { (value) throws(Fault) in
      switch value {
      case .float: value
      case .int(let number): .float(Double(number))
      case .text(let text): number(text.string)
      default: nil
      }
    }
  }

  /// Decimal notation only: no `inf`, `nan` or hexadecimal.
  private static func number(_ text: String) -> Value? {
    let isDecimal = text.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E || byte | 0x20 == 0x65
    }
    guard isDecimal, let number = Double(text), number.isFinite else { return nil }
    return .float(number)
  }
}

/// Writes values.
enum ToString: Command {
  static var name: String { "to-string" }
  static let signature = Signature(
    "Converts a value to text as it is shown. Lists and records are written as in the language.",
    category: .values,
    flags: [Conversion.or], input: .required(.any), output: .string,
    examples: [
      Example("42 | to-string", gives: "\"42\""),
      Example("2026-01-31 | to-string", gives: "\"2026-01-31T00:00:00Z\""),
      Example("[1 a] | to-string", gives: "\"[1, \\\"a\\\"]\""),
      Example("null | to-string --or \"-\"", gives: "\"-\""),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Conversion.output(.string, arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Conversion.run(call, "string") { (value) throws(Fault) in
      switch value {
      case .text: value
      case .null: nil
      case .stream:
        .string(Display(call.context).literal(try Streams.collect(value, call.context)))
      default: .string(Display(call.context).inline(value))
      }
    }
  }
}

/// Reads dates.
enum ToDate: Command {
  static var name: String { "to-date" }
  static let signature = Signature(
    "Converts text, or seconds since 1970, to a date.", category: .values,
    flags: [
      Conversion.or,
      Flag("zone", .string, "the zone of a date without offset; default: that of the run", offers: .zones),
    ],
    input: .required(.any), output: .datetime,
    details:
      "Accepts `2026-01-31`, `2026-01-31T08:00:00Z`, `2026-01-31 08:00`, with a fraction and an offset.",
    examples: [
      Example("\"2026-01-31\" | to-date", gives: "2026-01-31"),
      Example("86400 | to-date", gives: "1970-01-02"),
      Example("\"2026-01-31 08:00\" | to-date --zone +02:00", gives: "2026-01-31T06:00:00Z"),
      Example("\"soon\" | to-date --or null", gives: "null"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    Conversion.output(.datetime, arguments)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let zone = try call.zone("zone")
    return try Conversion.run(call, "date") { (value) throws(Fault) in
      switch value {
      case .datetime: value
      case .int(let seconds):
        ToDate.date(seconds, zone ?? call.context.zone, call.context.zones)
      case .text(let text): DateReading.instant(text.string, zone, call.context).map(Value.datetime)
      default: nil
      }
    }
  }
}

extension ToDate {
  /// The date that is this many seconds after 1970; nil where its year is not 1 to 9999.
  private static func date(_ seconds: Int, _ zone: UInt16, _ zones: ZoneTable) -> Value? {
    let (microseconds, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow, zones.shows(microseconds, in: zone) else { return nil }
    return .datetime(Instant(microseconds: microseconds, zone: zone))
  }
}

/// Reads durations.
enum ToDuration: Command {
  static var name: String { "to-duration" }
  static let signature = Signature(
    "Converts text such as `90d`, `1h30m` or `-5s` to a duration.", category: .values, flags: [Conversion.or],
    input: .required(.any), output: .duration, details: "For a number use `$n * 1s`.",
    examples: [
      Example("\"1h30m\" | to-duration", gives: "90m"), Example("\"?\" | to-duration --or 0s", gives: "0s"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    Conversion.output(.duration, arguments)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Conversion.run(call, "duration") { (value) throws(Fault) in
      if case .duration = value { return value }
      guard case .text(let text) = value, case .duration(let microseconds)? = Literal.read(word: text.string)
      else {
        return nil
      }
      return .duration(Int(microseconds))
    }
  }
}

/// Reads `true` and `false`.
enum ToBool: Command {
  static var name: String { "to-bool" }
  static let signature = Signature(
    "Converts the text `true` or `false` to a bool.", category: .values, flags: [Conversion.or],
    input: .required(.any),
    output: .bool,
    examples: [
      Example("\"true\" | to-bool", gives: "true"), Example("\"no\" | to-bool --or false", gives: "false"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { Conversion.output(.bool, arguments) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Conversion.run(call, "bool") { (value) throws(Fault) in
      switch value {
      case .bool: value
      case .text(let text): text.string == "true" ? .bool(true) : text.string == "false" ? .bool(false) : nil
      default: nil
      }
    }
  }
}
