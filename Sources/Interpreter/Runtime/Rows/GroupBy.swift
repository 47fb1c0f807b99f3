internal import Base
import Syntax

/// Puts rows with equal keys together.
package enum GroupBy: Command {
  package static var name: String { "group-by" }
  package static let signature = Signature(
    "Groups rows by keys. Groups come in the order of their first row, with the keys and `rows`.",
    category: .rows,
    rest: Parameter(
      "key", .rowValue, "the keys; a field keeps its name as a column; default: the items themselves"),
    flags: [
      Flag("count", nil, "returns the number of rows as `count` instead of the rows"),
      Flag("sum", .string, "returns the sum of this field as `sum_FIELD` instead of the rows"),
      Flag("avg", .string, "returns the average of this field as `avg_FIELD` instead of the rows"),
      Flag("min", .string, "returns the smallest value of this field as `min_FIELD` instead of the rows"),
      Flag("max", .string, "returns the largest value of this field as `max_FIELD` instead of the rows"),
    ],
    input: .required(RowTypes.items), output: .rows(nil),
    details: """
      Each key is a column: a field under its name, something else as `key`, the items themselves as `value`; a name \
      that is taken gets the suffix `_2`. Keys are equal as by `==`: an entity and what names it are one.
      """,
    examples: [
      Example(
        "[{k: a, n: 1} {k: b, n: 2} {k: a, n: 3}] | group-by .k",
        gives: "[{k: a, rows: [{k: a, n: 1} {k: a, n: 3}]} {k: b, rows: [{k: b, n: 2}]}]"),
      Example(
        "[{k: a, n: 1} {k: b, n: 2} {k: a, n: 3}] | group-by .k --count --sum n",
        gives: "[{k: a, count: 2, sum_n: 4} {k: b, count: 1, sum_n: 2}]"),
      Example(
        "[{k: a, n: 1} {k: b, n: 2} {k: a, n: 4}] | group-by .k --avg n",
        gives: "[{k: a, avg_n: 2.5} {k: b, avg_n: 2.0}]"),
      Example(
        "[{a: x, b: 1} {a: x, b: 2} {a: x, b: 1}] | group-by .a .b --count",
        gives: "[{a: x, b: 1, count: 2} {a: x, b: 2, count: 1}]"),
      Example("1..4 | group-by ($it % 2) | get rows", gives: "[[1 3] [2 4]]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    var columns: [Column] = []
    let flags = arguments.flags
    if flags["count"] != nil { columns.append(Column("count", .int)) }
    for kind in ["sum", "avg", "min", "max"] {
      guard let value = flags[kind] else { continue }
      guard let field = value?.string else { return .rows(nil) }
      let found = input.columns?.first { sameBytes($0.name, fieldName(field)) }
      columns.append(Column("\(kind)_\(fieldName(field))", found?.type ?? .any))
    }
    if columns.isEmpty { columns.append(Column("rows", RowTypes.same(input))) }
    let types = arguments.rowTypes.isEmpty ? [RowTypes.item(input)] : arguments.rowTypes
    let names = RowKeys.names(arguments.rowFields, beside: columns.map(\.name))
    return .rows(zip(names, types).map { Column($0, $1) } + columns)
  }

  package static func neededColumns(_ arguments: KnownArguments) -> [String] {
    ["sum", "avg", "min", "max"].compactMap { (arguments.flags[$0] ?? nil)?.string }.map(fieldName)
  }

  /// `.n` serves as `n`.
  private static func fieldName(_ text: String) -> String {
    text.utf8.first == UInt8(ascii: ".") && text.utf8.count > 1 ? String(text.dropFirst()) : text
  }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let keys = try RowKeys(call, call.rest)
    let wanted = try Wanted(call)
    let input = try RowInput(call).readFirst(if: keys.effect)
    if wanted.givesRows { return try collect(input, keys) }
    guard let fields = keys.fields, !fields.isEmpty else { return try total(input, keys, wanted) }
    // No store divides as the language does.
    if fields.count == 1, wanted.average == nil,
      let rows = try input.absorbing(.group(grouping(fields[0], wanted)))
    {
      return rows
    }
    return try total(try input.reading(only: fields + wanted.fields), keys, wanted)
  }

  private static func grouping(_ field: String, _ wanted: Wanted) -> RowGrouping {
    var totals: [(name: String, total: RowGrouping.Total, column: String)] = []
    var text = "group-by .\(field)"
    if wanted.count {
      totals.append(("count", .count, ""))
      text += " --count"
    }
    for (word, total, column) in [
      ("sum", RowGrouping.Total.sum, wanted.sum), ("min", .min, wanted.min), ("max", .max, wanted.max),
    ] {
      guard let column else { continue }
      totals.append(("\(word)_\(column)", total, column))
      text += " --\(word) \(column)"
    }
    let key = RowKeys.names([field], beside: wanted.names)[0]
    return RowGrouping(column: field, key: key, totals: totals, text: text)
  }

  /// The shape of the results.
  private static func shape(_ keys: RowKeys, _ others: [String]) -> Shape {
    Shape(RowKeys.names(keys.functions.map(\.field), beside: others) + others)
  }

  private static func collect(_ input: RowInput, _ keys: RowKeys) throws(Fault) -> Value {
    let table = RowGroups(keys, input.call.context)
    var groups: [(keys: [Value], rows: ListObject)] = []
    let machine = input.call.context.machine
    try input.forEachCell { (row, number) throws(Fault) in
      let (group, isNew) = try table.group(row, number)
      if isNew { groups.append((table.values, ListObject(capacity: 1))) }
      if row.tag & 0xFF == Cell.row { row.page.isScattered = true }
      if row.isObject { row.retain() }
      groups[group].rows.give(row)
      if number & 0xFFF == 0 { try machine.checkMemory(items: number + groups.count) }
    }
    let shape = shape(keys, ["rows"])
    let rows = groups.map {
      Value.record(RecordObject(shape: shape, values: $0.keys + [.list($0.rows)]))
    }
    let columns = shape.keys.dropLast().map { Column($0, .any) } + [Column("rows", .rows(nil))]
    return .stream(ListStream(rows, columns: columns))
  }

  /// The numbers that are wanted of each group.
  static func total(_ input: RowInput, _ keys: RowKeys, _ wanted: Wanted) throws(Fault) -> Value {
    let table = RowGroups(keys, input.call.context)
    var groups: [(keys: [Value], totals: Totals)] = []
    let context = input.call.context
    var fields = wanted.fields.map { RowField($0) }
    try input.forEachCell { (row, number) throws(Fault) in
      let group = try table.group(row, number)
      if group.isNew {
        groups.append((table.values, Totals()))
        if group.number & 0xFFF == 0 { try context.machine.checkMemory(items: group.number * 4) }
      }
      try groups[group.number].totals.add(
        { (number) throws(Fault) in try fields[number].value(row, context) }, wanted, context)
    }
    let shape = shape(keys, wanted.names)
    let rows = try groups.map { (group) throws(Fault) in
      Value.record(
        RecordObject(shape: shape, values: group.keys + (try group.totals.values(wanted, context))))
    }
    let types = shape.keys.dropLast(wanted.names.count).map { _ in Type.any } + wanted.types
    return .stream(ListStream(rows, columns: zip(shape.keys, types).map { Column($0, $1) }))
  }

  /// Which numbers the flags ask for.
  struct Wanted {
    var count = true
    var sum: String?
    var average: String?
    var min: String?
    var max: String?

    /// The number of rows alone.
    static let counting = Wanted()

    private init() {}

    init(_ call: Call) throws(Fault) {
      count = call.has("count")
      sum = try call.text("sum").map(GroupBy.fieldName)
      average = try call.text("avg").map(GroupBy.fieldName)
      min = try call.text("min").map(GroupBy.fieldName)
      max = try call.text("max").map(GroupBy.fieldName)
    }

    /// The fields of the sum, the average, the minimum and the maximum, as far as these are wanted.
    var fields: [String] { [sum, average, min, max].compactMap { $0 } }

    var countsOnly: Bool { sum == nil && average == nil && min == nil && max == nil }

    var givesRows: Bool { !count && fields.isEmpty }

    var names: [String] {
      var names: [String] = []
      if count { names.append("count") }
      if let sum { names.append("sum_\(sum)") }
      if let average { names.append("avg_\(average)") }
      if let min { names.append("min_\(min)") }
      if let max { names.append("max_\(max)") }
      return names
    }

    var types: [Type] { (count ? [Type.int] : []) + fields.map { _ in Type.any } }
  }

  /// The numbers of one group: of many groups nothing but the number of rows is wanted.
  struct Totals {
    private var count = 0
    private var sums: Sums?

    private final class Sums {
      var sum = Sum()
      var averaged = Sum()
      var least = Extreme(largest: false)
      var largest = Extreme(largest: true)
    }

    /// Adds a row, whose wanted fields are given by their numbers.
    mutating func add(
      _ field: (Int) throws(Fault) -> Value, _ wanted: Wanted, _ context: Context
    ) throws(Fault) {
      count += 1
      if wanted.countsOnly { return }
      let sums = self.sums ?? Sums()
      self.sums = sums
      var number = 0
      func next() throws(Fault) -> Value {
        defer { number += 1 }
        return try field(number)
      }
      if wanted.sum != nil { try sums.sum.add(try next(), context) }
      if wanted.average != nil { try sums.averaged.add(try next(), context) }
      if wanted.min != nil { try sums.least.add(try next()) }
      if wanted.max != nil { try sums.largest.add(try next()) }
    }

    func values(_ wanted: Wanted, _ context: Context) throws(Fault) -> [Value] {
      var values: [Value] = wanted.count ? [.int(count)] : []
      guard let sums else { return values }
      if wanted.sum != nil { values.append(try sums.sum.value()) }
      if wanted.average != nil { values.append(sums.averaged.average() ?? .null) }
      if wanted.min != nil { values.append(sums.least.value ?? .null) }
      if wanted.max != nil { values.append(sums.largest.value ?? .null) }
      return values
    }
  }
}
