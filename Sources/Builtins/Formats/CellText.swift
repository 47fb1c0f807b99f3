internal import Base
internal import CSV
internal import Interpreter
internal import JSON
internal import Syntax

/// Values as cells of csv, tsv and md: entities by name, null as nothing, lists and records as JSON.
struct CellText {
  let format: FileFormat
  let isMasked: Bool
  let context: Context
  private let display: Display

  init(_ format: FileFormat, isMasked: Bool, _ context: Context) {
    self.format = format
    self.isMasked = isMasked
    self.context = context
    display = Display(context)
  }

  /// The text of the cell of a row in a column.
  func text(_ value: Value, row: Int, column: String) throws(Fault) -> String {
    switch value {
    case .null: return ""
    case .text(let text): return text.string
    case .entity(let entity): return format == .md ? entity.name : CSVWriter.label(entity.name)
    case .bool, .int, .float, .duration, .datetime, .range: return display.inline(value)
    case .sealed:
      guard isMasked else { throw path(row, column).sealed(format) }
      return Display.mask
    case .list, .record:
      var writer = TreeWriter(JSONWriter(), format, isMasked: isMasked, context)
      do throws(Fault) {
        try writer.write(value, depth: 1)
      } catch {
        let message = error.message + " (in\(path(row, column).suffix.dropFirst(3)))"
        throw Fault(error.words.saying(message), kind: error.report.kind)
      }
      return writer.sink.text
    case .error, .closure, .stream: throw path(row, column).refused(value, format)
    }
  }

  private func path(_ row: Int, _ column: String) -> FormatPath { .cell(row, column) }
}

/// Rows with the columns of all of them, in the order of their first appearance.
struct RowTable {
  private(set) var columns: [String]
  private(set) var rows: [RecordObject] = []
  private var known: Set<ExactText> = []
  private var last: Shape?

  /// Reads rows to their end; a record or entity alone is one row.
  init(_ value: Value, _ format: FileFormat, _ context: Context) throws(Fault) {
    columns = []
    switch value {
    case .record(let record): add(record)
    case .entity(let entity): add(entity.record)
    case .list, .stream:
      let stream = try Streams.read(value)
      while let item = try stream.next() {
        try context.machine.poll()
        guard let record = Fields.record(of: item) else {
          throw Fault(FileFault.notRecords(format: format.rawValue, given: item.typeName)).atRow(rows.count)
        }
        add(record)
        if rows.count & 0xFFF == 0 { try context.machine.checkMemory(items: rows.count) }
      }
      if rows.isEmpty, let named = stream.columns { columns = named.map(\.name) }
    default:
      throw Fault(FileFault.notRows(format: format.rawValue, given: value.typeName))
    }
  }

  private mutating func add(_ record: RecordObject) {
    rows.append(record)
    if record.shape === last { return }
    last = record.shape
    for key in record.shape.keys where known.insert(ExactText(key)).inserted { columns.append(key) }
  }

  /// Calls the body with the cells of each row.
  func forEach(_ cells: CellText, _ body: ([String]) throws(Fault) -> Void) throws(Fault) {
    for (number, row) in rows.enumerated() {
      try cells.context.machine.poll()
      var line: [String] = []
      line.reserveCapacity(columns.count)
      for column in columns { line.append(try cells.text(row[column] ?? .null, row: number, column: column)) }
      try body(line)
    }
  }
}
