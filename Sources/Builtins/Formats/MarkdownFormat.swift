internal import Interpreter

/// Tables of Markdown; a file is text unless its table is asked for.
enum MarkdownFormat: FormatDefinition {
  static let id = FileFormat.md
  static let endings = ["markdown"]
  static let type: Type? = .rows(nil)
  static var reader: (any Command.Type)? { FromMarkdown.self }
  static var writer: (any Command.Type)? { ToMarkdown.self }
  static let isReadByEnding = false
  static let readFlags = [ReadFlags.types]

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    let rows = try Markdown.read(try source.text(context))
    return options.guessesTypes ? Guess.rows(rows, context) : rows
  }

  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    try out(try Markdown.table(value, options, context))
  }
}

/// Reads tables of Markdown.
enum FromMarkdown: Command {
  static var name: String { "from md" }
  static let signature = Signature(
    "Parses the first table of a Markdown text into rows. Cells are text.", category: .io,
    flags: MarkdownFormat.readFlags, input: .required(.string), output: .rows(nil),
    examples: [
      Example(
        "\"# List\\n\\n| a | b |\\n| --- | ---: |\\n| x \\\\| y | 2 |\\n\" | from md",
        gives: "[{a: \"x | y\", b: \"2\"}]")
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try MarkdownFormat.parsed(call) }
}

/// Writes tables of Markdown.
enum ToMarkdown: Command {
  static var name: String { "to md" }
  static let signature = Signature(
    "Formats rows as a Markdown table.", category: .io, flags: [FormatFlags.masked], input: WrittenRows.input,
    output: .string, details: WrittenRows.doc + " Escapes Markdown's markup.",
    examples: [
      Example("[{a: x, n: 1}] | to md", gives: "\"| a | n |\\n| --- | ---: |\\n| x | 1 |\\n\"")
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try MarkdownFormat.written(call) }
}
