internal import CSupport
internal import Interpreter

/// What tells JSON lines from lines of cells.
protocol LineFormat: AnyObject {
  /// The columns of all rows; nil where they are not known before.
  var columns: [Column]? { get }
  /// The columns of all rows, where they can be found by another reading.
  func findColumns() throws(Fault) -> [Column]?
  /// Whether comparisons can be decided on the bytes of a field.
  var hasTests: Bool { get }
  /// Lines that begin with it are no rows.
  var comment: UInt8? { get }
  /// Says that the first line is about to be read.
  func begin(_ lines: ScannedLines, _ search: FieldSearch)
  /// What a line that a scan cannot read stands for; nil where that is nothing. It may take lines that follow.
  func value(of row: sms_row, _ lines: ScannedLines, _ search: FieldSearch) throws(Fault) -> Value?
}

/// The rows of a file of lines: pages of those that are found where they lie, and values of all others.
final class FileRows: RowSource {
  let columns: [Column]?
  private let lines: ScannedLines
  private let format: any LineFormat
  private let search: FieldSearch
  private let context: Context
  /// How many rows were given so far, but for those that were left out.
  private var given = 0
  private(set) var place: Int?
  /// Rows that are too few for a page, and which comes next.
  private var few: (rows: FilePage, next: Int)?
  private static let fewest = 4

  init(
    _ format: any LineFormat, _ lines: ScannedLines, _ context: Context,
    search: FieldSearch = FieldSearch(), columns: [Column]? = nil
  ) {
    self.format = format
    self.lines = lines
    self.search = search
    self.context = context
    self.columns = columns ?? format.columns
  }

  func nextItem() throws(Fault) -> StreamItem {
    if !lines.hasBegun {
      lines.begin(search)
      format.begin(lines, search)
    }
    if let (rows, next) = few {
      few = next + 1 < rows.count ? (rows, next + 1) : nil
      place = rows.numbers[next]
      return .value(try rows.record(next))
    }
    while let row = try lines.next() {
      if row.layout >= 0 {
        if lines.begins(row, format.comment) { continue }
        return try rows(from: row)
      }
      guard let value = try format.value(of: row, lines, search) else { continue }
      place = given + lines.skipped
      given += 1
      return .value(value)
    }
    return .end
  }

  /// A row and those behind it that are laid out like it.
  private func rows(from row: sms_row) throws(Fault) -> StreamItem {
    let run = try lines.run(from: row, given, format.comment)
    given += run.numbers.count
    let rows = FilePage(
      run.layout, run.bytes, run.fields, first: Int(row.field), numbers: run.numbers, context)
    if rows.count >= Self.fewest { return .rows(rows.makePage(isTested: run.isTested), 0..<rows.count) }
    few = (rows, 0)
    return try nextItem()
  }

  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    if lines.hasBegun { return nil }
    var search = search
    var columns = columns
    switch step {
    case .candidates(let comparisons) where format.hasTests: search.comparisons = comparisons
    case .only(let names): search.needed = names
    case .columns:
      if columns == nil { columns = try format.findColumns() }
      if columns == nil { return nil }
    default: return nil
    }
    return PageStream(FileRows(format, lines, context, search: search, columns: columns))
  }
}
