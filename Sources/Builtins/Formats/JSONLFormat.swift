internal import Interpreter
internal import JSON

/// JSON lines.
enum JSONLFormat: FormatDefinition {
  static let id = FileFormat.jsonl
  static let endings = ["ndjson"]
  static let type: Type? = .rows(nil)
  static var reader: (any Command.Type)? { FromJSONL.self }
  static var writer: (any Command.Type)? { ToJSONL.self }
  static let adding = Adding.lines
  static let isWrittenByRow = true

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    .stream(try JSONLines.stream(source, context))
  }

  /// One compact JSON text a line.
  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    var writer = TreeWriter(JSONWriter(), .jsonl, isMasked: options.isMasked, context)
    try Formats.forEach(value, .jsonl, context) { (item) throws(Fault) in
      try writer.write(item, depth: 0)
      writer.sink.newline()
      if writer.sink.count >= 1 << 16 { try out(writer.sink.take()) }
    }
    try out(writer.sink.take())
  }
}

/// Reads JSON lines.
enum FromJSONL: Command {
  static var name: String { "from jsonl" }
  static let signature = Signature(
    "Parses JSON lines: one value a line. Skips empty lines.", category: .io,
    input: .required(.string), output: .rows(nil),
    examples: [Example("\"{\\\"a\\\": 1}\\n{\\\"a\\\": 2}\\n\" | from jsonl", gives: "[{a: 1} {a: 2}]")])

  static func run(_ call: Call) throws(Fault) -> Value { try JSONLFormat.parsed(call) }
}

/// Writes JSON lines.
enum ToJSONL: Command {
  static var name: String { "to jsonl" }
  static let signature = Signature(
    "Formats each item as one line of JSON.", category: .io, flags: [FormatFlags.masked],
    input: .required(.oneOf([.rows(nil), .list(.any), .record(nil)])), output: .string,
    details: "`save FILE.jsonl` does the same and holds no rows in memory.",
    examples: [Example("[{a: 1} {a: x}] | to jsonl", gives: "\"{\\\"a\\\":1}\\n{\\\"a\\\":\\\"x\\\"}\\n\"")])

  static func run(_ call: Call) throws(Fault) -> Value { try JSONLFormat.written(call) }
}
