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
    for row in rows { append(row, style: { table.styles[$0] ?? .plain }, to: &output) }
    if let note { output += Style.dim.paint(note, colour: colour) + "\n" }
    return output
  }

  /// What is missing, on one line.
  private var note: String? {
    var parts: [String] = []
    let columnsLeftOut = table.columns.count - fit.kept.count
    if columnsLeftOut > 0 { parts.append("+\(columnsLeftOut) \(columnsLeftOut == 1 ? "column" : "columns")") }
    if rowsLeftOut > 0 { parts.append("+\(rowsLeftOut) \(rowsLeftOut == 1 ? "row" : "rows")") }
    return parts.isEmpty ? nil : "… " + parts.joined(separator: ", ")
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
