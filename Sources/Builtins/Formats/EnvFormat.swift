internal import Interpreter

/// Env files.
enum EnvFormat: FormatDefinition {
  static let id = FileFormat.env
  static let type: Type? = .record(nil)
  static var reader: (any Command.Type)? { FromEnv.self }
  static var writer: (any Command.Type)? { ToEnv.self }
  static let isForRuns = false
  static let adding = Adding.lines
  static let readFlags = [ReadFlags.last]
  static let writeFlags = [FormatFlags.exports, FormatFlags.plain, FormatFlags.dotenv]

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    try EnvRecord.read(try source.text(context), options)
  }

  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    try out(try EnvRecord.write(value, options, context))
  }
}

/// Reads env files.
enum FromEnv: Command {
  static var name: String { "from env" }
  static let signature = Signature(
    "Parses an env file into a record of text. Expands nothing.", category: .io,
    flags: EnvFormat.readFlags, input: .required(.string), output: .record(nil),
    details: """
      Read as libraries for .env files do: blanks around `=`, `export` before a name, names with `.` and `-`, values \
      without quotes up to ` #`, in single quotes as they are, in double quotes with `\\n` `\\r` `\\t` `\\"` `\\\\` `\\$`, both over \
      several lines. A variable that stands twice is an error, unless --last says which value counts.
      """,
    examples: [
      Example("\"A = 1\\nA = 2 # new\\n\" | from env --last", gives: "{A: \"2\"}"),
      Example(
        "\"# web\\nexport URL='http://x/?a=1'\\nN=3\\n\" | from env",
        gives: "{URL: \"http://x/?a=1\", N: \"3\"}"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try EnvFormat.parsed(call) }
}

/// Writes env files.
enum ToEnv: Command {
  static var name: String { "to env" }
  static let signature = Signature(
    "Formats a record as lines `NAME=value` for `sh` and .env files.", category: .io,
    flags: EnvFormat.writeFlags + [FormatFlags.masked],
    rules: FormatFlags.rules,
    input: WrittenRows.input, output: .string,
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

  static func run(_ call: Call) throws(Fault) -> Value { try EnvFormat.written(call) }
}
