/// A table on a terminal: fitted to its width, neutralised, with a rule under the headers.
struct TerminalTable {
  private let table: TextTable
  private let colour: Bool
  private let headers: [String]
  private let rows: [[String]]
  private let fit: ColumnFit
  private let rowsLeftOut: Int

  init(_ table: TextTable, width: Int, colour: Bool) {
    self.table = table
    self.colour = colour
    let shown = table.rows.prefix(max(0, table.rowCap ?? table.rows.count))
    rowsLeftOut = table.rows.count - shown.count + max(0, table.rowsBeyond)
    headers = table.columns.map { neutralise($0.header) }
    rows = shown.map { row in table.columns.indices.map { neutralise(table.cell(row, $0)) } }
    var natural = headers.map { displayWidth($0) }
    for row in rows {
      for column in natural.indices { natural[column] = max(natural[column], displayWidth(row[column])) }
    }
    fit = ColumnFit(columns: table.columns, natural: natural, width: width)
  }

  var text: String {
    var output = ""
    append(headers, style: { _ in .bold }, to: &output)
    let rules = fit.widths.map { String(repeating: "─", count: $0) }.joined(separator: "  ")
    output += Style.dim.paint(rules, colour: colour) + "\n"
    for (index, row) in rows.enumerated() {
      append(row, style: { table.cellStyles[index]?[$0] ?? table.styles[$0] ?? .plain }, to: &output)
    }
    for line in notes { output += Style.dim.paint(line, colour: colour) + "\n" }
    return output
  }

  /// What is missing, on one line, and how to see it.
  private var notes: [String] {
    var parts: [String] = []
    var hints: [String?] = []
    let rowCount = rows.count + rowsLeftOut
    if rowsLeftOut > 0 {
      parts.append("\(rows.count) of \(rowCount) \(rowCount == 1 ? "row" : "rows")")
      hints.append(table.hints.rows)
    }
    if fit.kept.count < table.columns.count {
      parts.append("\(fit.kept.count) of \(table.columns.count) columns")
      hints.append(table.hints.columns)
    }
    if table.countsRows, rowsLeftOut == 0 {
      let count = "\(rowCount) \(rowCount == 1 ? "row" : "rows")"
      if parts.isEmpty { return [count] }
      parts.insert(count, at: 0)
    }
    if parts.isEmpty { return [] }
    return (["… " + parts.joined(separator: ", ")] + hints.compactMap { $0.map { "  \($0)" } })
  }

  private func append(_ cells: [String], style: (Int) -> Style, to output: inout String) {
    for (place, column) in fit.kept.enumerated() {
      let width = fit.widths[place]
      let cell = truncate(cells[column], to: width)
      let missing = max(0, width - displayWidth(cell))
      let alignment = table.columns[column].alignment
      let last = place == fit.kept.count - 1
      if alignment == .right { output += String(repeating: " ", count: missing) }
      output += style(column).paint(cell, colour: colour)
      if alignment == .left && !last { output += String(repeating: " ", count: missing) }
      if !last { output += String(repeating: " ", count: TextTable.gap) }
    }
    output += "\n"
  }
}
