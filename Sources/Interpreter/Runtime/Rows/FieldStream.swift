extension RowInput {
  /// The values of a field in the place of the rows.
  package func values(of field: String) throws(Fault) -> RowInput {
    RowInput(call, stream: FieldStream(try reading(only: [field]).stream, field, call))
  }
}

/// The values of a field of rows in the place of the rows.
private final class FieldStream: CellStream {
  private let source: StreamObject
  private let name: String
  private let call: Call
  private var column: RowColumn?
  private var rows = 0..<0
  private var number = -1

  /// The values of a field of the rows of a stream, for a call whose fault names the row that lacks it.
  init(_ source: StreamObject, _ name: String, _ call: Call) {
    self.source = source
    self.name = name
    self.call = call
    super.init(columns: nil)
  }

  override func nextCell() throws(Fault) -> Cell {
    while true {
      if let column, let row = rows.first {
        rows = row + 1..<rows.upperBound
        return try given { () throws(Fault) in try column.cell(row) }
      }
      switch try source.nextItem() {
      case .end: return Cell(tag: Cell.absent, bits: 0)
      case .rows(let page, let rows): (column, self.rows) = (try column(of: page), rows)
      case .value(let row):
        return try given { () throws(Fault) in
          Cell(try Fields.field(row, name, optional: false, call.context))
        }
      }
    }
  }

  private func column(of page: RowPage) throws(Fault) -> RowColumn {
    if let index = page.shape.index(of: name) { return try page.column(index) }
    return .made(page.count) { [name] (row) throws(Fault) in
      if let value = try page.field(name, row) { return value }
      throw Fields.missing(name, page.shape.keys)
    }
  }

  @inline(__always)
  private func given(_ value: () throws(Fault) -> Cell) throws(Fault) -> Cell {
    number += 1
    try call.context.machine.poll()
    do throws(Fault) { return try value() } catch { throw call.fault(error, atRow: number) }
  }

  override func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    switch step {
    case .first, .skip: return try source.absorbing(step).map { FieldStream($0, name, call) }
    default: return nil
    }
  }
}
