internal import Interpreter

/// The table of formats that values are read from and written in.
enum FileFormat: String, CaseIterable {
  case json, jsonl, csv, tsv, yaml, env, md, text

  /// What the format is.
  var definition: any FormatDefinition.Type {
    switch self {
    case .json: JSONFormat.self
    case .jsonl: JSONLFormat.self
    case .csv: CSVFormat.self
    case .tsv: TSVFormat.self
    case .yaml: YAMLFormat.self
    case .env: EnvFormat.self
    case .md: MarkdownFormat.self
    case .text: TextFormat.self
    }
  }

  /// Those that can be read.
  static var readable: [FileFormat] { allCases.filter { $0.definition.type != nil } }

  /// The format that a word names; a fault that lists those that may be meant otherwise.
  static func named(_ name: String, among formats: [FileFormat] = allCases) throws(Fault) -> FileFormat {
    guard let format = called(name), formats.contains(format) else { throw unknown(name, among: formats) }
    return format
  }

  /// The endings of files by which `open` goes, as its help lists them.
  static var endings: String {
    allCases.filter { $0.definition.isReadByEnding && $0 != .text }
      .flatMap { [$0.rawValue] + $0.definition.endings }.joined(separator: " ")
  }

  /// The fault of a name that is none of these formats'.
  static func unknown(_ name: String, among formats: [FileFormat]) -> Fault {
    let names = formats.map(\.rawValue)
    return Fault(
      FileFault.unknownFormat(name, near: Suggestion.nearest(name, among: names), formats: names))
  }

  private static func called(_ name: String) -> FileFormat? {
    FileFormat(rawValue: name) ?? allCases.first { $0.definition.endings.contains(name) }
  }

  /// The format of a file by its name; text where the name says nothing.
  static func of(path: String) -> FileFormat {
    let name =
      path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    // `.env` and `.env.local` have no extension that would say so.
    if name == ".env" || name.hasPrefix(".env.") { return .env }
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return .text }
    return called(name[name.utf8.index(after: dot)...].lowercased()) ?? .text
  }

  /// The format in which a file is read by its name: Markdown is text unless a table is asked for.
  static func reading(path: String) -> FileFormat {
    let format = of(path: path)
    return format.definition.isReadByEnding ? format : .text
  }

  /// What parts cells, unless a flag says it.
  var separator: UInt8 { UInt8(ascii: self == .tsv ? "\t" : ",") }

  /// Names as a flag offers them.
  static func flag(_ name: String, _ doc: String, _ formats: [FileFormat]) -> Flag {
    let names = formats.map(\.rawValue)
    return Flag(name, .string, "\(doc): \(names.joined(separator: " "))", offers: Offer.plain(names))
  }

  /// The flags of several formats, each once.
  static func flags(_ own: (any FormatDefinition.Type) -> [Flag]) -> [Flag] {
    var flags: [Flag] = []
    for flag in allCases.flatMap({ own($0.definition) })
    where !flags.contains(where: { $0.name == flag.name }) {
      flags.append(flag)
    }
    return flags
  }

  /// Whether a call has a flag, which must be one of its format's own.
  static func has(
    _ call: Call, _ flag: Flag, _ format: FileFormat, _ own: (any FormatDefinition.Type) -> [Flag]
  ) throws(Fault) -> Bool {
    guard call.has(flag.name) else { return false }
    let knowing = allCases.filter { own($0.definition).contains { $0.name == flag.name } }
    if knowing.contains(format) { return true }
    throw call.fault(
      FileFault.flagOfOthers(flag.name, formats: knowing.map(\.rawValue), given: format.rawValue))
  }
}

/// How values are written.
package struct FormatOptions {
  /// JSON without line breaks.
  package var isCompact = false
  /// Sealed text becomes `••••`; else it is a fault.
  package var isMasked = false
  /// Cells that a spreadsheet would run stay as they are.
  package var isRaw = false
  /// Variables are written with `export`.
  package var exports = false
  /// Variables are written without quotes, as docker reads them.
  var isPlain = false
  /// Variables that libraries for .env files would read otherwise than `sh` are refused.
  var isDotenv = false
  /// YAML with a document for each item.
  var isDocuments = false
  /// CSV without the line of names.
  var omitsHeader = false
  /// Output is passed on piece by piece and never held whole.
  var mayStream = true
  /// The columns of CSV, where they are given and not found in the rows.
  var columns: [String]?

  /// The options of a file: nothing is masked, formulas are neutralised.
  package init() {}
}

/// Where in a value a writer is, for its faults.
struct FormatPath {
  enum Step {
    case key(String)
    case index(Int)
  }

  var steps: [Step] = []

  /// The place of a cell.
  static func cell(_ row: Int, _ column: String) -> FormatPath {
    FormatPath(steps: [.index(row), .key(column)])
  }

  /// ` at a[2].b`; empty for the whole value.
  var suffix: String {
    var text = ""
    for step in steps {
      switch step {
      case .key(let key): text += (text.isEmpty ? "" : ".") + key
      case .index(let index): text += "[\(index)]"
      }
    }
    return text.isEmpty ? "" : " at `\(text)`"
  }

  /// The fault of sealed text in a value to be written.
  func sealed(_ format: FileFormat) -> Fault {
    Fault(FileFault.sealed(format: format.rawValue, place: suffix))
  }

  /// The error for a NUL in a cell: readers of csv and tsv refuse it.
  func holdsNUL(_ format: FileFormat) -> Fault {
    Fault(FileFault.nulInCell(format: format.rawValue, place: suffix))
  }

  /// The fault of a value that the format does not know.
  func refused(_ value: Value, _ format: FileFormat, help: String? = nil) -> Fault {
    Fault(FileFault.notWritable(given: value.typeName, format: format.rawValue, place: suffix, help: help))
  }
}
