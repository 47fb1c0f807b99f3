/// Sorts rows.
package enum SortBy: Command {
  package static var name: String { "sort-by" }
  package static let signature = Signature(
    "Sorts rows by one or more keys. Equal rows keep their order; null comes last.",
    category: .rows,
    rest: Parameter(
      "key", .rowValue, "the keys, most significant first; default: the items themselves"),
    flags: [
      Flag(
        "desc", nil,
        "largest first, for the keys before it back to the last direction; null still comes last",
        short: "d", isPerKey: true),
      Flag("asc", nil, "smallest first, for the keys before it back to the last direction", isPerKey: true),
    ],
    input: .required(RowTypes.items), output: .rows(nil),
    details: """
      A direction holds for the keys before it, back to the direction before: in `.a --desc .b .c --asc .d` only `.a`
      falls. Keys behind the last direction rise. In front of all keys a direction holds for those without their own.
      """,
    examples: [
      Example("[3 1 2] | sort-by", gives: "[1 2 3]"),
      Example("[3 1 2] | sort-by (0 - $it)", gives: "[3 2 1]"),
      Example("[{n: 2} {n: null} {n: 1}] | sort-by .n", gives: "[{n: 1} {n: 2} {n: null}]"),
      Example("[{a: 1, b: 1} {a: 2, b: 1}] | sort-by .b .a --desc", gives: "[{a: 2, b: 1} {a: 1, b: 1}]"),
      Example(
        "[{n: b, t: 1} {n: a, t: 1} {n: c, t: 2}] | sort-by .t --desc .n",
        gives: "[{n: c, t: 2} {n: a, t: 1} {n: b, t: 1}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let keys = try RowKeys(call, call.rest)
    let input = try RowInput(call)
    let descending = directions(call, max(1, keys.functions.count))
    if let fields = keys.fields, !fields.isEmpty,
      let absorbed = try input.absorbing(
        .sort(zip(fields, descending).map { (column: $0, descending: $1) }))
    {
      return absorbed
    }
    // Of rows that are yet to come `first` may want a few only.
    if input.isStream, keys.effect == .read {
      return .stream(SortedRows(input, keys, descending: descending))
    }
    let rows: ListObject
    if let list = input.list { rows = list } else { rows = try Streams.list(input.stream, call.context) }
    let width = max(1, keys.functions.count)
    let values = ListObject(capacity: rows.count * width)
    for number in 0..<rows.count { try keys.append(rows.cells[number], number, to: values) }
    try call.context.machine.checkMemory(items: values.count)
    let order = try Sorter(keys: values, width: width, descending: descending, machine: call.context.machine)
      .sorted()
    let sorted = rows.arranged(order[...])
    sorted.scatter()
    return input.isStream ? .stream(ListStream(sorted, columns: input.columns)) : .list(sorted)
  }

  /// For each key whether it falls.
  private static func directions(_ call: Call, _ count: Int) -> [Bool] {
    guard case .list(let list)? = call.flag("desc") else {
      return [Bool](repeating: call.has("desc"), count: count)
    }
    return (0..<count).map { key in
      if key < list.items.count, case .bool(true) = list.items[key] { true } else { false }
    }
  }
}

/// Rows in order, read to their end when the first one is wanted; where only the first few are, no more are kept.
private final class SortedRows: CellStream {
  /// Rows that are put in order together where only the first few are kept.
  private static let batch = 4096

  private let input: RowInput
  private let keys: RowKeys
  private let descending: [Bool]
  private let most: Int?
  private var hasBegun = false
  private var rows = ListObject(capacity: 0)
  private var values = ListObject(capacity: 0)
  /// Which rows of all those are that are kept.
  private var numbers: [Int] = []
  private var position = 0

  init(_ input: RowInput, _ keys: RowKeys, descending: [Bool], most: Int? = nil) {
    self.input = input
    self.keys = keys
    self.descending = descending
    self.most = most
    super.init(columns: input.columns)
  }

  override func absorbing(_ step: RowStep) throws(Fault) -> StreamObject? {
    guard !hasBegun, case .first(let count) = step else { return nil }
    let fewer = min(count, most ?? count)
    return SortedRows(input, keys, descending: descending, most: fewer)
  }

  override func nextCell() throws(Fault) -> Cell {
    if !hasBegun {
      hasBegun = true
      do throws(Fault) { try read() } catch { throw error.located(input.call.source, input.call.span) }
    }
    guard position < min(rows.count, most ?? rows.count) else { return Cell(tag: Cell.absent, bits: 0) }
    position += 1
    let cell = rows.cells[position - 1]
    if cell.isObject { cell.retain() }
    return cell
  }

  private func read() throws(Fault) {
    let machine = input.call.context.machine
    // The keys of a row among several may decide an error that was left out with it: then all are kept.
    var keeps = keys.functions.count <= 1 ? most : nil
    var number = 0
    while true {
      let row = try input.stream.nextCell()
      if row.tag == Cell.absent { break }
      rows.give(row)
      try machine.poll()
      numbers.append(number)
      try keys.append(rows.cells[rows.count - 1], number, to: values)
      if keeps != nil, !Self.isPlain(values.cells[values.count - 1]) { keeps = nil }
      number += 1
      if let keeps, rows.count >= max(1, keeps) + max(Self.batch, keeps) { try sort(keeping: max(1, keeps)) }
      if rows.count & 0xFFF == 0 { try machine.checkMemory(items: rows.count + values.count) }
    }
    try machine.checkMemory(items: values.count)
    try sort(keeping: min(most ?? rows.count, rows.count))
    rows.scatter()
    values = ListObject(capacity: 0)
  }

  /// What cannot hold others, so that an order among all is one among each two.
  private static func isPlain(_ cell: Cell) -> Bool {
    switch cell.tag & 0xFF {
    case Cell.null, Cell.bool, Cell.int, Cell.duration, Cell.datetime, Cell.text: true
    default: false
    }
  }

  private func sort(keeping count: Int) throws(Fault) {
    let width = max(1, keys.functions.count)
    let sorter = Sorter(
      keys: values, width: width, descending: descending, machine: input.call.context.machine)
    let order: ArraySlice<Int>
    do throws(Fault) { order = try sorter.sorted().prefix(count) } catch {
      if let row = error.report.row, row < numbers.count { error.report.row = numbers[row] }
      throw error
    }
    numbers = order.map { numbers[$0] }
    let sorted = rows.arranged(order)
    if order.count < rows.count { sorted.leavePages() }
    rows = sorted
    let kept = ListObject(capacity: order.count * width)
    for row in order { kept.append(values, (row * width)..<((row + 1) * width)) }
    values = kept
  }
}

/// The row values by which rows are sorted, grouped or told apart.
struct RowKeys {
  let functions: [RowFunction]

  init(_ call: Call, _ values: [Value]) throws(Fault) {
    functions = values.map { RowFunction($0, call.context) }
    for function in functions { try function.requireRow(call) }
  }

  /// What calculating them may do besides.
  var effect: Effect { functions.reduce(.read) { $0.union($1.effect) } }

  /// The names, where all are fields.
  var fields: [String]? {
    var names: [String] = []
    for function in functions {
      guard let name = function.field else { return nil }
      names.append(name)
    }
    return names
  }

  /// Appends the values for a row, whose reference stays the caller's; without any the row itself.
  func append(_ row: Cell, _ number: Int, to values: ListObject) throws(Fault) {
    do throws(Fault) {
      if functions.isEmpty {
        if row.isObject { row.retain() }
        values.give(row)
      }
      for function in functions { values.give(try function.ownedCell(row, number)) }
    } catch {
      throw error.atRow(number)
    }
  }

  /// The names of columns for the values, beside columns that are there already: fields keep their names.
  static func names(_ fields: [String?], beside taken: [String]) -> [String] {
    if fields.isEmpty { return Shape.free(["value"], beside: taken) }
    return Shape.free(fields.map { $0 ?? "key" }, beside: taken)
  }
}
