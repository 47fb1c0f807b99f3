/// Rows (or items) that come one by one.
///
/// It has one reader: a second one is an error.
package class StreamObject: HeapObject {
  /// The columns of the rows in the order in which tables show them; nil where unknown.
  package let columns: [Column]?
  /// What is said on stderr under the rows when they are shown as they are, a line or none.
  package var note: (() throws(Fault) -> String?)?
  private var isTaken = false

  /// A stream of no rows; subclasses give some.
  package init(columns: [Column]? = nil) { self.columns = columns }

  /// The next row, or nil at the end.
  ///
  /// Called by the one reader only.
  package func next() throws(Fault) -> Value? { nil }

  /// The same as a cell that owns its reference; an absent one at the end.
  func nextCell() throws(Fault) -> Cell {
    guard let row = try next() else { return Cell(tag: Cell.absent, bits: 0) }
    return Cell(taking: row)
  }

  /// The next items; adjacent rows of a page come together.
  package func nextItem() throws(Fault) -> StreamItem {
    let cell = try nextCell()
    if cell.tag == Cell.absent { return .end }
    guard cell.tag & 0xFF == Cell.row else { return .value(cell.taken) }
    let page = cell.page
    cell.release()
    return .rows(page, cell.rowNumber..<cell.rowNumber + 1)
  }

  /// Takes the rows that are left of the page whose row was given last; nil where there are none.
  func restOfPage() throws(Fault) -> Range<Int>? { nil }

  /// Gives the stream to its reader.
  package final func take() throws(Fault) -> StreamObject {
    if isTaken {
      throw Fault(ValueFault.rowsTaken)
    }
    isTaken = true
    return self
  }

  /// The same rows with one more step done where they come from; nil where it must be done row by row.
  ///
  /// A step that is not absorbed leaves the stream as it was.
  package func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? { nil }

  /// The number of rows, where the origin can count without reading them; nil otherwise.
  package func absorbedCount() throws(Fault) -> Int? { nil }

  /// Which of all rows of its source the item is that was given last; nil where none was left out.
  package var place: Int? { nil }

  /// What has been absorbed, for `describe --query`; nil where nothing can be.
  package var query: String? { nil }
}

/// A stream that gives cells.
class CellStream: StreamObject {
  override final func next() throws(Fault) -> Value? {
    let cell = try nextCell()
    return cell.tag == Cell.absent ? nil : cell.taken
  }
}

/// What comes next in a stream.
package enum StreamItem {
  /// Rows of a page, by their range of numbers.
  case rows(RowPage, Range<Int>)
  /// A single value or record.
  case value(Value)
  /// The stream has ended.
  case end
}

/// One comparison of a stored column with a constant.
package struct RowComparison {
  /// How a column is compared.
  package enum Operator: Sendable {
    /// The operators of the language; `within` is `in`, and null is tested apart.
    case equal, notEqual, less, lessEqual, greater, greaterEqual, within, notWithin, isNull, isNotNull
  }

  /// The name of the stored column.
  package var column: String
  /// How its value is compared with the constant.
  package var comparison: Operator
  /// The constant; a list for `within`.
  package var value: Value

  /// A comparison of a column's value with a constant.
  package init(column: String, comparison: Operator, value: Value) {
    self.column = column
    self.comparison = comparison
    self.value = value
  }
}

/// A step of a pipe in a form that the origin of rows can understand.
package enum RowStep {
  /// All of these hold.
  case filter([RowComparison])
  /// Rows may be left out that surely do not fulfil one of these, all before it surely holding.
  ///
  /// The numbers of the others count those, and rows of a page that is tested fulfil all of these.
  case candidates([RowComparison])
  /// Only these columns, in this order.
  case select([String])
  /// Sorted by columns, the first one first; equal rows keep their order.
  case sort([(column: String, descending: Bool)])
  /// The first rows, at most so many.
  case first(Int)
  /// All but the first rows.
  case skip(Int)
  /// A row for each value of a column, in the order in which the values first come.
  case group(RowGrouping)
  /// The first row for each value of these columns.
  case uniq([String])
  /// The reader looks at no other columns: rows may be records of these alone.
  case only([String])
  /// The reader needs to know the columns before the rows: those of the stream that is given are the ones of every row.
  case columns
}

/// Rows by a column: what `count-by` and `group-by` with totals give.
package struct RowGrouping {
  /// What is calculated for each group.
  package enum Total: Sendable { case count, sum, min, max }

  /// The column whose values make the groups.
  package let column: String
  /// The name of the key in the result.
  package let key: String
  /// The totals in order, with their names in the result and the columns that they are of.
  package let totals: [(name: String, total: Total, column: String)]
  /// As the language writes it.
  package let text: String

  /// A grouping by one column that gives `key` and the totals.
  package init(
    column: String, key: String, totals: [(name: String, total: Total, column: String)], text: String
  ) {
    self.column = column
    self.key = key
    self.totals = totals
    self.text = text
  }
}

/// A stream made by a function that gives the next row.
package final class MadeStream: StreamObject {
  private let make: () throws(Fault) -> Value?

  /// A stream whose rows a function gives, nil at the end.
  package init(columns: [Column]? = nil, _ make: @escaping () throws(Fault) -> Value?) {
    self.make = make
    super.init(columns: columns)
  }

  package override func next() throws(Fault) -> Value? { try make() }
}
