import Syntax

/// What the loop leaves to functions: everything that is not integers and registers.
extension Machine {
  @inline(never)
  func slowBinary(_ op: BinaryOperator, _ a: Int, _ x: Cell, _ y: Cell) throws(Fault) {
    base.give(a, Cell(try Arithmetic.binary(op, x.value, y.value, context)))
  }

  @inline(never)
  func slowTest(_ op: BinaryOperator, _ x: Cell, _ y: Cell) throws(Fault) -> Bool {
    let x = try Streams.collect(x.value, context)
    let y = try Streams.collect(y.value, context)
    switch op {
    case .equal: return try Comparison.equal(x, y)
    case .notEqual: return try !Comparison.equal(x, y)
    default: return try Comparison.ordered(op, x, y)
    }
  }

  func negate(_ a: Int, _ x: Cell) throws(Fault) {
    base.give(a, Cell(try Arithmetic.negate(x.value)))
  }

  @inline(never)
  func notBool(_ x: Cell, _ what: String) -> Fault {
    Fault(
      "E0302", "\(what) takes a bool, not \(x.value.typeName.withArticle)",
      help: "there is no truthiness: compare, as in `$x != null` or `($list | length) > 0`")
  }

  func unsetGlobal(_ index: Int) -> Fault {
    let name = index < context.globalNames.count ? context.globalNames[index] : "?"
    return Fault(
      "E0303", "`$\(name)` is used before its `let` has run",
      help: "move the `let` above the call that needs it")
  }

  // MARK: ranges and iteration

  /// The first step of `for` over a range of something else than integers; false where it is empty.
  ///
  /// Its items take the place of its end.
  func prepareRange(_ a: Int) throws(Fault) -> Bool {
    let range = try Ranges.make(base[a].value, base[a + 1].value, inclusive: true, context)
    base.give(a + 1, Cell(tag: Cell.stream, owning: try RangeItems(range)))
    return try nextItem(a)
  }

  /// The next item of such a range; false behind its end.
  func nextItem(_ a: Int) throws(Fault) -> Bool {
    let item = try base[a + 1].object(as: StreamObject.self).nextCell()
    if item.tag == Cell.absent { return false }
    base.give(a, item)
    return true
  }

  func iterate(_ a: Int, _ source: Cell) throws(Fault) {
    base.give(a, Cell(tag: Cell.stream, owning: try Streams.read(source.value)))
  }

  func newRange(_ a: Int, _ low: Cell, _ high: Cell, inclusive: Bool, mayBeOpen: Bool) throws(Fault) {
    let range = try Ranges.make(
      low.value, high.value, inclusive: inclusive, mayBeOpen: mayBeOpen, context)
    base.give(a, Cell(tag: Cell.range, owning: range))
  }

  // MARK: lists and records

  func newList(_ a: Int, _ first: Int, _ count: Int) throws(Fault) {
    var items: [Value] = []
    items.reserveCapacity(count)
    for index in first..<(first + count) { items.append(base[index].value) }
    let list = ListObject(items)
    try checkDepth(list)
    base.give(a, Cell(tag: Cell.list, owning: list))
  }

  /// Refuses values that are too deep.
  @inline(__always)
  func checkDepth(_ object: HeapObject) throws(Fault) {
    if object.depth > context.limits.nesting { throw tooDeepValue() }
  }

  @inline(never)
  private func tooDeepValue() -> Fault {
    Fault("E0312", "values are more than \(context.limits.nesting) deep inside each other")
  }

  /// Appends to the list that the code at hand is building: nobody else has it.
  func append(_ a: Int, _ item: Cell) throws(Fault) {
    let list = base[a].object(as: ListObject.self)
    list.append(item.value)
    try checkDepth(list)
  }

  func extend(_ a: Int, _ source: Cell) throws(Fault) {
    let stream = try Streams.read(source.value)
    let list = base[a].object(as: ListObject.self)
    while let item = try stream.next() {
      list.append(item)
      try poll()
      if list.items.count & 0xFFFF == 0 { try checkMemory(items: list.items.count) }
    }
    try checkDepth(list)
  }

