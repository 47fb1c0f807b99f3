/// Keeps the rows for which a condition holds.
package enum Where: Command {
  package static var name: String { "where" }
  package static let signature = Signature(
    "Keeps the rows for which a condition holds.", category: .rows,
    positional: [
      Parameter("condition", .condition, "the condition: `.field` is a field of the row, `$it` the row")
    ],
    input: .required(RowTypes.items), output: .rows(nil),
    details: """
      The condition extends to the end of the stage; a closure works, too. The vault's query does comparisons of stored columns; the result is the same.
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
      return try input.keeping(effect: condition.effect) { (row, number) throws(Fault) in
        try condition.holds(row, number)
      }
    }
    return .stream(KeptRows(input.stream, condition, call, filtered))
  }
}

/// The rows for which a condition holds, one by one.
private final class KeptRows: CellStream {
  private let source: StreamObject
  private let condition: RowCondition
  private let call: Call
  private let filtered: RowInput.Filtered
  private let tests: PagePrefilter?
  /// Whether nothing is asked of rows that the source tested.
  private let trustsTests: Bool
  /// All rows, where `source` has only some of them and does not know which: they say which row a fault is about.
  private let all: StreamObject?
  private var number = -1
  /// Whether all rows of the page of the row that was given last fulfil the condition.
  private var isSurePage = false

  init(_ rows: StreamObject, _ condition: RowCondition, _ call: Call, _ filtered: RowInput.Filtered) {
    source = filtered.candidates ?? filtered.narrow ?? rows
    all = filtered.narrow == nil ? nil : rows
    self.call = call
    self.condition = condition
    self.filtered = filtered
    tests = PagePrefilter(filtered.comparisons)
    trustsTests = filtered.isTested && filtered.candidates != nil
    super.init(columns: source.columns)
  }

  override func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    guard number < 0, let rows = try condition.absorbing(step, source) else { return nil }
    var filtered = filtered
    if filtered.narrow != nil { filtered.narrow = rows }
    if filtered.candidates != nil { filtered.candidates = rows }
    return KeptRows(all ?? rows, condition, call, filtered)
  }

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

  override func nextItem() throws(Fault) -> StreamItem {
    let item = try super.nextItem()
    guard case .rows(let page, let first) = item, let rest = try restOfPage() else { return item }
    return .rows(page, first.lowerBound..<rest.upperBound)
  }

  override func restOfPage() throws(Fault) -> Range<Int>? {
    guard isSurePage, let rest = try source.restOfPage() else { return nil }
    number += rest.count
    try call.context.machine.poll(rest.count)
    return rest
  }

  @inline(__always)
  private func keeps(_ row: Cell) throws(Fault) -> Bool {
    do throws(Fault) {
      isSurePage = false
      if row.tag & 0xFF == Cell.row {
        isSurePage = trustsTests && row.page.isTested
        if isSurePage { return true }
        if let tests, try tests.fails(row) { return false }
      }
      return try condition.holds(row, number)
    } catch {
      throw call.fault(error, atRow: error.isCatchable ? try place(of: row) : number)
    }
  }

  /// Which of all rows one is, counted anew where nothing else tells.
  private func place(of row: Cell) throws(Fault) -> Int {
    let isRow = row.tag & 0xFF == Cell.row
    if filtered.candidates != nil {
      return isRow ? Int(row.page.number(row.rowNumber)) : source.place ?? number
    }
    guard let all, isRow else { return number }
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

/// Whether a condition holds for some row.
package enum AnyRow: Command {
  package static var name: String { "any" }
  package static let signature = Signature(
    "Tests whether a condition holds for any row. False for no rows.", category: .rows,
    positional: [Parameter("condition", .condition, "the condition")],
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
    "Tests whether a condition holds for every row. True for no rows.", category: .rows,
    positional: [Parameter("condition", .condition, "the condition")],
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
