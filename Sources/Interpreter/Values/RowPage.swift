/// Reads the columns of a page when they are looked at.
package protocol RowReader: AnyObject {
  /// Reads a column of a page for all its rows, and others that will be wanted, too: each is given to the page.
  func read(_ column: Int, of page: RowPage) throws(Fault)
  /// Reads those of the first columns that were not read yet.
  func readAll(_ count: Int, of page: RowPage) throws(Fault)
  /// Says that a page that was given to it is gone.
  func forget(_ page: RowPage)
  /// Makes a page of some rows of a page, in this order; it has read no column.
  func part(_ rows: [Int], of page: RowPage) -> RowPage
  /// The number of a row: no other row of its source has it.
  func number(_ row: Int, of page: RowPage) -> Int64
  /// The id of the thing that a row is.
  func id(_ row: Int, of page: RowPage) throws(Fault) -> String
  /// The name of the thing that a row is.
  func name(_ row: Int, of page: RowPage) throws(Fault) -> String
}

extension RowReader {
  /// By default nothing was noted of a page.
  package func forget(_ page: RowPage) {}

  /// By default a row is no thing and has no id.
  package func id(_ row: Int, of page: RowPage) throws(Fault) -> String { "" }

  /// By default a row is no thing and has no name.
  package func name(_ row: Int, of page: RowPage) throws(Fault) -> String { "" }
}

/// Rows that were read together, whose columns are read when they are looked at.
///
/// A row is its page and its number in it: both in one cell, or an `EntityObject` or a record as a value.
package final class RowPage: HeapObject {
  /// The columns by name.
  package let shape: Shape
  /// The kind of thing that its rows are; nil where they are records.
  package let kind: String?
  /// The number of rows.
  package let count: Int
  /// Whether its rows surely fulfil all comparisons for which others were left out.
  package let isTested: Bool
  private let reader: any RowReader
  private weak var machine: Machine?
  /// Whether the rows are held out of their order, such as sorted or in groups.
  ///
  /// A list that holds a few of them side by side then does not keep these alone, since other lists hold the rest.
  package internal(set) var isScattered = false
  private var size = 0
  private lazy var shownShape = Shape(Array(shape.keys.prefix(shape.shown)))
  private let columns: UnsafeMutablePointer<RowColumn?>

  /// Makes a page that has read no column; `depth` is the depth of the deepest value in it.
  package init(
    _ shape: Shape, kind: String?, count: Int, depth: Int = 0, isTested: Bool = false,
    _ reader: any RowReader,
    _ context: Context
  ) {
    self.isTested = isTested
    self.shape = shape
    self.kind = kind
    self.count = count
    self.reader = reader
    machine = context.machine
    columns = .allocate(capacity: shape.keys.count)
    columns.initialize(repeating: nil, count: shape.keys.count)
    super.init(depth: kind == nil ? depth + 1 : 0)
  }

  deinit {
    reader.forget(self)
    machine?.pageBytes -= size
    columns.deinitialize(count: shape.keys.count)
    columns.deallocate()
  }

  /// Takes a column that was read.
  package func give(_ index: Int, _ column: RowColumn) {
    if columns[index] == nil { hold(column.size) }
    columns[index] = column
  }

  /// Counts bytes that it holds now against the memory of the run.
  private func hold(_ bytes: Int) {
    size += bytes
    machine?.pageBytes += bytes
  }

  /// Whether a column was read.
  package func has(_ index: Int) -> Bool { columns[index] != nil }

  /// A column, which is read if it was not.
  package func column(_ index: Int) throws(Fault) -> RowColumn {
    if let column = columns[index] { return column }
    try reader.read(index, of: self)
    guard let column = columns[index] else {
      throw Fault(ValueFault.columnUnread(shape.keys[index]))
    }
    return column
  }

  /// Reads all columns that were not read yet, or those of them that come first.
  package func readAll(_ count: Int? = nil) throws(Fault) {
    let count = count ?? shape.keys.count
    if !(0..<count).allSatisfy(has) { try reader.readAll(count, of: self) }
  }

  /// Reads all columns that were not read yet; a fault follows as soon as something can throw.
  package func settle() { postponing(()) { () throws(Fault) in try readAll() } }

  /// The number of a row: no other row of its source has it.
  func number(_ row: Int) -> Int64 { reader.number(row, of: self) }

  /// A page of some of the rows, in this order.
  func part(_ rows: [Int]) -> RowPage {
    let part = reader.part(rows, of: self)
    for index in 0..<shape.keys.count {
      if let column = columns[index] { part.give(index, column.gathered(rows)) }
    }
    return part
  }

  /// The value of a row in a column.
  package func value(_ index: Int, _ row: Int) throws(Fault) -> Value { try cell(index, row).taken }

  /// The same as a cell that owns its reference.
  @inline(__always)
  func cell(_ index: Int, _ row: Int) throws(Fault) -> Cell {
    if let column = columns[index] { return try column.cell(row) }
    return try column(index).cell(row)
  }

  /// A field of a row as `$row.name` gives it: a column, or what a thing has besides; nil where there is none.
  func field(_ name: String, _ row: Int) throws(Fault) -> Value? {
    if let index = shape.index(of: name) { return try value(index, row) }
    guard kind != nil else { return nil }
    switch name {
    case "id": return .string(try reader.id(row, of: self))
    case "name": return .string(try reader.name(row, of: self))
    default: return nil
    }
  }

  // MARK: rows as values, where nothing can be thrown

  /// The row as a value.
  package func row(_ row: Int) -> Value {
    kind == nil ? .record(record(row)) : .entity(EntityObject(self, row))
  }

  /// The row as a record of its own; a column that cannot be read is null, and the fault follows.
  func record(_ row: Int) -> RecordObject { record(row, shape) }

  /// The columns of the row that tables show, likewise.
  func shownRecord(_ row: Int) -> RecordObject { record(row, shownShape) }

  private func record(_ row: Int, _ shape: Shape) -> RecordObject {
    let count = shape.keys.count
    let record = RecordObject(shape: shape, capacity: count)
    postponing(()) { () throws(Fault) in try readAll(count) }
    for index in 0..<count {
      guard let column = columns[index] else {
        record.give(Cell())
        continue
      }
      record.give(postponing(Cell()) { () throws(Fault) in try column.cell(row) })
    }
    return record
  }

  /// The id of the thing that a row is; empty where it cannot be read, and the fault follows.
  func id(_ row: Int) -> String {
    postponing("") { () throws(Fault) in try reader.id(row, of: self) }
  }

  /// The name of the thing that a row is, likewise.
  func name(_ row: Int) -> String {
    postponing("") { () throws(Fault) in try reader.name(row, of: self) }
  }

  private func postponing<R>(_ other: R, _ body: () throws(Fault) -> R) -> R {
    do throws(Fault) { return try body() } catch {
      machine?.postpone(error)
      return other
    }
  }
}

extension Cell {
  /// A row of a page, as a cell that owns a reference of the page.
  init(_ page: RowPage, _ row: Int) {
    self.init(tag: Cell.row | UInt(row) << Cell.rowShift, owning: page)
  }

  /// The page of a row; only where the tag says so.
  @inline(__always) var page: RowPage { object(as: RowPage.self) }

  /// The number of a row in its page.
  @inline(__always) var rowNumber: Int { Int(tag >> Cell.rowShift) }
}
