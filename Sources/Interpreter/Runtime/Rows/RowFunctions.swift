extension Machine {
  /// Calls a closure with a row and the row's number.
  func call(_ closure: ClosureObject, _ row: Value, _ number: Int) throws(Fault) -> Value {
    try call(closure, Cell(row), number).taken
  }

  /// The same with cells: the row's reference goes over to the closure, that of the result to the caller.
  @inline(__always)
  func call(_ closure: ClosureObject, _ row: Cell, _ number: Int) throws(Fault) -> Cell {
    let wanted = closure.function.parameterCount
    var isTaken = false
    defer { if !isTaken, row.isObject { row.release() } }
    return try run(closure.function.layout, captures: closure.captures) { window in
      if wanted > 0 {
        isTaken = true
        window.give(0, row)
      }
      if wanted > 1 { window.give(1, Cell(int: number)) }
    }
  }

  /// Calls a closure with what there is so far, whose reference goes over to it, a row and the row's number.
  func call(
    _ closure: ClosureObject, _ soFar: Cell, _ row: Value, _ number: Int
  ) throws(Fault) -> Cell {
    let wanted = closure.function.parameterCount
    var isTaken = false
    defer { if !isTaken, soFar.isObject { soFar.release() } }
    return try run(closure.function.layout, captures: closure.captures) { window in
      if wanted > 0 {
        isTaken = true
        window.give(0, soFar)
      }
      if wanted > 1 { window.give(1, Cell(row)) }
      if wanted > 2 { window.give(2, Cell(int: number)) }
    }
  }
}

/// A condition over the row.
package struct RowCondition {
  /// The closure that the checker made of the condition, with the row as its parameter.
  package let closure: ClosureObject
  private let machine: Machine

  /// The condition of a parameter of that type.
  package init(_ call: Call, _ name: String) throws(Fault) {
    closure = try call.closure(name)
    machine = call.context.machine
  }

  /// What calling the condition may do.
  package var effect: Effect { closure.effect }

  /// The rows that the condition is asked of with one more step done, where they are the same ones for it.
  func absorbing(_ step: RowStep, _ rows: StreamObject) throws(Fault) -> StreamObject? {
    switch step {
    case .only(let names):
      guard let fields = closure.function.rowFields else { return nil }
      return try rows.absorbing(.only(names + fields))
    case .columns: return try rows.absorbing(.columns)
    default: return nil
    }
  }

  /// Whether the condition holds; anything but a bool is a fault.
  package func holds(_ row: Value, _ number: Int) throws(Fault) -> Bool {
    let cell = Cell(row)
    defer { if cell.isObject { cell.release() } }
    return try holds(cell, number)
  }

  /// The same for a cell, whose reference stays the caller's.
  @inline(__always)
  func holds(_ row: Cell, _ number: Int) throws(Fault) -> Bool {
    if row.isObject { row.retain() }
    let result: Cell = try machine.call(closure, row, number)
    return result.tag == Cell.bool ? result.bits != 0 : try holdsInside(result.taken, row.value, number)
  }

  /// `where $pred` and `where {|r| …}`: the expression over the row gives a closure, which is the condition.
  @inline(never)
  private func holdsInside(_ given: Value, _ row: Value, _ number: Int) throws(Fault) -> Bool {
    var result = given
    if case .closure(let inner) = result { result = try machine.call(inner, row, number) }
    guard case .bool(let holds) = result else {
      throw Fault(ValueFault.conditionType(result.typeName))
    }
    return holds
  }
}

/// A field of rows, whose place is looked for once a page or shape.
struct RowField {
  private let name: String
  private let field: RowPath
  private var page: RowPage?
  private var column: RowColumn?

  init(_ name: String) {
    self.name = name
    field = RowPath([name])
  }

  /// Its value in a row, whose reference stays the caller's.
  mutating func value(_ row: Cell, _ context: Context) throws(Fault) -> Value {
    guard row.tag & 0xFF == Cell.row else {
      if let cell = field.cell(in: row) { return cell.value }
      return try Fields.field(row.value, name, optional: false, context)
    }
    if row.page !== page {
      (page, column) = (row.page, nil)
      if let index = row.page.shape.index(of: name) { column = try row.page.column(index) }
    }
    if let column { return try column.value(row.rowNumber) }
    return try Fields.field(row, name, context)
  }
}

