internal import Base
internal import Console
internal import Interpreter
internal import Syntax

/// Pipe tables of Markdown.
enum Markdown {
  // MARK: writing

  /// Rows as a table; columns of numbers are aligned to the right.
  static func table(_ value: Value, _ options: FormatOptions, _ context: Context) throws(Fault) -> [UInt8] {
    let table = try RowTable(value, .md, context)
    if table.columns.isEmpty, !table.rows.isEmpty { throw CellRows.noColumns(.md) }
    if table.columns.isEmpty { return [] }
    var lines: [[String]] = []
    try table.forEach(CellText(.md, isMasked: options.isMasked, context)) { (line) throws(Fault) in
      lines.append(line)
    }
    var out = line(table.columns.map(escaped))
    out += line(table.columns.map { isNumeric($0, table.rows) ? "---:" : "---" })
    for cells in lines { out += line(cells.map(escaped)) }
    return Array(out.utf8)
  }

  private static func isNumeric(_ column: String, _ rows: [RecordObject]) -> Bool {
    !rows.isEmpty
      && rows.allSatisfy { row in
        switch row[column] ?? .null {
        case .int, .float: true
        default: false
        }
      }
  }

  private static func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }

  /// A text as a cell: what Markdown would take for markup is escaped, line ends become `<br>`, and what would steer a
  /// screen becomes its number.
  static func escaped(_ text: String) -> String {
    let scalars = Array(text.unicodeScalars)
    var out = ""
    for (index, scalar) in scalars.enumerated() {
      switch scalar {
      case "\n": out += "<br>"
      case _ where steersScreen(scalar): out += "&#\(scalar.value);"
      case " " where index == 0 || index == scalars.count - 1: out += "&#32;"
      case "\\", "|", "<", "&", "*", "`", "[", "]", "~": out += "\\\(scalar)"
      case "_" where !isWithinWord(scalars, index): out += "\\_"
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  /// Whether a `_` stands between letters or digits, where it is no emphasis.
  private static func isWithinWord(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
    guard index > 0, index < scalars.count - 1 else { return false }
    return [scalars[index - 1], scalars[index + 1]].allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
  }

  // MARK: reading

  /// The rows of the first table of a text, all cells as text.
  static func read(_ text: String) throws(Fault) -> Value {
    let lines = text.utf8.split(separator: 0x0A, omittingEmptySubsequences: false).map { trimmed($0[...]) }
    guard let header = lines.indices.dropLast().first(where: { isHeader(lines[$0], lines[$0 + 1]) }) else {
      throw Fault(FileFault.noTable)
    }
    let names = cells(lines[header])
    try checkNames(names, line: header + 1, .md)
    let shape = Shape(names)
    var rows: [Value] = []
    for number in (header + 2)..<max(lines.count, header + 2) {
      if !lines[number].contains(UInt8(ascii: "|")) { break }
      let cells = cells(lines[number])
      guard cells.count == names.count else {
        throw Fault(FileFault.tableCellCount(line: number + 1, cells: cells.count, header: names.count))
      }
      rows.append(.record(RecordObject(shape: shape, values: cells.map(Value.string))))
    }
    return .list(rows)
  }

  private static func trimmed(_ line: Substring.UTF8View) -> Substring.UTF8View {
    var line = line
    while let last = line.last, last == 0x20 || last == 0x09 || last == 0x0D { line = line.dropLast() }
    return line.drop { $0 == 0x20 || $0 == 0x09 }
  }

  private static func isHeader(_ line: Substring.UTF8View, _ next: Substring.UTF8View) -> Bool {
    guard line.contains(UInt8(ascii: "|")), next.contains(UInt8(ascii: "|")) else { return false }
    let marks = cells(next)
    return marks.count == cells(line).count && marks.allSatisfy(isMark)
  }

  /// `---`, `:--`, `--:`, `:-:`.
  private static func isMark(_ cell: String) -> Bool {
    var dashes = cell.utf8[...]
    if dashes.first == UInt8(ascii: ":") { dashes = dashes.dropFirst() }
    if dashes.last == UInt8(ascii: ":") { dashes = dashes.dropLast() }
    return !dashes.isEmpty && dashes.allSatisfy { $0 == UInt8(ascii: "-") }
  }

  /// The cells of a line, without their escapes.
  private static func cells(_ line: Substring.UTF8View) -> [String] {
    var rest = line
    if rest.first == UInt8(ascii: "|") { rest = rest.dropFirst() }
    var cells: [String] = []
    var start = rest.startIndex
    var index = start
    while index < rest.endIndex {
      switch rest[index] {
      case UInt8(ascii: "\\"):
        index = rest.index(after: index)
        if index == rest.endIndex { continue }
      case UInt8(ascii: "|"):
        cells.append(unescaped(trimmed(rest[start..<index])))
        start = rest.index(after: index)
      default: break
      }
      index = rest.index(after: index)
    }
    // Behind the last bar stands nothing, where the line ends with one.
    let last = trimmed(rest[min(start, rest.endIndex)...])
    if !last.isEmpty || cells.isEmpty { cells.append(unescaped(last)) }
    return cells
  }

  private static func unescaped(_ cell: Substring.UTF8View) -> String {
    var out = ""
    var rest = Substring(cell).unicodeScalars[...]
    while let scalar = rest.popFirst() {
      if scalar == "\\", let next = rest.first, next.isASCII, isPunctuation(next) {
        out.unicodeScalars.append(rest.removeFirst())
      } else if scalar == "<", let end = rest.firstIndex(of: ">"), isBreak(rest[..<end]) {
        out += "\n"
        rest = rest[rest.index(after: end)...]
      } else if scalar == "&", let end = rest.prefix(9).firstIndex(of: ";"), let entity = entity(rest[..<end])
      {
        out.unicodeScalars.append(entity)
        rest = rest[rest.index(after: end)...]
      } else {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }

  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  private static func isBreak(_ tag: Substring.UnicodeScalarView) -> Bool {
    ["br", "br/", "br /"].contains(String(tag).lowercased())
  }

  private static func entity(_ name: Substring.UnicodeScalarView) -> Unicode.Scalar? {
    let name = String(name)
    if name.utf8.first == UInt8(ascii: "#") { return UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init) }
    let known: [String: Unicode.Scalar] = [
      "lt": "<", "gt": ">", "amp": "&", "quot": "\"", "apos": "'", "nbsp": "\u{A0}",
    ]
    return known[name]
  }
}

/// Checks the names of the columns of a table: each stands once.
func checkNames(_ names: [String], line: Int, _ format: FileFormat) throws(Fault) {
  var known: Set<ExactText> = []
  for name in names where !known.insert(ExactText(name)).inserted {
    throw Fault(FileFault.columnTwice(name, format: format.rawValue, line: line))
  }
}
