internal import Interpreter

/// What the commands that read a format share.
private enum FromCommand {
  static let types = Flag(
    "types", nil, "cells become numbers, bools, dates and null where they look like them")
  static let separator = Flag("separator", .string, "what parts the cells, one character: `;`")

  static func run(_ call: Call, _ format: FileFormat) throws(Fault) -> Value {
    guard let text = call.input?.string else {
      throw call.wrongType("the pipe", "string", call.input ?? .null)
    }
    var options = ReadOptions()
    options.guessesTypes = call.has("types")
    options.separator = try separator(call)
    return try Reading.value(of: MemorySource(Array(text.utf8)), format, options, call.context)
  }

  private static func separator(_ call: Call) throws(Fault) -> UInt8? {
    guard let text = try call.text("separator") else { return nil }
    guard text.utf8.count == 1, let byte = text.utf8.first, byte != 0x22, byte != 0x0A, byte != 0x0D,
      byte != 0
    else {
      throw call.fault("E0340", "--separator takes one character of ASCII, no quote and no line end")
    }
    return byte
  }
}

/// Reads JSON.
enum FromJSON: Command {
  static var name: String { "from json" }
  static let signature = Signature(
    "The value of a JSON text.", category: .io, input: .required(.string), output: .any,
    details: "Integers that do not fit 64 bits and names that stand twice in an object are errors.",
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
    "The values of a text with one JSON value a line; empty lines are passed over.", category: .io,
    input: .required(.string), output: .rows(nil),
    examples: [Example("\"{\\\"a\\\": 1}\\n{\\\"a\\\": 2}\\n\" | from jsonl", gives: "[{a: 1} {a: 2}]")])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .jsonl) }
}

/// Reads CSV.
enum FromCSV: Command {
  static var name: String { "from csv" }
  static let signature = Signature(
    "The rows of a CSV text; its first line names the columns, all cells are text.", category: .io,
    flags: [FromCommand.types, FromCommand.separator], input: .required(.string), output: .rows(nil),
    details: """
      RFC 4180: cells in double quotes may hold commas and line ends. A line with more or fewer cells than the first \
      one is an error. With --types only what would be written the same way again is converted: `007` stays text.
      """,
    examples: [
      Example("\"name,n\\nci,1\\n\" | from csv", gives: "[{name: ci, n: \"1\"}]"),
      Example("\"name,n\\n007,1\\n\" | from csv --types", gives: "[{name: \"007\", n: 1}]"),
      Example("\"a;b\\n1;2\\n\" | from csv --separator ';' | get b", gives: "[\"2\"]"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .csv) }
}

/// Reads tab-separated values.
enum FromTSV: Command {
  static var name: String { "from tsv" }
  static let signature = Signature(
    "The rows of a text whose cells are parted by tabs; its first line names the columns, all cells are text.",
    category: .io, flags: [FromCommand.types], input: .required(.string), output: .rows(nil),
    examples: [Example("\"a\\tb\\n1\\tx y\\n\" | from tsv", gives: "[{a: \"1\", b: \"x y\"}]")])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .tsv) }
}

/// Reads YAML.
enum FromYAML: Command {
  static var name: String { "from yaml" }
  static let signature = Signature(
    "The value of a YAML text with one document.", category: .io, input: .required(.string), output: .any,
    details:
      "The types are those of YAML 1.2: `no` and `on` are text. Aliases may stand for a limited amount only.",
    examples: [Example("\"a: 1\\nb: [x, no]\\n\" | from yaml", gives: "{a: 1, b: [x \"no\"]}")])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .yaml) }
}

/// Reads env files.
enum FromEnv: Command {
  static var name: String { "from env" }
  static let signature = Signature(
    "The variables of an env file as a record of texts; nothing in it is expanded.", category: .io,
    input: .required(.string), output: .record(nil),
    examples: [
      Example(
        "\"# web\\nexport URL='http://x/?a=1'\\nN=3\\n\" | from env",
        gives: "{URL: \"http://x/?a=1\", N: \"3\"}")
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .env) }
}

/// Reads tables of Markdown.
enum FromMarkdown: Command {
  static var name: String { "from md" }
  static let signature = Signature(
    "The rows of the first table of a Markdown text; all cells are text.", category: .io,
    flags: [FromCommand.types], input: .required(.string), output: .rows(nil),
    examples: [
      Example(
        "\"# List\\n\\n| a | b |\\n| --- | ---: |\\n| x \\\\| y | 2 |\\n\" | from md",
        gives: "[{a: \"x | y\", b: \"2\"}]")
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try FromCommand.run(call, .md) }
}
