internal import Base
internal import CSV
internal import Interpreter
internal import Syntax

/// Rows as lines of cells: as they come where all columns are known before, else held as lines until all rows are
/// read, since a later row may bring a column that the line of names must have.
struct CellRows {
  /// Lines of one width that are held, one behind the other.
  private struct Section {
    let width: Int
    var pieces: [[UInt8]] = []
  }

  private static let piece = 1 << 18

  private let format: FileFormat
  private let cells: CellText
  private var pages: PageCells
  private let context: Context
  private let isAppending: Bool
  private let omitsHeader: Bool
  private var writer: CSVWriter
  private var columns: [String]
  private let isFixed: Bool
  private var known: Set<ExactText>
  private var last: Shape?
  /// For each column its place among the keys of the last row's shape.
  private var places: [Int?] = []
  private var sections: [Section] = []
  private var held = 0
  private var count = 0
  private var hasBegun = false

  /// `found` are the columns of all rows, where these are known; others are given where rows are added to a file that has them.
  init(
    _ format: FileFormat, _ options: FormatOptions, columns found: [String]?, _ context: Context
  ) {
    self.format = format
    self.context = context
    cells = CellText(format, isMasked: options.isMasked, context)
    pages = PageCells(format, cells, neutralises: !options.isRaw, context)
    writer = CSVWriter(
      separator: format.separator, neutralises: !options.isRaw)
    isAppending = options.columns != nil
    omitsHeader = options.omitsHeader
    let given = options.columns ?? found
    isFixed = given != nil
    columns = given ?? []
    known = Set(columns.map { ExactText($0) })
  }

  /// Writes rows in a format of cells.
  static func write(
    _ value: Value, _ format: FileFormat, _ options: FormatOptions, _ context: Context,
    _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    // What is read twice for its columns is read once where a text of all is made anyway.
    if options.mayStream, case .stream(let stream) = value, let known = try stream.absorbing(.columns) {
      var rows = CellRows(format, options, columns: known.columns?.map(\.name), context)
      return try rows.write(.stream(known), out)
    }
    var rows = CellRows(format, options, columns: nil, context)
    try rows.write(value, out)
  }

  /// Writes rows to their end; a record or entity alone is one row.
  mutating func write(_ value: Value, _ out: ([UInt8]) throws(Fault) -> Void) throws(Fault) {
    switch value {
    case .record(let record): try add(record, out)
    case .entity(let entity): try add(entity.record, out)
    case .list, .stream:
      let stream = try Streams.read(value)
      while try addNext(stream, out) { try context.machine.poll() }
      if count == 0, !isFixed, let named = stream.columns { columns = named.map(\.name) }
    default:
      throw Fault(FileFault.notRows(format: format.rawValue, given: value.typeName))
    }
    try finish(out)
  }

  /// Adds the next rows; false at the end.
  private mutating func addNext(
    _ stream: StreamObject, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) -> Bool {
    switch try stream.nextItem() {
    case .end: return false
    case .rows(let page, let rows):
      if page.shape !== last { try take(page.shape) }
      try pages.turn(to: page, places)
      for row in rows {
        try pages.append(row, columns, number: count)
        count += 1
        if pages.bytes.count >= Self.piece { try give(out) }
      }
    case .value(let item):
      guard let record = Fields.record(of: item) else {
        throw Fault(FileFault.notRecords(format: format.rawValue, given: item.typeName)).atRow(count)
      }
      try add(record, out)
    }
    return true
  }

  /// The lines so far.
  private mutating func takeLines() -> [UInt8] {
    if writer.bytes.isEmpty { return pages.bytes.take() }
    writer.lines(pages.bytes.take())
    return writer.take()
  }

  private mutating func add(
    _ record: RecordObject, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    if record.shape !== last { try take(record.shape) }
    if pages.bytes.count > 0 { writer.lines(pages.bytes.take()) }
    for (column, place) in zip(columns.indices, places) {
      switch place.map({ record.values[$0] }) {
      case .text(let text)?: writer.cell(text.string)
      case let value?: writer.cell(try cells.text(value, row: count, column: columns[column]))
      case nil: writer.cell("")
      }
      if writer.holdsNUL { throw FormatPath.cell(count, columns[column]).holdsNUL(format) }
    }
    writer.endRecord()
    count += 1
    if writer.bytes.count >= Self.piece { try give(out) }
  }

