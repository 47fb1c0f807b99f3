internal import Base
import Syntax

/// Leaves out what came before.
package enum Uniq: Command {
  package static var name: String { "uniq" }
  package static let signature = Signature(
    "Keeps the first of equal rows.", category: .rows,
    rest: Parameter("key", .rowValue, "the keys to compare; default: whole items"),
    input: .required(RowTypes.items), output: .rows(nil),
    examples: [
      Example("[2 1 2 3 1] | uniq", gives: "[2 1 3]"),
      Example("[{k: a, n: 1} {k: a, n: 2}] | uniq .k", gives: "[{k: a, n: 1}]"),
      Example("[1 1.0 \"1\"] | uniq", gives: "[1 \"1\"]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type { RowTypes.same(input) }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let keys = try RowKeys(call, call.rest)
    let input = try RowInput(call)
    let machine = call.context.machine
    if let fields = keys.fields, let absorbed = try input.absorbing(.uniq(fields)) { return absorbed }
    let groups = RowGroups(keys, call.context)
    return try input.keeping(effect: keys.effect) { (row, number) throws(Fault) in
      let group = try groups.group(row, number)
      if group.isNew, group.number & 0xFFF == 0 { try machine.checkMemory(items: group.number) }
      return group.isNew
    }
  }
}

/// Counts rows by value.
package enum CountBy: Command {
  package static var name: String { "count-by" }
  package static let signature = Signature(
    "Counts rows by value. Values come in the order of their first row.", category: .rows,
    rest: Parameter(
      "key", .rowValue, "the key; a field keeps its name as a column; default: the items themselves"),
    input: .required(RowTypes.items), output: .rows(nil),
    details: "A key that is no field gets the column `key`; the items themselves get the column `value`.",
    examples: [
      Example("[{k: a} {k: b} {k: a}] | count-by .k", gives: "[{k: a, count: 2} {k: b, count: 1}]"),
      Example("[x y x] | count-by", gives: "[{value: x, count: 2} {value: y, count: 1}]"),
      Example("1..5 | count-by ($it % 2 == 0)", gives: "[{key: false, count: 3} {key: true, count: 2}]"),
    ])

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    if arguments.rowTypes.isEmpty {
      return .rows([Column("value", RowTypes.item(input)), Column("count", .int)])
    }
    let names = RowKeys.names(arguments.rowFields, beside: ["count"])
    return .rows(zip(names, arguments.rowTypes).map { Column($0, $1) } + [Column("count", .int)])
  }

  package static func run(_ call: Call) throws(Fault) -> Value {
    let keys = try RowKeys(call, call.rest)
    let input = try RowInput(call).readFirst(if: keys.effect)
    let fields = keys.fields ?? []
    if fields.count == 1, keys.functions.count == 1, !sameBytes(fields[0], "count"),
      let absorbed = try input.absorbing(.group(grouping(fields[0])))
    {
      return absorbed
    }
    return try GroupBy.total(fields.isEmpty ? input : try input.reading(only: fields), keys, .counting)
  }

  private static func grouping(_ field: String) -> RowGrouping {
    RowGrouping(
      column: field, key: field, totals: [("count", .count, "")], text: "count-by .\(field)")
  }
}
