/// Rows of text under headers, laid out for a terminal or for a file.
///
/// On a terminal the table fits the width: long cells are cut with `…`, then columns are left out, and a
/// last line says what is missing; cells and headers are neutralised. For a file or a pipe nothing is cut,
/// there is no colour and no rule, and cells are exact bytes, except that a newline, a tab or a carriage
/// return inside a cell is written `\n`, `\t`, `\r`: a row is always one line.
package struct TextTable: Sendable {
  /// A column's header, and how it shrinks when the terminal is narrow.
  package struct Column: Sendable {
    /// The name in the header line.
    package var header: String
    /// On which side cells and header stand.
    package var alignment: Alignment
    /// Columns of a lower priority are left out first, among equals the last one.
    package var priority: Int
    /// Whether cells may be cut.
    ///
    /// Identifiers are of no use in part: such a column stays whole or is left out.
    package var shrinks: Bool

    /// A column; by default its text stands left and may be cut.
    package init(_ header: String, alignment: Alignment = .left, priority: Int = 0, shrinks: Bool = true) {
      self.header = header
      self.alignment = alignment
      self.priority = priority
      self.shrinks = shrinks
    }
  }

  /// Where the table goes.
  package enum Target: Sendable, Equatable {
    /// A terminal of so many columns, with colour or without.
    case terminal(columns: Int, colour: Bool)
    /// A file or a pipe: lines without colour, cut or rule.
    case plain
  }

  /// The columns from left to right.
  package var columns: [Column]
  /// The cells, row by row; a row that is shorter than `columns` has empty cells at its end.
  package var rows: [[String]]
  /// The most rows shown on a terminal, nil for all.
  package var rowCap: Int?
  /// How many rows there are that the caller did not put into `rows`; counted in the note.
  package var rowsBeyond: Int
  /// How to see the rows and the columns that are left out: a line each under the note.
  package var hints: (rows: String?, columns: String?) = (nil, nil)
  /// Style of the cells of a column on a coloured terminal, by column index.
  package var styles: [Int: Style]
  /// Style of single cells on a coloured terminal, by row and column.
  package var cellStyles: [Int: [Int: Style]] = [:]
  /// Whether a last line on a terminal says how many rows there are.
  package var countsRows = false

  /// A table without styles; `rowsBeyond` counts rows that the caller left out.
  package init(columns: [Column], rows: [[String]] = [], rowCap: Int? = nil, rowsBeyond: Int = 0) {
    self.columns = columns
    self.rows = rows
    self.rowCap = rowCap
    self.rowsBeyond = rowsBeyond
    styles = [:]
  }

  /// The whole table, each line with its newline; empty where there are no columns.
  package func text(for target: Target) -> String {
    if columns.isEmpty { return "" }
    switch target {
    case .plain: return PlainTable(self).text
    case .terminal(let width, let colour): return TerminalTable(self, width: width, colour: colour).text
    }
  }

  /// Whether all of it fits a width.
  package func fits(_ width: Int) -> Bool {
    var total = TextTable.gap * max(0, columns.count - 1)
    for column in columns.indices {
      let cells = rows.map { displayWidth(neutralise(cell($0, column))) }
      total += max(displayWidth(neutralise(columns[column].header)), cells.max() ?? 0)
      if total > width { return false }
    }
    return true
  }

  /// The blanks between two columns.
  static let gap = 2

  /// The cell of a row in a column, empty where the row is too short.
  func cell(_ row: [String], _ column: Int) -> String { column < row.count ? row[column] : "" }
}
