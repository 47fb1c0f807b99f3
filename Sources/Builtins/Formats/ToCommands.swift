internal import Interpreter

/// What the commands that write a format share.
private enum ToCommand {
  static let rows = Input.required(.oneOf([.rows(nil), .record(nil)]))
  static let cells =
    "The columns are those of all rows, in the order of their first appearance. Entities show their name, lists and "
    + "records stand as JSON, null is an empty cell."

  static func run(_ call: Call, _ format: FileFormat) throws(Fault) -> Value {
    let options = try FormatFlags.options(call, format)
    if call.isShown, call.context.host.showsPlainText, case .stream? = call.input,
      [.csv, .tsv, .jsonl].contains(format)
    {
      return try show(call, format, options)
    }
    var bytes = try Formats.write(call.input ?? .null, as: format.rawValue, options: options, call.context)
    // A text in a text: `print` and interpolation add the line end that a file has.
    if format == .json, bytes.last == 0x0A { bytes.removeLast() }
    return .string(String(decoding: bytes, as: UTF8.self))
  }
}

extension ToCommand {
  /// Writes the text to where it would be shown at once, as the rows come, and leaves nothing to show.
  private static func show(
    _ call: Call, _ format: FileFormat, _ options: FormatOptions
  ) throws(Fault) -> Value {
    let host = call.context.host
    var isEmpty = true
    try Formats.encode(call.input ?? .null, format, options, call.context) { (bytes) throws(Fault) in
      if bytes.isEmpty { return }
      isEmpty = false
      try host.write(bytes)
    }
    return isEmpty ? .string("") : .null
  }
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

  static func run(_ call: Call) throws(Fault) -> Value { try ToCommand.run(call, .json) }
}

/// Writes JSON lines.
enum ToJSONL: Command {
  static var name: String { "to jsonl" }
  static let signature = Signature(
    "Formats each item as one line of JSON.", category: .io, flags: [FormatFlags.masked],
    input: .required(.oneOf([.rows(nil), .list(.any), .record(nil)])), output: .string,
    details: "`save FILE.jsonl` does the same and holds no rows in memory.",
    examples: [Example("[{a: 1} {a: x}] | to jsonl", gives: "\"{\\\"a\\\":1}\\n{\\\"a\\\":\\\"x\\\"}\\n\"")])

  static func run(_ call: Call) throws(Fault) -> Value { try ToCommand.run(call, .jsonl) }
}

/// Writes CSV.
enum ToCSV: Command {
  static var name: String { "to csv" }
  static let signature = Signature(
    "Formats rows as CSV with a header line.", category: .io, flags: [FormatFlags.raw, FormatFlags.masked],
    input: ToCommand.rows, output: .string,
    details: ToCommand.cells
      + " RFC 4180: lines end with CR LF. A cell that a spreadsheet would run as a formula begins with an apostrophe.",
    examples: [
      Example(
        "[{a: 1} {a: \"x,y\", b: true}] | to csv", gives: "\"a,b\\r\\n1,\\r\\n\\\"x,y\\\",true\\r\\n\""),
      Example("[{f: \"=1+1\"}] | to csv", gives: "\"f\\r\\n'=1+1\\r\\n\""),
      Example("[{f: \"=1+1\"}] | to csv --raw", gives: "\"f\\r\\n=1+1\\r\\n\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try ToCommand.run(call, .csv) }
}

/// Writes tab-separated values.
enum ToTSV: Command {
  static var name: String { "to tsv" }
  static let signature = Signature(
    "Formats rows as tab-separated text with a header line.", category: .io,
    flags: [FormatFlags.raw, FormatFlags.masked], input: ToCommand.rows, output: .string,
    details: ToCommand.cells,
    examples: [Example("[{a: 1, b: \"x y\"}] | to tsv", gives: "\"a\\tb\\n1\\tx y\\n\"")])

  static func run(_ call: Call) throws(Fault) -> Value { try ToCommand.run(call, .tsv) }
}

/// Writes YAML.
enum ToYAML: Command {
  static var name: String { "to yaml" }
  static let signature = Signature(
    "Formats a value as YAML, or with --all each item as a document.", category: .io,
    flags: [FormatFlags.documents, FormatFlags.masked], input: .required(.any), output: .string,
    details: "Text that YAML could take for something else is quoted.",
    examples: [
      Example("[{a: 1} {a: 2}] | to yaml --all", gives: "\"---\\na: 1\\n---\\na: 2\\n\""),
      Example("{a: 1, b: [x \"no\"]} | to yaml", gives: "\"a: 1\\nb:\\n  - x\\n  - \\\"no\\\"\\n\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try ToCommand.run(call, .yaml) }
}

/// Writes env files.
enum ToEnv: Command {
  static var name: String { "to env" }
  static let signature = Signature(
    "Formats a record as lines `NAME=value` for `sh` and .env files.", category: .io,
    flags: [FormatFlags.exports, FormatFlags.plain, FormatFlags.dotenv, FormatFlags.masked],
    rules: FormatFlags.rules,
    input: ToCommand.rows, output: .string,
    details: """
      Names consist of letters, digits and _. `sh` reads back every value exactly. The libraries read the same, but for a \
      CR, `${`, two backslashes or one at the end, and an apostrophe beside one of `"`, `\\`, `$` and a backquote: there is \
      no spelling of these that both read alike, and --dotenv makes them errors. With --plain nothing is quoted, as docker's \
      --env-file takes it; a value with a line end is an error then. Sealed text is opened by `save` alone: \
      `{NAME: $sealed} | save web.env`.
      """,
    examples: [
      Example("{URL: \"http://x/?a=1\", N: 3} | to env", gives: "\"URL='http://x/?a=1'\\nN=3\\n\""),
      Example("{A: \"it's\"} | to env --dotenv", gives: "\"A=\\\"it's\\\"\\n\""),
      Example("{A: \"it's \\\"x\\\"\"} | to env --plain", gives: "\"A=it's \\\"x\\\"\\n\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try ToCommand.run(call, .env) }
}

/// Writes tables of Markdown.
enum ToMarkdown: Command {
  static var name: String { "to md" }
  static let signature = Signature(
    "Formats rows as a Markdown table.", category: .io, flags: [FormatFlags.masked], input: ToCommand.rows,
    output: .string, details: ToCommand.cells + " Escapes Markdown's markup.",
    examples: [
      Example("[{a: x, n: 1}] | to md", gives: "\"| a | n |\\n| --- | ---: |\\n| x | 1 |\\n\"")
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try ToCommand.run(call, .md) }
}
