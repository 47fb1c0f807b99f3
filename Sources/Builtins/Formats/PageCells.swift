internal import Base
internal import CSV
internal import Interpreter

/// Writes rows of pages as lines of cells, from the columns as they are stored.
struct PageCells {
  /// One column of the lines: what it holds is kept by the page and by `tables`, so that nothing is counted for a row.
  private struct Part {
    let column: Unmanaged<RowColumn>
    let cells: Unmanaged<CodedCells>?
  }

  private let format: FileFormat
  private let cells: CellText
  private let cell: CellBytes
  private let context: Context
  let bytes = CellBuffer()
  private var dates = UTCDates()
  private var page: RowPage?
  private var parts: [Part?] = []
  /// The same of pages whose rows come in any order, as long as these are not too many.
  private var scattered: [ObjectIdentifier: (page: RowPage, parts: [Part?])] = [:]
  private static let mostScattered = 1024
  /// The cells of codes that came before, by their tables.
  private var tables: [ObjectIdentifier: CodedCells] = [:]

  init(_ format: FileFormat, _ cells: CellText, neutralises: Bool, _ context: Context) {
    self.format = format
    self.cells = cells
    self.context = context
    cell = CellBytes(
      layout: CellLayout(separator: format.separator, neutralises: neutralises))
  }

  /// Appends a row of the page, whose cells are of these columns.
  mutating func append(_ row: Int, _ columns: [String], number: Int) throws(Fault) {
    let start = bytes.count
    for index in parts.indices {
      if index > 0 { bytes.append(cell.layout.separator) }
      if let part = parts[index] { try append(part, row, number, columns, index) }
    }
    if bytes.holdsNUL(from: start) { try refuseNUL(row, columns, number: number) }
    // A record of one empty cell would be an empty line, which readers pass over.
    if bytes.count == start { bytes.append("\"\"") }
    cell.end(to: bytes)
  }

  /// Throws for the first cell of a row that holds a NUL.
  private mutating func refuseNUL(_ row: Int, _ columns: [String], number: Int) throws(Fault) {
    for case (let index, let part?) in parts.enumerated() {
      let from = bytes.count
      try append(part, row, number, columns, index)
      if bytes.holdsNUL(from: from) { throw FormatPath.cell(number, columns[index]).holdsNUL(format) }
    }
  }

  /// Forgets the page: its columns may have other places in the lines that come.
  mutating func leavePage() {
    page = nil
    scattered = [:]
  }

  /// Goes on to a page, which has the columns of the lines at these places.
  mutating func turn(to page: RowPage, _ places: [Int?]) throws(Fault) {
    if page === self.page { return }
    self.page = page
    guard page.isScattered else { return parts = try parts(of: page, places) }
    if let known = scattered[ObjectIdentifier(page)] { return parts = known.parts }
    parts = try parts(of: page, places)
    if scattered.count == Self.mostScattered { scattered = [:] }
    scattered[ObjectIdentifier(page)] = (page, parts)
  }

  private mutating func parts(of page: RowPage, _ places: [Int?]) throws(Fault) -> [Part?] {
    // All in one reading.
    try page.readAll()
    var parts: [Part?] = []
    for place in places {
      guard let place else {
        parts.append(nil)
        continue
      }
      let column = try page.column(place)
      let known = column.table.map { table in
        let known = tables[ObjectIdentifier(table)] ?? CodedCells(table)
        tables[ObjectIdentifier(table)] = known
        return Unmanaged.passUnretained(known)
      }
      parts.append(Part(column: .passUnretained(column), cells: known))
    }
    return parts
  }

  @inline(__always)
  private mutating func append(
    _ part: Part, _ row: Int, _ number: Int, _ columns: [String], _ index: Int
  ) throws(Fault) {
    let result = part.column._withUnsafeGuaranteedRef { column in append(column, part.cells, row) }
    guard case .made = result else { return }
    let column = part.column.takeUnretainedValue()
    let text = try cells.text(column.value(row), row: number, column: columns[index])
    guard let known = part.cells?.takeUnretainedValue() else { return cell.append(text, to: bytes) }
    known.set(column.codes[row], cell.cell(text))
    _ = known.append(column.codes[row], cell, to: bytes)
  }

  /// Whether a cell was appended, or its value must be made first.
  private enum Outcome { case appended, made }

  @inline(__always)
  private mutating func append(
    _ column: RowColumn, _ known: Unmanaged<CodedCells>?, _ row: Int
  ) -> Outcome {
    switch column.form {
    case .int: if !column.isNull(row) { bytes.append(number: Int64(column.words[row])) }
    case .date: if !column.isNull(row) { append(date: Int64(column.words[row]), column.zone) }
    case .text: if !column.isNull(row) { cell.append(column.text(row), to: bytes) }
    case .coded:
      let code = column.codes[row]
      guard code != RowColumn.noCode, let known else { return .appended }
      return known._withUnsafeGuaranteedRef { $0.append(code, cell, to: bytes) } ? .appended : .made
    case .made: return .made
    }
    return .appended
  }

  @inline(__always)
  private mutating func append(date: Int64, _ zone: UInt16) {
    if zone != 0 { return cell.append(context.zones.text(date, in: zone), to: bytes) }
    bytes.append(date: date, &dates)
  }
}

/// The cells of the codes of a table, one behind the other.
private final class CodedCells {
  private let table: CodedValues
  private let utf8 = CellBuffer()
  /// Where the cell of a code begins and how long it is; -1 where it was not made.
  private var places: [(start: Int32, count: Int32)] = []

  init(_ table: CodedValues) { self.table = table }

  /// Appends the cell of a code; false where its value must be made first.
  @inline(__always)
  func append(_ code: UInt32, _ cell: CellBytes, to bytes: CellBuffer) -> Bool {
    guard code < places.count, places[Int(code)].count >= 0 else {
      return table.lend(Int(code)) { cell.append($0, to: bytes) }
    }
    let place = places[Int(code)]
    bytes.append(utf8, from: Int(place.start), count: Int(place.count))
    return true
  }

  func set(_ code: UInt32, _ cell: [UInt8]) {
    while code >= places.count { places.append((0, -1)) }
    places[Int(code)] = (Int32(utf8.count), Int32(cell.count))
    cell.withUnsafeBufferPointer { utf8.append($0) }
  }
}
