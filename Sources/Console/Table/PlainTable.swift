/// A table for a file or a pipe: aligned, whole, without colour or rules.
struct PlainTable {
  private let table: TextTable

  init(_ table: TextTable) { self.table = table }

  var text: String {
    let headers = table.columns.map { neutralise($0.header) }
    var widths = headers.map { displayWidth($0) }
    let rows = table.rows.map { row in widths.indices.map { neutralise(table.cell(row, $0)) } }
    for row in rows {
      for column in widths.indices { widths[column] = max(widths[column], displayWidth(row[column])) }
    }
    var output = ""
    append(headers, widths, to: &output)
    for row in rows { append(row, widths, to: &output) }
    if table.rowsBeyond > 0 { output += "… +\(table.rowsBeyond) rows\n" }
    return output
  }

  private func append(_ cells: [String], _ widths: [Int], to output: inout String) {
    var blanks = 0
    for (column, cell) in cells.enumerated() {
      let missing = max(0, widths[column] - displayWidth(cell))
      let right = table.columns[column].alignment == .right
      if right { blanks += missing }
      if !cell.isEmpty {
        // Blanks are written only when text follows: no line ends in blanks.
        output += String(repeating: " ", count: blanks)
        output += cell
        blanks = 0
      }
      blanks += (right ? 0 : missing) + TextTable.gap
    }
    output += "\n"
  }
}