  /// Learns the columns of rows of a shape.
  private mutating func take(_ shape: Shape) throws(Fault) {
    last = shape
    for key in shape.keys where known.insert(ExactText(key)).inserted {
      if isFixed { throw unexpected(key) }
      columns.append(key)
    }
    places = columns.map { shape.index(of: $0) }
    pages.leavePage()
    if isFixed || sections.last?.width == columns.count { return }
    hold()
    sections.append(Section(width: columns.count))
  }

  /// Lines of no cell are passed over by who reads them.
  static func noColumns(_ format: FileFormat) -> Fault {
    Fault(FileFault.noColumns(format: format.rawValue))
  }

  private func unexpected(_ key: String) -> Fault {
    if isAppending {
      return Fault(FileFault.columnMissing(key, columns: columns))
    }
    return Fault(FileFault.rowsChanged(key: key))
  }

  /// Gives lines away, or holds them.
  private mutating func give(_ out: ([UInt8]) throws(Fault) -> Void) throws(Fault) {
    if isFixed {
      try begin(out)
      return try out(takeLines())
    }
    hold()
    if held > context.limits.memory {
      throw Fault(FileFault.rowsTooLarge(mebibytes: context.limits.memory >> 20), kind: .limit)
    }
  }

  private mutating func hold() {
    let bytes = takeLines()
    if bytes.isEmpty || sections.isEmpty { return }
    held += bytes.count
    sections[sections.count - 1].pieces.append(bytes)
  }

  /// Writes the line of names, once.
  private mutating func begin(_ out: ([UInt8]) throws(Fault) -> Void) throws(Fault) {
    if hasBegun { return }
    hasBegun = true
    if omitsHeader || columns.isEmpty { return }
    var names = CSVWriter(
      separator: format.separator, neutralises: writer.neutralises)
    names.record(columns)
    if names.holdsNUL { throw FormatPath(steps: [.key("column names")]).holdsNUL(format) }
    try out(names.take())
  }

  private mutating func finish(_ out: ([UInt8]) throws(Fault) -> Void) throws(Fault) {
    if !isFixed { hold() }
    if columns.isEmpty, count > 0 { throw Self.noColumns(format) }
    try begin(out)
    for index in sections.indices {
      let width = sections[index].width
      var lines = FilledLines(format, from: width, to: columns.count)
      for piece in sections[index].pieces.indices {
        let bytes = sections[index].pieces[piece]
        sections[index].pieces[piece] = []
        try out(width == columns.count ? bytes : lines.filled(bytes))
      }
    }
    try out(takeLines())
  }
}

/// Lines of cells with empty ones added, up to the columns that later rows brought.
private struct FilledLines {
  private let added: [UInt8]
  private let lineFeedOnly: Bool
  private let from: Int
  private let to: Int
  private var isQuoted = false

  init(_ format: FileFormat, from width: Int, to columns: Int) {
    from = width
    to = columns
    lineFeedOnly = format != .csv
    let separator = format.separator
    // A line of no cell has none before its first separator.
    added = Array(repeating: separator, count: max(0, columns - max(width, 1)))
  }

  /// The lines of a piece; pieces end where lines do.
  mutating func filled(_ bytes: [UInt8]) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    var filled: [UInt8] = []
    filled.reserveCapacity(bytes.count + bytes.count / 4)
    var start = 0
    for (position, byte) in bytes.enumerated() {
      if byte == quote { isQuoted.toggle() }
      guard byte == 0x0A, !isQuoted else { continue }
      let end = lineFeedOnly ? position : position - 1
      let line = bytes[start..<end]
      if from == 0, to == 1 {
        filled += [quote, quote]
      } else if from != 1 || !line.elementsEqual([quote, quote]) {
        filled += line
      }
      filled += added
      filled += bytes[end...position]
      start = position + 1
    }
    return filled
  }
}
