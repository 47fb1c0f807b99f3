/// Sorts rows.
package enum SortBy: Command {
  package static var name: String { "sort-by" }
  package static let signature = Signature(
    "Sorts rows by one or more values of the row; equal rows keep their order, null comes last.",
    category: .rows,
    rest: Parameter(
      "key", .rowValue, "what to sort by, the first one first; without any: the items themselves"),
    flags: [Flag("desc", nil, "largest first; null still comes last", short: "d")],
    input: .required(RowTypes.items), output: .rows(nil),
    examples: [
      Example("[3 1 2] | sort-by", gives: "[1 2 3]"),
      Example("[3 1 2] | sort-by (0 - $it)", gives: "[3 2 1]"),
      Example("[{n: 2} {n: null} {n: 1}] | sort-by .n", gives: "[{n: 1} {n: 2} {n: null}]"),
      Example("[{a: 1, b: 1} {a: 2, b: 1}] | sort-by .b .a --desc", gives: "[{a: 2, b: 1} {a: 1, b: 1}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let keys = try RowKeys(call, call.rest)
    let input = try RowInput(call)
    let descending = call.has("desc")
    if let fields = keys.fields, !fields.isEmpty,
      let absorbed = try input.absorbing(.sort(fields.map { (column: $0, descending: descending) }))
    {
      return absorbed
    }
    let rows = try input.items()
    var values: [Value] = []
    let width = max(1, keys.functions.count)
    values.reserveCapacity(rows.count * width)
    for (number, row) in rows.enumerated() { try keys.append(row, number, to: &values) }
    try call.context.machine.checkMemory(items: values.count)
    let order = try Sorter(keys: values, width: width, descending: descending, machine: call.context.machine)
      .sorted()
    return input.result(order.map { rows[$0] })
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

  /// Appends the values for a row; without any the row itself.
  func append(_ row: Value, _ number: Int, to values: inout [Value]) throws(Fault) {
    do throws(Fault) {
      if functions.isEmpty { values.append(row) }
      for function in functions { values.append(try function.value(row, number)) }
    } catch {
      throw error.atRow(number)
    }
  }

  /// The values for a row.
  func values(_ row: Value, _ number: Int) throws(Fault) -> [Value] {
    var values: [Value] = []
    try append(row, number, to: &values)
    return values
  }

  /// The value of the first key for a row.
  func value(_ row: Value, _ number: Int) throws(Fault) -> Value {
    guard let first = functions.first else { return row }
    do throws(Fault) { return try first.value(row, number) } catch { throw error.atRow(number) }
  }

  /// The values for a row as one key of a hash table.
  func key(_ values: [Value]) throws(Fault) -> HashKey {
    try HashKey(values.count == 1 ? values[0] : .list(values))
  }
}
