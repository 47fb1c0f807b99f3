internal import Interpreter

/// What formats of lines of cells share.
protocol CellFormat: FormatDefinition {}

extension CellFormat {
  static var type: Type? { .rows(nil) }
  static var adding: Adding { .rows }
  static var isWrittenByRow: Bool { true }
  static var writeFlags: [Flag] { [FormatFlags.raw] }

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value { .stream(try CellLines.stream(source, id, options, context)) }

  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) { try CellRows.write(value, id, options, context, out) }
}

/// CSV.
enum CSVFormat: CellFormat {
  static let id = FileFormat.csv
  static var reader: (any Command.Type)? { FromCSV.self }
  static var writer: (any Command.Type)? { ToCSV.self }
  static let readFlags = ReadFlags.cells + [ReadFlags.separator]
}

/// Reads CSV.
enum FromCSV: Command {
  static var name: String { "from csv" }
  static let signature = Signature(
    "Parses CSV into rows. The first line names the columns; cells are text.", category: .io,
    flags: CSVFormat.readFlags, input: .required(.string), output: .rows(nil),
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

  static func run(_ call: Call) throws(Fault) -> Value { try CSVFormat.parsed(call) }
}

/// Writes CSV.
enum ToCSV: Command {
  static var name: String { "to csv" }
  static let signature = Signature(
    "Formats rows as CSV with a header line.", category: .io,
    flags: CSVFormat.writeFlags + [FormatFlags.masked],
    input: WrittenRows.input, output: .string,
    details: WrittenRows.doc
      + " RFC 4180: lines end with CR LF. A cell that a spreadsheet would run as a formula begins with an apostrophe.",
    examples: [
      Example(
        "[{a: 1} {a: \"x,y\", b: true}] | to csv", gives: "\"a,b\\r\\n1,\\r\\n\\\"x,y\\\",true\\r\\n\""),
      Example("[{f: \"=1+1\"}] | to csv", gives: "\"f\\r\\n'=1+1\\r\\n\""),
      Example("[{f: \"=1+1\"}] | to csv --raw", gives: "\"f\\r\\n=1+1\\r\\n\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try CSVFormat.written(call) }
}
