/// Finds the groups of rows by the values of their keys.
///
/// Where the one key is a column of a page, each of its codes or numbers is looked up by its value once, and a text that
/// came before where it lies.
final class RowGroups {
  private let keys: RowKeys
  private let table = EqualityTable()
  /// The fields that each key takes, one out of the other; nil where one is something else.
  private let paths: [[String]]?
  private let context: Context
  /// The values of the keys of the row that began the last new group.
  private(set) var values: [Value] = []
  /// The keys of a row that had to be calculated.
  private let made = ListObject(capacity: 1)

  // The columns of the keys in the page that came last, and what is known of the values of a single one.
  private var page: RowPage?
  private var columns: [RowColumn] = []
  private var codes: CodedValues?
  private var groupOfCode: [Int32] = []
  private var groupOfNumber = NumberGroups()
  private var numbersAreDates = false
  private var derived = DerivedColumns()

  init(_ keys: RowKeys, _ context: Context) {
    self.keys = keys
    self.context = context
    let paths = keys.functions.compactMap(\.path)
    self.paths = paths.isEmpty || paths.count < keys.functions.count ? nil : paths
  }

  /// The group of a row, whose reference stays the caller's, and whether it is a new one.
  func group(_ row: Cell, _ number: Int) throws(Fault) -> (number: Int, isNew: Bool) {
    if row.tag & 0xFF == Cell.row, let paths {
      if row.page !== page { try turn(to: row.page, paths) }
      if columns.count > 1
        || columns.count == 1 && (paths[0].count == 1 || !isNull(row.rowNumber, columns[0]))
      {
        do throws(Fault) { return try group(row.rowNumber) } catch {
          // A missing field is reported below, with its place; a signal or a limit ends the run.
          if !error.isCatchable { throw error }
        }
      }
    }
    if row.tag == Cell.record, paths != nil, let group = try group(ofRecord: row) { return group }
    made.removeLast(made.count)
    try keys.append(row, number, to: made)
    for index in 0..<made.count { try table.add(made.cells[index]) }
    let found = table.group()
    if found.isNew { values = Array(made.items) }
    return found
  }

  /// The group of a record by fields as they are in it; nil where one is not, or is inside of another.
  private func group(ofRecord row: Cell) throws(Fault) -> (number: Int, isNew: Bool)? {
    let functions = keys.functions
    if functions.count == 1, let cell = functions[0].cell(in: row) {
      if cell.tag == Cell.int, !numbersAreDates, let known = groupOfNumber.find(cell.bits) {
        return (known, false)
      }
      if cell.tag == Cell.text, let known = table.group(of: cell.object(as: TextObject.self)) {
        return (known, false)
      }
    }
    for function in functions {
      guard let cell = function.cell(in: row) else {
        table.restart()
        return nil
      }
      try table.add(cell)
    }
    let found = table.group()
    if found.isNew {
      values.removeAll(keepingCapacity: true)
      for function in functions { if let cell = function.cell(in: row) { values.append(cell.value) } }
    }
    if functions.count == 1, !numbersAreDates, let cell = functions[0].cell(in: row), cell.tag == Cell.int {
      groupOfNumber.insert(cell.bits, found.number)
    }
    return found
  }

  /// Finds the columns of the keys in a page; none where a key is no column of it.
  private func turn(to page: RowPage, _ paths: [[String]]) throws(Fault) {
    self.page = page
    columns = []
    var found: [RowColumn] = []
    for path in paths {
      guard let index = page.shape.index(of: path[0]) else { return }
      var column = try page.column(index)
      for name in path.dropFirst() {
        guard paths.count == 1, let inner = derived.column(name, of: column, page.count, context) else {
          return
        }
        column = inner
      }
      found.append(column)
    }
    columns = found
    guard found.count == 1, let column = found.first else { return }
    if column.form == .coded, column.table !== codes {
      codes = column.table
      groupOfCode = []
    }
    if column.form == .int || column.form == .date, numbersAreDates != (column.form == .date) {
      numbersAreDates = column.form == .date
      groupOfNumber = NumberGroups()
    }
  }

  private func isNull(_ row: Int, _ column: RowColumn) -> Bool {
    column.form == .coded ? column.codes[row] == RowColumn.noCode : column.isNull(row)
  }

  private func group(_ row: Int) throws(Fault) -> (number: Int, isNew: Bool) {
    if columns.count > 1 { return try find(row) }
    let column = columns[0]
    switch column.form {
    case .text:
      if column.isNull(row) { break }
      if let known = table.group(of: column.text(row)) { return (known, false) }
    case .coded:
      // The first one is that of null.
      let code = column.codes[row] == RowColumn.noCode ? 0 : Int(column.codes[row]) + 1
      while code >= groupOfCode.count { groupOfCode.append(-1) }
      let known = groupOfCode[code]
      if known >= 0 { return (Int(known), false) }
      let found = try find(row)
      groupOfCode[code] = Int32(truncatingIfNeeded: found.number)
      return found
    case .int, .date:
      if column.isNull(row) { break }
      if let known = groupOfNumber.find(column.words[row]) { return (known, false) }
      let found = try find(row)
      groupOfNumber.insert(column.words[row], found.number)
      return found
    case .made: break
    }
    return try find(row)
  }

  /// The group of what the columns have in a row, by the table.
  private func find(_ row: Int) throws(Fault) -> (number: Int, isNew: Bool) {
    for index in columns.indices { try table.add(columns[index], row) }
    let found = table.group()
    if found.isNew {
      values.removeAll(keepingCapacity: true)
      for column in columns { values.append(try column.value(row)) }
    }
    return found
  }
}

/// The groups of whole numbers: as many as are asked for again and again.
struct NumberGroups {
  private static let most = 1 << 16
  private var slots: [(number: Int, group: Int32)] = []
  private var count = 0
  // Who chooses numbers does not choose their slots.
  private let factor = UInt.random(in: .min ... .max) | 1

  private func slot(_ number: Int) -> Int {
    let (high, low) = UInt(bitPattern: number).multipliedFullWidth(by: factor)
    return Int(truncatingIfNeeded: high ^ low) & (slots.count - 1)
  }

  /// The group of a number; nil where it is not known.
  func find(_ number: Int) -> Int? {
    if slots.isEmpty { return nil }
    var slot = slot(number)
    while slots[slot].group >= 0 {
      if slots[slot].number == number { return Int(slots[slot].group) }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Keeps the group of a number that is not known yet.
  mutating func insert(_ number: Int, _ group: Int) {
    if count >= Self.most { return }
    if count * 2 >= slots.count {
      let old = slots
      slots = Array(repeating: (0, -1), count: max(64, old.count * 4))
      count = 0
      for (number, group) in old where group >= 0 { insert(number, Int(group)) }
    }
    var slot = slot(number)
    while slots[slot].group >= 0 { slot = (slot + 1) & (slots.count - 1) }
    slots[slot] = (number, Int32(truncatingIfNeeded: group))
    count += 1
  }
}