  func newRecord(_ a: Int, _ first: Int, _ shape: Shape) throws(Fault) {
    var values: [Value] = []
    values.reserveCapacity(shape.keys.count)
    for index in first..<(first + shape.keys.count) { values.append(base[index].value) }
    let record = RecordObject(shape: shape, values: values)
    try checkDepth(record)
    base.give(a, Cell(tag: Cell.record, owning: record))
  }

  func mergeRecord(_ a: Int, _ source: Cell) throws(Fault) {
    guard let more = Fields.record(of: source.value) else {
      throw Fault("E0305", "`...` in a record takes a record, not \(source.value.typeName.withArticle)")
    }
    let record = base[a].object(as: RecordObject.self).merging(more)
    try checkDepth(record)
    base.give(a, Cell(tag: Cell.record, owning: record))
  }

  func setEntry(_ a: Int, _ key: String, _ value: Cell) throws(Fault) {
    let old = base[a].object(as: RecordObject.self)
    // Each entry copies those before it: a literal of many thousand such must still be stopped.
    if old.values.count > 1_000 { try checkStop() }
    let record = old.setting(key, to: value.value)
    try checkDepth(record)
    base.give(a, Cell(tag: Cell.record, owning: record))
  }

  /// The key of an entry that is calculated.
  func computedKey(_ key: Cell) throws(Fault) -> String {
    let value = key.value
    if case .text(let text) = value { return text.string }
    let help: String? =
      switch value {
      case .int, .float, .bool, .datetime, .duration: "`{\"\\($n)\": …}` makes text of it"
      case .entity: "`{($x.name): …}` takes its name"
      default: nil
      }
    throw Fault("E0301", "a key takes a string, not \(value.typeName.withArticle)", help: help)
  }

  func getField(_ a: Int, _ x: Cell, _ name: String, optional: Bool) throws(Fault) {
    if x.tag == Cell.record, let value = x.object(as: RecordObject.self)[name] {
      base.give(a, Cell(value))
      return
    }
    base.give(a, Cell(try Fields.field(x.value, name, optional: optional, context)))
  }

  func getIndex(_ a: Int, _ x: Cell, _ index: Cell, optional: Bool) throws(Fault) {
    let whole = try Streams.collect(x.value, context)
    base.give(a, Cell(try Fields.index(whole, index.value, optional: optional, context)))
  }

  /// `place = value`: the keys of the place lie in registers from `first`, the value behind them.
  func setPath(_ a: Int, _ first: Int, _ count: Int) throws(Fault) {
    var keys: [Value] = []
    for index in first..<(first + count) { keys.append(base[index].value) }
    let value = base[first + count].value
    let root = base[a]
    base[a] = Cell()
    let old = root.value
    if root.isObject { root.release() }
    do throws(Fault) {
      let changed = try Fields.setting(old, keys[...], to: value)
      if changed.depth > context.limits.nesting { throw tooDeepValue() }
      base.give(a, Cell(changed))
    } catch {
      base.give(a, Cell(old))
      throw error
    }
  }

  // MARK: patterns

  func listCount(_ a: Int, _ wanted: Int, hasRest: Bool) throws(Fault) {
    let value = base[a].value
    guard case .list(let list) = value else {
      throw Fault("E0306", "a list pattern takes a list, not \(value.typeName.withArticle)")
    }
    if hasRest ? list.items.count < wanted : list.items.count != wanted {
      throw Fault(
        "E0306",
        "the pattern takes \(hasRest ? "at least " : "")\(wanted) items, the list has \(list.items.count)")
    }
  }

  func listItem(_ a: Int, _ list: Cell, _ index: Int) {
    let items = list.object(as: ListObject.self).items
    base.give(a, Cell(index < items.count ? items[index] : .null))
  }

  func listRest(_ a: Int, _ list: Cell, _ from: Int) {
    let items = list.object(as: ListObject.self).items
    base.give(a, Cell(.list(Array(items.dropFirst(from)))))
  }

