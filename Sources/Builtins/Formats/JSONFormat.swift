internal import Interpreter
internal import JSON

/// JSON.
enum JSONFormat: FormatDefinition {
  static let id = FileFormat.json
  static let type: Type? = .any
  static var reader: (any Command.Type)? { FromJSON.self }
  static var writer: (any Command.Type)? { ToJSON.self }

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    var bytes = try source.rest(context)
    var builder = ValueBuilder(options.shapes)
    do throws(JSONError) {
      try JSONReader(maximumDepth: context.limits.nesting, allowsNUL: true).read(&bytes, into: &builder)
    } catch {
      try context.machine.pollNow()
      throw fault(error)
    }
    return builder.take()
  }

  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    var writer = TreeWriter(
      JSONWriter(pretty: !options.isCompact), .json, isMasked: options.isMasked, context)
    try writer.write(value, to: out)
    writer.sink.newline()
    try out(writer.sink.take())
  }

  /// An error of JSON in the words of a run.
  static func fault(_ error: JSONError) -> Fault {
    Fault(FileFault.badJSON(reason: error.message, line: error.line, column: error.column, path: error.path))
  }
}

/// Reads JSON.
enum FromJSON: Command {
  static var name: String { "from json" }
  static let signature = Signature(
    "Parses JSON text.", category: .io, input: .required(.string), output: .any,
    details: "Integers beyond 64 bits and duplicate names in an object are errors.",
    examples: [
      Example("'{\"a\": [1, 2.5, null]}' | from json", gives: "{a: [1 2.5 null]}"),
      Example("'[true, \"x\"]' | from json", gives: "[true x]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try JSONFormat.parsed(call) }
}

/// Writes JSON.
enum ToJSON: Command {
  static var name: String { "to json" }
  static let signature = Signature(
    "Formats a value as JSON.", category: .io,
    flags: [FormatFlags.compact, FormatFlags.masked], input: .required(.any),
    output: .string,
    details:
      "Entities become records of their columns, references to them `{kind id name}`. Dates and durations become text.",
    examples: [
      Example("{a: [1 null], b: 90m} | to json --compact", gives: "'{\"a\":[1,null],\"b\":\"1h30m\"}'"),
      Example("[1] | to json", gives: "\"[\\n  1\\n]\""),
      Example("2026-01-31 | to json", gives: "'\"2026-01-31T00:00:00Z\"'"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try JSONFormat.written(call) }
}
