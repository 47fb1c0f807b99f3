internal import Interpreter

/// What the commands that read a format share.
private enum FromCommand {
  static func run(_ call: Call, _ format: FileFormat) throws(Fault) -> Value {
    guard let text = call.input?.string else {
      throw call.wrongType("the pipe", "string", call.input ?? .null)
    }
    let options = try ReadFlags.options(call, format)
    return try Reading.value(of: MemorySource(Array(text.utf8)), format, options, call.context)
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

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .json) }
}

/// Reads JSON lines.
enum FromJSONL: Command {
  static var name: String { "from jsonl" }
  static let signature = Signature(
    "Parses JSON lines: one value a line. Skips empty lines.", category: .io,
    input: .required(.string), output: .rows(nil),
    examples: [Example("\"{\\\"a\\\": 1}\\n{\\\"a\\\": 2}\\n\" | from jsonl", gives: "[{a: 1} {a: 2}]")])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .jsonl) }
}

/// Reads CSV.
enum FromCSV: Command {
  static var name: String { "from csv" }
  static let signature = Signature(
    "Parses CSV into rows. The first line names the columns; cells are text.", category: .io,
    flags: ReadFlags.cells + [ReadFlags.separator], input: .required(.string), output: .rows(nil),
    details: """
      RFC 4180: cells in double quotes may hold commas and line ends. A line with more or fewer cells than the first \
      one is an error. --types converts only cells that would be written the same way again: `007` stays text. \
      Without --no-header, --columns replaces the names of the first line.
      """,
    examples: [
      Example("\"name,n\\nci,1\\n\" | from csv", gives: "[{name: ci, n: \"1\"}]"),
      Example("\"name,n\\n007,1\\n\" | from csv --types", gives: "[{name: \"007\", n: 1}]"),
      Example("\"a;b\\n1;2\\n\" | from csv --separator ';' | get b", gives: "[\"2\"]"),
      Example(
        "\"# list\\nci,1\\n\" | from csv --comment '#' --no-header --columns [name n]",
        gives: "[{name: ci, n: \"1\"}]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .csv) }
}

/// Reads tab-separated values.
enum FromTSV: Command {
  static var name: String { "from tsv" }
  static let signature = Signature(
    "Parses tab-separated text into rows. The first line names the columns; cells are text.",
    category: .io, flags: ReadFlags.cells, input: .required(.string), output: .rows(nil),
    examples: [Example("\"a\\tb\\n1\\tx y\\n\" | from tsv", gives: "[{a: \"1\", b: \"x y\"}]")])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .tsv) }
}

/// Reads YAML.
enum FromYAML: Command {
  static var name: String { "from yaml" }
  static let signature = Signature(
    "Parses YAML text: one document, or with --all a list of documents.", category: .io,
    flags: [ReadFlags.documents], input: .required(.string), output: .any,
    details: """
      The types are those of YAML 1.2: `no` and `on` are text. The expansion of aliases is limited. `<<: *a` and \
      `<<: [*a, *b]` merge the fields of other records: the record's own fields win, then earlier records of the list. `"<<"` in quotes is an ordinary name.
      """,
    examples: [
      Example("\"a: 1\\nb: [x, no]\\n\" | from yaml", gives: "{a: 1, b: [x \"no\"]}"),
      Example(
        "\"base: &b {cpu: 1, mem: 2}\\nweb: {<<: *b, mem: 4}\\n\" | from yaml | get web",
        gives: "{cpu: 1, mem: 4}"),
      Example("\"a: 1\\n---\\na: 2\\n\" | from yaml --all", gives: "[{a: 1} {a: 2}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    arguments.flags["all"] == nil ? .any : .list(.any)
  }

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .yaml) }
}

/// Reads env files.
enum FromEnv: Command {
  static var name: String { "from env" }
  static let signature = Signature(
    "Parses an env file into a record of text. Expands nothing.", category: .io,
    flags: [ReadFlags.last], input: .required(.string), output: .record(nil),
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

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .env) }
}

/// Reads tables of Markdown.
enum FromMarkdown: Command {
  static var name: String { "from md" }
  static let signature = Signature(
    "Parses the first table of a Markdown text into rows. Cells are text.", category: .io,
    flags: [ReadFlags.types], input: .required(.string), output: .rows(nil),
    examples: [
      Example(
        "\"# List\\n\\n| a | b |\\n| --- | ---: |\\n| x \\\\| y | 2 |\\n\" | from md",
        gives: "[{a: \"x | y\", b: \"2\"}]")
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .md) }
}
