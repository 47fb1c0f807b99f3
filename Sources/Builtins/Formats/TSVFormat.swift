internal import Interpreter

/// Tab-separated values.
enum TSVFormat: CellFormat {
  static let id = FileFormat.tsv
  static var reader: (any Command.Type)? { FromTSV.self }
  static var writer: (any Command.Type)? { ToTSV.self }
  static let readFlags = ReadFlags.cells
}

/// Reads tab-separated values.
enum FromTSV: Command {
  static var name: String { "from tsv" }
  static let signature = Signature(
    "Parses tab-separated text into rows. The first line names the columns; cells are text.",
    category: .io, flags: TSVFormat.readFlags, input: .required(.string), output: .rows(nil),
    examples: [Example("\"a\\tb\\n1\\tx y\\n\" | from tsv", gives: "[{a: \"1\", b: \"x y\"}]")])

  static func run(_ call: Call) throws(Fault) -> Value { try TSVFormat.parsed(call) }
}

/// Writes tab-separated values.
enum ToTSV: Command {
  static var name: String { "to tsv" }
  static let signature = Signature(
    "Formats rows as tab-separated text with a header line.", category: .io,
    flags: TSVFormat.writeFlags + [FormatFlags.masked], input: WrittenRows.input, output: .string,
    details: WrittenRows.doc,
    examples: [Example("[{a: 1, b: \"x y\"}] | to tsv", gives: "\"a\\tb\\n1\\tx y\\n\"")])

  static func run(_ call: Call) throws(Fault) -> Value { try TSVFormat.written(call) }
}
