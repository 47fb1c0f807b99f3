/// Keeps the rows for which a condition holds.
package enum Where: Command {
  package static var name: String { "where" }
  package static let signature = Signature(
    "Keeps the rows for which a condition holds.", category: .rows,
    positional: [
      Parameter("condition", .condition, "what must hold: `.field` is the row's field, `$it` the row")
    ],
    input: .required(RowTypes.items), output: .rows(nil),
    details: """
      The condition goes to the end of the stage. A closure serves in its place. Comparisons of stored columns are done
      by the vault's own query; the result is the same.
      """,
    examples: [
      Example("[{n: 1} {n: 5}] | where .n > 2", gives: "[{n: 5}]"),
      Example("1..6 | where $it % 2 == 0", gives: "[2 4 6]"),
      Example("let even = {|n| $n % 2 == 0}; 1..6 | where $even", gives: "[2 4 6]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let input = try RowInput(call)
    let condition = try RowCondition(call, "condition")
    let filtered = try input.absorbing(where: condition.closure)
    if let rows = filtered.rows { return rows }
    guard condition.effect == .read else {
      return try input.transform(effect: condition.effect, columns: input.columns) {
        (row, number) throws(Fault) -> Value? in
        try condition.holds(row, number) ? row : nil
      }
    }
    return .stream(KeptRows(input.stream, condition, call, filtered))
  }
}

/// The rows for which a condition holds, one by one.
private final class KeptRows: StreamObject {
  private let source: StreamObject
  private let condition: RowCondition
  private let call: Call
  private let filtered: RowInput.Filtered
  private let tests: PagePrefilter?
  /// All rows, where `source` has only some of them: they say which row a fault is about.
  private let all: StreamObject?
  private var number = -1

  init(_ rows: StreamObject, _ condition: RowCondition, _ call: Call, _ filtered: RowInput.Filtered) {
    source = filtered.narrow ?? rows
    all = filtered.narrow == nil ? nil : rows
    self.call = call
    self.condition = condition
    self.filtered = filtered
    tests = PagePrefilter(filtered.comparisons)
    super.init(columns: source.columns)
  }

  /// Rows of fewer columns, where it is known which ones the condition looks at.
  override func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    guard case .only(let names) = step, number < 0, let fields = condition.closure.function.rowFields else {
      return nil
    }
    guard let narrow = try source.absorbing(.only(names + fields)) else { return nil }
    var filtered = filtered
    if filtered.narrow != nil { filtered.narrow = narrow }
    return KeptRows(all ?? narrow, condition, call, filtered)
  }

  override func next() throws(Fault) -> Value? {
    let cell = try nextCell()
    return cell.tag == Cell.absent ? nil : cell.taken
  }

  override func needOnly(_ columns: [String]) {
    if let own = filtered.columns { source.needOnly(columns + own) }
  }

  override func fieldRows(_ columns: [String]) -> (any FieldRows)? {
    guard all == nil, filtered.isTested, let rows = source.fieldRows(columns) else { return nil }
    return KeptFields(rows, condition, call)
  }

  override func keysOfAll() throws(Fault) -> [String]? { try source.keysOfAll() }

  override var query: String? { all == nil ? nil : source.query }

  override func nextCell() throws(Fault) -> Cell {
    let machine = call.context.machine
    while true {
      let row = try source.nextCell()
      if row.tag == Cell.absent { return row }
      number += 1
      do throws(Fault) {
        try machine.poll()
        if try keeps(row) { return row }
      } catch {
        if row.isObject { row.release() }
        throw error
      }
      if row.isObject { row.release() }
    }
  }

  @inline(__always)
  private func keeps(_ row: Cell) throws(Fault) -> Bool {
    do throws(Fault) {
      if let tests, row.tag & 0xFF == Cell.row, try tests.fails(row) { return false }
      return try condition.holds(row, number + source.leftOut)
    } catch {
      throw call.fault(error, atRow: error.isCatchable ? try place(of: row) : number)
    }
  }

  /// Which of all rows one is, counted anew where not all were read.
  private func place(of row: Cell) throws(Fault) -> Int {
    guard let all, row.tag & 0xFF == Cell.row else { return number + source.leftOut }
    let wanted = row.page.number(row.rowNumber)
    var place = 0
    while case .rows(let page, let rows) = try all.nextItem() {
      for row in rows where page.number(row) == wanted { return place + row - rows.lowerBound }
      place += rows.count
      try call.context.machine.poll()
    }
    return number
  }
}

/// The same as fields: those of the origin surely fulfil the condition, which is asked of records only.
private final class KeptFields: FieldRows {
  private let source: any FieldRows
  private let condition: RowCondition
  private let call: Call

  init(_ source: any FieldRows, _ condition: RowCondition, _ call: Call) {
    self.source = source
    self.condition = condition
    self.call = call
  }

  func next() throws(Fault) -> FieldRow {
    while true {
      let item = try source.next()
      if case .end = item { return item }
      try call.context.machine.poll()
      guard case .row(let row) = item else { return item }
      do throws(Fault) {
        if try condition.holds(row, source.number) { return item }
      } catch {
        throw call.fault(error, atRow: source.number)
      }
    }
  }

  func field(_ index: Int) -> RawField { source.field(index) }

  var number: Int { source.number }
}

/// Whether a condition holds for some row.
package enum AnyRow: Command {
  package static var name: String { "any" }
  package static let signature = Signature(
    "Whether a condition holds for some row; false where there is none.", category: .rows,
    positional: [Parameter("condition", .condition, "what must hold")],
    input: .required(RowTypes.items), output: .bool,
    examples: [
      Example("[1 2 3] | any $it > 2", gives: "true"), Example("[] | any $it > 2", gives: "false"),
    ])

  package static func run(_ call: Call) throws(Fault) -> Value {
    let condition = try RowCondition(call, "condition")
    let input = try RowInput(call).readFirst(if: condition.effect)
    var found = false
    try input.forEach { (row, number) throws(Fault) -> Bool in
      found = try condition.holds(row, number)
      return !found
    }
    return .bool(found)
  }
}

/// Whether a condition holds for every row.
package enum AllRows: Command {
  package static var name: String { "all" }
  package static let signature = Signature(
    "Whether a condition holds for every row; true where there is none.", category: .rows,
    positional: [Parameter("condition", .condition, "what must hold")],
    input: .required(RowTypes.items), output: .bool,
    examples: [
      Example("[1 2 3] | all $it > 0", gives: "true"),
      Example("[{n: 1} {n: 5}] | all .n > 2", gives: "false"),
    ])

  package static func run(_ call: Call) throws(Fault) -> Value {
    let condition = try RowCondition(call, "condition")
    let input = try RowInput(call).readFirst(if: condition.effect)
    var holds = true
    try input.forEach { (row, number) throws(Fault) -> Bool in
      holds = try condition.holds(row, number)
      return holds
    }
    return .bool(holds)
  }
}
