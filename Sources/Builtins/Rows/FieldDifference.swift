internal import Base
internal import Interpreter
internal import Syntax

/// What differs between rows that belong together by some fields.
struct FieldDifference {
  private let keys: [String]
  private let call: Call

  init(_ keys: [String], _ call: Call) {
    self.keys = keys
    self.call = call
  }

  /// The rows of a side by their keys, which are as many.
  private struct Side {
    let rows: [Value]
    var keys: [[Value]] = []
    let table = EqualityTable()
  }

  /// The rows of `diff --on` with these columns.
  func rows(_ before: [Value], _ after: [Value], _ columns: [String]) throws(Fault) -> Value {
    let shape = Shape(columns)
    let old = try side(before)
    let new = try side(after)
    var rows: [Value] = []
    func add(_ change: String, _ keys: [Value], _ old: Value, _ new: Value) {
      rows.append(.record(RecordObject(shape: shape, values: [.string(change)] + keys + [old, new])))
    }
    var isPaired = [Bool](repeating: false, count: after.count)
    for (number, row) in before.enumerated() {
      try call.context.machine.poll()
      guard let partner = try partner(of: old.keys[number], in: new, number) else {
        add("removed", old.keys[number], row, .null)
        continue
      }
      if isPaired[partner] { throw call.fault(doubled, atRow: number) }
      isPaired[partner] = true
      if let (here, there) = try difference(row, after[partner]) {
        add("changed", zip(old.keys[number], new.keys[partner]).map(plainer), here, there)
      }
    }
    for (number, row) in after.enumerated() where !isPaired[number] {
      add("added", new.keys[number], .null, row)
    }
    return .list(rows)
  }

  private func side(_ rows: [Value]) throws(Fault) -> Side {
    var side = Side(rows: rows)
    for (number, row) in rows.enumerated() {
      do throws(Fault) {
        try call.context.machine.poll()
        var values: [Value] = []
        for key in keys { values.append(try Fields.field(row, key, optional: false, call.context)) }
        for value in values { try side.table.add(value) }
        if !side.table.group().isNew { throw doubled }
        side.keys.append(values)
      } catch {
        throw error.atRow(number)
      }
    }
    return side
  }

  /// The number of the row with equal keys.
  private func partner(of keys: [Value], in side: Side, _ number: Int) throws(Fault) -> Int? {
    for key in keys { try side.table.add(key) }
    let found = side.table.equals()
    if found.count > 1 {
      throw call.fault(
        Fault(BuiltinFault.keysOfSeveral(self.keys)),
        atRow: number)
    }
    return found.first
  }

  private var doubled: Fault { Fault(BuiltinFault.keysTwice(keys)) }

  /// Of two equal keys the entity, which shows as its name, else the first.
  private func plainer(_ one: Value, _ other: Value) -> Value {
    if case .entity = other, case .entity = one { return one }
    if case .entity = other { return other }
    return one
  }

  /// The fields that differ, of each row; nil where none does.
  private func difference(_ row: Value, _ other: Value) throws(Fault) -> (Value, Value)? {
    // Rows of the vault are equal by their ids, whatever their columns hold.
    guard let old = Fields.record(of: row), let new = Fields.record(of: other) else {
      return try Comparison.equal(row, other) ? nil : (row, other)
    }
    var names: [String] = []
    for (name, value) in zip(old.shape.keys, old.values) where !isKey(name) {
      if let changed = new[name], try Comparison.equal(value, changed) { continue }
      names.append(name)
    }
    names += new.shape.keys.filter { old[$0] == nil && !isKey($0) }
    return names.isEmpty ? nil : (part(names, of: old), part(names, of: new))
  }

  private func isKey(_ name: String) -> Bool { keys.contains { sameBytes($0, name) } }

  private func part(_ names: [String], of record: RecordObject) -> Value {
    .record(names.compactMap { name in record[name].map { (name, $0) } })
  }
}