/// A value over the row: a field, an expression, a closure, or a constant.
///
/// An object, because each row asks for it out of a list.
package final class RowFunction {
  /// The same for every row; nil for what is a closure.
  private let constant: Value?
  private let closure: ClosureObject?
  /// Where it takes fields, one out of the other, and does nothing else.
  private let fields: RowPath?
  private let context: Context

  /// Reads an argument of a call as a function of the row: a constant, a field, or a closure.
  package init(_ value: Value, _ context: Context) {
    self.context = context
    guard case .closure(let closure) = value else {
      (constant, self.closure, fields) = (value, nil, nil)
      return
    }
    (constant, self.closure, fields) = (nil, closure, closure.rowPath.map { RowPath($0) })
  }

  /// The name of the field that it is, where it is nothing else.
  package var field: String? { closure?.rowField }

  /// The fields that it takes, one out of the other, where it does nothing else.
  var path: [String]? { fields?.names }

  /// Whether the value is the same for every row.
  package var isConstant: Bool { constant != nil }

  /// What computing the value may do.
  package var effect: Effect { closure?.effect ?? .read }

  /// Its value for a row; rows that it gives are read.
  package func value(_ row: Value, _ number: Int) throws(Fault) -> Value {
    let cell = Cell(row)
    defer { if cell.isObject { cell.release() } }
    return try value(cell, number)
  }

  /// The same for a cell, whose reference stays the caller's.
  func value(_ row: Cell, _ number: Int) throws(Fault) -> Value { try ownedCell(row, number).taken }

  /// The same as a cell that owns its reference.
  func ownedCell(_ row: Cell, _ number: Int) throws(Fault) -> Cell {
    guard let closure else { return Cell(constant ?? .null) }
    if let fields {
      if let cell = fields.cell(in: row) {
        if cell.isObject { cell.retain() }
        return cell
      }
      if let first = try first(row, fields), let value = try rest(of: fields.names, first) {
        return Cell(taking: value)
      }
      // What is missing is said by the code, which knows its place.
    }
    if row.isObject { row.retain() }
    let result: Cell = try context.machine.call(closure, row, number)
    return result.tag == Cell.stream ? Cell(try Streams.collect(result.taken, context)) : result
  }

  /// Its value in a record that is the row, where it is one field of it: the reference stays the record's.
  @inline(__always)
  func cell(in row: Cell) -> Cell? { fields?.cell(in: row) }

  private func first(_ row: Cell, _ fields: RowPath) throws(Fault) -> Value? {
    if row.tag == Cell.record { return fields.first(in: row.object(as: RecordObject.self))?.value }
    guard row.tag & 0xFF == Cell.row, let index = fields.place.find(in: row.page.shape) else { return nil }
    return try row.page.cell(index, row.rowNumber).taken
  }

  /// The last of the fields; nil where one is missing.
  private func rest(of names: [String], _ first: Value) throws(Fault) -> Value? {
    var value = first
    for name in names.dropFirst() {
      do throws(Fault) { value = try Fields.field(value, name, optional: false, context) } catch {
        // A signal or a limit ends the run.
        if !error.isCatchable { throw error }
        return nil
      }
    }
    return value
  }

  /// Throws unless this is something over the row: `sort-by name` sorts by a constant.
  func requireRow(_ call: Call) throws(Fault) {
    guard let constant else { return }
    let name = constant.string ?? "name"
    throw call.fault(ArgumentFault.constantForField(command: call.name, name: name))
  }
}

/// Fields of the row, one out of the other, with the place of the first in the records that came last.
package final class RowPath {
  let names: [String]
  fileprivate var place: FieldSite

  /// The path of these names, at least one.
  package init(_ names: [String]) {
    self.names = names
    place = FieldSite(names[0])
  }

  deinit { place.forget() }

  /// The first field of a record; nil where it has none.
  package func value(in record: RecordObject) -> Value? { first(in: record)?.value }

  /// The one field of a record, whose reference stays the record's; nil for more fields and for other rows.
  @inline(__always)
  func cell(in row: Cell) -> Cell? {
    guard row.tag == Cell.record, names.count == 1 else { return nil }
    return first(in: row.object(as: RecordObject.self))
  }

  /// The first field of a record, whose reference stays the record's.
  @inline(__always)
  func first(in record: RecordObject) -> Cell? {
    guard let index = place.find(in: record) else { return nil }
    return record.cells[index]
  }
}