  /// Whether a value equals the constant of an arm of `match`: other types are not equal, ranges hold their items.
  func matches(_ x: Cell, _ pattern: Cell) throws(Fault) -> Bool {
    let value = x.value
    let wanted = pattern.value
    if case .range(let range) = wanted, !isRangeCell(x) { return try Ranges.holds(range, value) }
    if case .sealed = value { throw Comparison.sealedFault }
    return try Comparison.equal(value, wanted)
  }

  private func isRangeCell(_ x: Cell) -> Bool { x.tag == Cell.range }

  func isList(_ x: Cell, _ count: Int, hasRest: Bool) -> Bool {
    guard x.tag == Cell.list else { return false }
    let have = x.object(as: ListObject.self).items.count
    return hasRest ? have >= count : have == count
  }

  func isRecord(_ x: Cell) -> Bool { Fields.record(of: x.value) != nil }

  func hasKey(_ x: Cell, _ key: String) -> Bool { Fields.record(of: x.value)?.shape.index(of: key) != nil }

  // MARK: closures, text, results

  /// A `def` whose code was never made: only where checking failed and the program was run all the same.
  func missingCode() -> Fault { Fault("E0407", "a command has no code: its definition did not check") }

  func makeClosure(_ a: Int, _ slot: FunctionSlot) throws(Fault) {
    guard let callee = slot.function else { throw missingCode() }
    let closure = ClosureObject(function: callee, captureCount: callee.captures.count)
    for (index, capture) in callee.captures.enumerated() {
      switch capture {
      case .register(let register): closure.captures.put(index, base[register])
      case .capture(let number): if let captures { closure.captures.put(index, captures[number]) }
      case .global(let number):
        if globals[number].tag == Cell.absent { throw unsetGlobal(number) }
        closure.captures.put(index, globals[number])
      }
      if closure.captures[index].isObject {
        closure.depth = max(closure.depth, 1 + closure.captures[index].object(as: HeapObject.self).depth)
      }
    }
    try checkDepth(closure)
    base.give(a, Cell(tag: Cell.closure, owning: closure))
  }

  func thrown(_ x: Cell) -> Fault { Fault.thrown(x.value) }

  func noMatch(_ x: Cell) -> Fault {
    Fault(
      "E0326", "no arm of `match` fits \(Display(context).literal(x.value))",
      help: "`_ => …` takes what no other arm does")
  }

  func checkType(_ a: Int, _ expected: TypedParameter) throws(Fault) {
    let x = base[a]
    if let float = TypeTest.asFloat(x.value, expected.type) {
      base.give(a, Cell(float))
      return
    }
    if !TypeTest.isA(x.value, expected.type, context) {
      throw Fault(
        "E0301",
        "`\(function.name)` takes \(expected.type.name.withArticle) for \(expected.name), not \(x.value.typeName.withArticle)"
      )
    }
  }

  func environment(_ a: Int, _ name: String, optional: Bool) throws(Fault) {
    if let value = context.host.environment(name) {
      base.give(a, Cell(.string(value)))
    } else if optional {
      base.give(a, Cell())
    } else {
      throw Fault(
        "E0327", "the environment has no `\(name)`", help: "`$env.\(name)?` gives null where it is not set")
    }
  }

  /// Shows the value of a statement at top level, unless it is null.
  func show(_ x: Cell) throws(Fault) {
    if x.tag == Cell.null { return }
    try context.host.show(x.value, context: context)
  }

  /// Reads a dropped stream to its end.
  func finish(_ x: Cell) throws(Fault) {
    guard x.tag == Cell.stream else { return }
    let stream = try x.object(as: StreamObject.self).take()
    while try stream.next() != nil { try poll() }
  }

  /// Replaces a stream by the list of its rows.
  func collect(_ a: Int) throws(Fault) {
    let list = try Streams.collect(base[a].value, context)
    base.give(a, Cell(list))
  }
}
