internal import Interpreter

/// Compares two lists.
enum Diff: Command {
  static var name: String { "diff" }
  static let signature = Signature(
    "Compares rows with other ones: what is only here is `removed`, what is only there `added`.",
    category: .rows,
    positional: [Parameter("other", .any, "the rows as they are now, or should be")],
    flags: [
      Flag("on", .string, "the field that tells which rows belong together; then rows may be `changed`")
    ],
    input: .required(RowTypes.items), output: .rows(nil),
    details: """
      Gives rows `{change item}`, with `--on` rows `{change FIELD before after}`: first what was removed or changed in the
      order of the input, then what was added in the order of the other rows. Equal rows are left out.
      """,
    examples: [
      Example("[a b] | diff [b c]", gives: "[{change: removed, item: a} {change: added, item: c}]"),
      Example(
        "[{k: 1, n: x}] | diff [{k: 1, n: y}] --on k",
        gives: "[{change: changed, k: 1, before: {k: 1, n: x}, after: {k: 1, n: y}}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    guard let on = arguments.flags["on"] else {
      return .rows([Column("change", .string), Column("item", RowTypes.item(input))])
    }
    guard let key = on?.string.map(plainName) else { return .rows(nil) }
    return .rows([
      Column("change", .string), Column(key, .any), Column("before", .any), Column("after", .any),
    ])
  }

  static func neededColumns(_ arguments: KnownArguments) -> [String] {
    (arguments.flags["on"] ?? nil)?.string.map { [plainName($0)] } ?? []
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let before = try RowInput(call).items()
    let after = try RowInput(call, call.argument("other") ?? .null).items()
    if let key = try call.text("on").map(plainName) { return try byField(before, after, key, call) }
    return try whole(before, after, call)
  }

  /// By whole values; one that stands twice here and once there was removed once.
  private static func whole(_ before: [Value], _ after: [Value], _ call: Call) throws(Fault) -> Value {
    var counts: [HashKey: Int] = [:]
    for item in after { counts[try HashKey(item), default: 0] += 1 }
    let shape = Shape(["change", "item"])
    var rows: [Value] = []
    for item in before {
      try call.context.machine.poll()
      let key = try HashKey(item)
      if let left = counts[key], left > 0 {
        counts[key] = left - 1
      } else {
        rows.append(.record(RecordObject(shape: shape, values: [.string("removed"), item])))
      }
    }
    // What is left of a value was added; the last ones of several are said to be it.
    var added: [Value] = []
    for item in after.reversed() {
      let key = try HashKey(item)
      guard let left = counts[key], left > 0 else { continue }
      counts[key] = left - 1
      added.append(.record(RecordObject(shape: shape, values: [.string("added"), item])))
    }
    return .list(rows + added.reversed())
  }

  private static func byField(
    _ before: [Value], _ after: [Value], _ field: String, _ call: Call
  ) throws(Fault) -> Value {
    let shape = Shape(["change", field, "before", "after"])
    var rows: [Value] = []
    func add(_ change: String, _ key: Value, _ old: Value, _ new: Value) {
      rows.append(.record(RecordObject(shape: shape, values: [.string(change), key, old, new])))
    }
    let new = try index(after, field, call)
    let old = try index(before, field, call)
    for (value, row) in zip(old.values, before) {
      try call.context.machine.poll()
      guard let place = new.places[try HashKey(value)] else {
        add("removed", value, row, .null)
        continue
      }
      if try !Comparison.equal(content(row), content(after[place])) {
        add("changed", value, row, after[place])
      }
    }
    for (value, row) in zip(new.values, after) where old.places[try HashKey(value)] == nil {
      add("added", value, .null, row)
    }
    return .list(rows)
  }

  /// What may have changed: rows of the vault are equal by their ids, whatever their columns hold.
  private static func content(_ row: Value) -> Value {
    guard case .entity(let entity) = row else { return row }
    return .record(entity.record)
  }

  private static func index(
    _ rows: [Value], _ field: String, _ call: Call
  ) throws(Fault) -> (values: [Value], places: [HashKey: Int]) {
    var values: [Value] = []
    var places: [HashKey: Int] = [:]
    for (number, row) in rows.enumerated() {
      do throws(Fault) {
        let value = try Fields.field(row, field, optional: false, call.context)
        if places.updateValue(number, forKey: try HashKey(value)) != nil {
          throw Fault("E0347", "the value of `\(field)` stands twice: it does not tell rows apart")
        }
        values.append(value)
      } catch {
        throw error.atRow(number)
      }
    }
    return (values, places)
  }
}
