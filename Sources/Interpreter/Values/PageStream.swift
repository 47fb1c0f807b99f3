/// Where rows come from that are read page by page, or asked to do a step of the pipe itself.
package protocol RowSource: AnyObject {
  /// The columns of the rows; nil where unknown.
  var columns: [Column]? { get }
  /// The next rows of a page (at least one), or the next item that is in no page.
  func nextItem() throws(Fault) -> StreamItem
  /// The same rows with one more step done; nil where it must be done row by row. It stays as it was.
  func absorbing(_ step: RowStep) throws(Fault) -> StreamObject?
  /// The number of rows, where it can be counted without reading them; nil otherwise.
  func absorbedCount() throws(Fault) -> Int?
  /// Which of all rows the item is that was given last; nil where none was left out.
  var place: Int? { get }
  /// What has been absorbed, in words.
  var query: String? { get }
}

extension RowSource {
  /// By default no step is pushed down.
  package func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? { nil }

  /// By default rows are counted by reading them.
  package func absorbedCount() throws(Fault) -> Int? { nil }

  /// By default no row was left out.
  package var place: Int? { nil }

  /// By default there is no query to tell of.
  package var query: String? { nil }
}

/// The rows of a source.
package final class PageStream: StreamObject {
  private let source: any RowSource
  private var page: RowPage?
  private var row = 0
  private var end = 0

  /// The rows of a source.
  package init(_ source: any RowSource) {
    self.source = source
    super.init(columns: source.columns)
  }

  package override func next() throws(Fault) -> Value? {
    let cell = try nextCell()
    return cell.tag == Cell.absent ? nil : cell.taken
  }

  override func nextCell() throws(Fault) -> Cell {
    while true {
      if let page {
        row += 1
        if row <= end { return Cell(page, row - 1) }
      }
      switch try turn() {
      case .end: return Cell(tag: Cell.absent, bits: 0)
      case .value(let value): return Cell(value)
      case .rows(let next, let rows): (page, row, end) = (next, rows.lowerBound, rows.upperBound)
      }
    }
  }

  package override func nextItem() throws(Fault) -> StreamItem {
    guard let page, row < end else { return try turn() }
    defer { row = end }
    return .rows(page, row..<end)
  }

  override func restOfPage() -> Range<Int>? {
    guard page != nil, row < end else { return nil }
    defer { row = end }
    return row..<end
  }

  /// Lets the page go, which its source may then use again, and asks for what follows.
  private func turn() throws(Fault) -> StreamItem {
    page = nil
    return try source.nextItem()
  }

  package override func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    page == nil ? try source.absorbing(step) : nil
  }

  package override func absorbedCount() throws(Fault) -> Int? {
    page == nil ? try source.absorbedCount() : nil
  }

  package override var place: Int? { source.place }

  package override var query: String? { source.query }
}
