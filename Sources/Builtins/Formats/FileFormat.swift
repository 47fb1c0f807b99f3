internal import Interpreter

/// The formats that values are read from and written to.
enum FileFormat: String, CaseIterable {
  case json, jsonl, csv, tsv, yaml, env, md, text

  /// The format that a word names; a fault that lists them otherwise.
  static func named(_ name: String) throws(Fault) -> FileFormat {
    if let format = FileFormat(rawValue: name) ?? other[name] { return format }
    let names = allCases.map(\.rawValue)
    let near = Suggestion.nearest(name, among: names)
    throw Fault(FileFault.unknownFormat(name, near: near, formats: names))
  }

  private static let other = ["yml": FileFormat.yaml, "ndjson": .jsonl, "markdown": .md, "txt": .text]

  /// The format of a file by its name; text where the name says nothing.
  static func of(path: String) -> FileFormat {
    let name =
      path.utf8.split(separator: UInt8(ascii: "/")).last.map { String(decoding: $0, as: UTF8.self) } ?? ""
    // `.env` and `.env.local` have no extension that would say so.
    if name == ".env" || name.hasPrefix(".env.") { return .env }
    guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot > name.startIndex else { return .text }
    let ending = name[name.utf8.index(after: dot)...].lowercased()
    return FileFormat(rawValue: ending) ?? other[ending] ?? .text
  }

  /// The format in which a file is read: Markdown is text unless a table is asked for.
  static func reading(path: String) -> FileFormat {
    let format = of(path: path)
    return format == .md ? .text : format
  }

  /// The type of what reading gives, as far as the checker knows it.
  var type: Type {
    switch self {
    case .jsonl, .csv, .tsv, .md: .rows(nil)
    case .env: .record(nil)
    case .text: .string
    case .json, .yaml: .any
    }
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
