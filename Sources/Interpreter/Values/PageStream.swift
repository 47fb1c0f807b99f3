/// Where rows come from that are read page by page, or asked to do a step of the pipe itself.
package protocol RowSource: AnyObject {
  /// The columns of the rows; nil where unknown.
  var columns: [Column]? { get }
  /// The next page, which has at least one row; nil at the end.
  func nextPage() throws(Fault) -> RowPage?
  /// The same rows with one more step done; nil where it must be done row by row. It stays as it was.
  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject?
  /// The number of rows, where it can be counted without reading them; nil otherwise.
  func absorbedCount() throws(Fault) -> Int?
  /// What has been absorbed, in words.
  var query: String? { get }
}

extension RowSource {
  /// By default no step is pushed down.
  package func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? { nil }

  /// By default rows are counted by reading them.
  package func absorbedCount() throws(Fault) -> Int? { nil }

  /// By default there is no query to tell of.
  package var query: String? { nil }
}

/// The rows of a source, or the values of one of their columns.
package final class PageStream: StreamObject {
  private let source: any RowSource
  private let column: String?
  private var page: RowPage?
  private var values: RowColumn?
  private var row = 0

  /// The rows of a source; with a column its values in their place.
  package init(_ source: any RowSource, column: String? = nil) {
    self.source = source
    self.column = column
    super.init(columns: column == nil ? source.columns : nil)
  }

  package override func next() throws(Fault) -> Value? {
    let cell = try nextCell()
    return cell.tag == Cell.absent ? nil : cell.taken
  }

  override func nextCell() throws(Fault) -> Cell {
    if page == nil || row == page?.count {
      if try !turn() { return Cell(tag: Cell.absent, bits: 0) }
    }
    guard let page else { return Cell(tag: Cell.absent, bits: 0) }
    row += 1
    if let values { return try values.cell(row - 1) }
    return Cell(page, row - 1)
  }

  package override func nextItem() throws(Fault) -> StreamItem {
    if page == nil || row == page?.count {
      if try !turn() { return .end }
    }
    guard let page, values == nil else { return try super.nextItem() }
    defer { row = page.count }
    return .rows(page, row..<page.count)
  }

  /// Goes on to the next page; false at the end.
  private func turn() throws(Fault) -> Bool {
    page = nil
    values = nil
    page = try source.nextPage()
    row = 0
    guard let page else { return false }
    if let column {
      guard let index = page.shape.index(of: column) else { throw Fields.missing(column, page.shape.keys) }
      values = try page.column(index)
    }
    return true
  }

  package override func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    if page != nil { return nil }
    guard let column else { return try source.absorbing(step) }
    switch step {
    case .first, .skip:
      guard let rows = try source.absorbing(step) as? PageStream else { return nil }
      return PageStream(rows.source, column: column)
    default: return nil
    }
  }

  package override func keysOfAll() throws(Fault) -> [String]? {
    column == nil ? source.columns?.map(\.name) : nil
  }

  package override func absorbedCount() throws(Fault) -> Int? {
    // Who takes a column wants it read.
    page == nil && column == nil ? try source.absorbedCount() : nil
  }

  package override var query: String? { column == nil ? source.query : nil }
}
