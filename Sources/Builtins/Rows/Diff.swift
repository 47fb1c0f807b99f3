internal import Interpreter

/// Compares two lists.
enum Diff: Command {
  static var name: String { "diff" }
  static let signature = Signature(
    "Compares rows with other rows. Rows only in the input are `removed`, rows only in the other `added`.",
    category: .rows,
    positional: [Parameter("other", .any, "the rows as they are now, or should be", readsRows: true)],
    rest: Parameter(
      "field", .string, "more key fields for `--on`: all must be equal",
      offers: .columns),
    flags: [
      Flag(
        "on", .string, "the key field that matches rows; matched rows that differ are `changed`",
        offers: .columns)
    ],
    input: .required(RowTypes.items), output: .rows(nil),
    details: """
      Gives rows `{change item}`, with `--on` rows `{change FIELD… before after}`: first what was removed or changed in \
      the order of the input, then what was added in the order of the other rows. Of a row that was changed, `before` \
      and `after` have only the fields that differ. Rows that are equal as by `==` are left out: what names an entity \
      equals it.
      """,
    examples: [
      Example("[a b] | diff [b c]", gives: "[{change: removed, item: a} {change: added, item: c}]"),
      Example(
        "[{k: 1, n: x, m: 0}] | diff [{k: 1, n: y, m: 0}] --on .k",
        gives: "[{change: changed, k: 1, before: {n: x}, after: {n: y}}]"),
      Example(
        "[{a: 1, b: 1, n: x}] | diff [{a: 1, b: 2, n: x}] --on .a .b | select change a b",
        gives: "[{change: removed, a: 1, b: 1} {change: added, a: 1, b: 2}]"),
    ])

  /// The names of the columns: a key that is called like another one gets `_2` behind it.
  private static func names(_ keys: [String]) -> [String] {
    ["change"] + Shape.free(keys, beside: ["change", "before", "after"]) + ["before", "after"]
  }

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard let on = arguments.flags["on"] else {
      return .rows([Column("change", .string), Column("item", RowTypes.item(input))])
    }
    guard let keys = knownNames([on] + arguments.rest) else { return .rows(nil) }
    let others = names(keys).dropFirst().map { Column($0, .any) }
    return .rows([Column("change", .string)] + others)
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    ([arguments.flags["on"] ?? nil] + arguments.rest).compactMap { $0?.string }.map(plainName)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let before = try RowInput(call).items()
    let after = try RowInput(call, call.argument("other") ?? .null).items()
    let more = try call.columnNames()
    guard let key = try call.text("on").map(plainName) else {
      if more.isEmpty { return try whole(before, after, call) }
      throw call.fault(BuiltinFault.keyBeforeOn(name: more[0]))
    }
    return try FieldDifference([key] + more, call).rows(before, after, names([key] + more))
  }

  /// By whole values; one that stands twice here and once there was removed once.
  private static func whole(_ before: [Value], _ after: [Value], _ call: Call) throws(Fault) -> Value {
    let table = EqualityTable()
    /// By key: how many of the other rows have no partner yet.
    var left: [Int] = []
    var keys: [Int] = []
    for item in after {
      try call.context.machine.poll()
      try table.add(item)
      let (key, isNew) = table.number()
      if isNew { left.append(0) }
      left[key] += 1
      keys.append(key)
    }
    func pairs(_ key: Int?) -> Bool {
      guard let key, left[key] > 0 else { return false }
      left[key] -= 1
      return true
    }
    // The same come together first, so that what names a thing leaves the thing itself to its like.
    var alone: [Value] = []
    for item in before {
      try call.context.machine.poll()
      try table.add(item)
      if !pairs(table.same()) { alone.append(item) }
    }
    let shape = Shape(["change", "item"])
    func row(_ change: String, _ item: Value) -> Value {
      .record(RecordObject(shape: shape, values: [.string(change), item]))
    }
    var rows: [Value] = []
    for item in alone {
      try call.context.machine.poll()
      try table.add(item)
      if !table.equals().contains(where: pairs) { rows.append(row("removed", item)) }
    }
    // What is left of a value was added; the last ones of several are said to be it.
    let added = zip(after, keys).reversed().filter { pairs($0.1) }
    return .list(rows + added.reversed().map { row("added", $0.0) })
  }
}
