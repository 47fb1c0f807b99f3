internal import Base
import Syntax

/// What the loop leaves to functions: everything that is not integers and registers.
extension Machine {
  /// An operator on what is not two small ints; register `b` holds the left side.
  ///
  /// Where the result replaces the left side in its register, a text or list that has no other reference is
  /// appended to in place.
  @inline(never)
  func slowBinary(_ op: BinaryOperator, _ a: Int, _ b: Int, _ y: Cell) throws(Fault) {
    let x = base[b]
    if let result = Numbers.calculate(op, x, y) {
      base.give(a, result)
      return
    }
    if op == .add, a == b, try addInPlace(base + a, y) { return }
    if x.tag == Cell.text, y.tag == Cell.text, op == .equal || op == .notEqual {
      return base.give(a, Cell(bool: sameTexts(x, y) == (op == .equal)))
    }
    base.give(a, Cell(try Arithmetic.binary(op, x.value, y.value, context)))
  }

  @inline(never)
  func slowTest(_ op: BinaryOperator, _ x: Cell, _ y: Cell) throws(Fault) -> Bool {
    if x.tag == Cell.text, y.tag == Cell.text, op == .equal || op == .notEqual {
      return sameTexts(x, y) == (op == .equal)
    }
    if let result = Numbers.compare(op, x, y) { return result }
    let x = try Streams.collect(x.value, context)
    let y = try Streams.collect(y.value, context)
    switch op {
    case .equal: return try Comparison.equal(x, y)
    case .notEqual: return try !Comparison.equal(x, y)
    default: return try Comparison.ordered(op, x, y)
    }
  }

  @inline(__always)
  private func sameTexts(_ x: Cell, _ y: Cell) -> Bool {
    x.bits == y.bits || sameBytes(x.object(as: TextObject.self).string, y.object(as: TextObject.self).string)
  }

  func negate(_ a: Int, _ x: Cell) throws(Fault) {
    base.give(a, Cell(try Arithmetic.negate(x.value)))
  }

  @inline(never)
  func notBool(_ x: Cell, _ place: BoolPlace) -> Fault {
    Fault(RunFault.notBool(place, x.value.typeName))
  }

  func unsetGlobal(_ index: Int) -> Fault {
    let name = index < context.globalNames.count ? context.globalNames[index] : "?"
    return Fault(RunFault.unsetVariable(name))
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

  /// A list of the values in registers, which are moved into it.
  func newList(_ a: Int, _ first: Int, _ count: Int) throws(Fault) {
    let list = ListObject(capacity: count)
    for index in first..<(first + count) {
      list.give(base[index])
      base[index] = Cell()
    }
    try checkDepth(list)
    base.give(a, Cell(tag: Cell.list, owning: list))
  }

  /// Refuses values that are too deep.
  @inline(__always)
  func checkDepth(_ object: HeapObject) throws(Fault) {
    if object.depth > context.limits.nesting { try measureDepth(object) }
  }

  @inline(never)
  private func measureDepth(_ object: HeapObject) throws(Fault) {
    if Depth.measure(object) > context.limits.nesting { throw tooDeepValue() }
  }

  @inline(never)
  func tooDeepValue() -> Fault {
    Fault(ValueFault.tooDeep(limit: context.limits.nesting))
  }

  /// Appends to the list that the code at hand is building.
  func append(_ a: Int, _ item: Cell) throws(Fault) {
    if item.isObject { item.retain() }
    own(base + a)
    let list = base[a].object(as: ListObject.self)
    list.give(item)
    try checkDepth(list)
  }

  /// Adds the items of something to the list that the code at hand is building.
  ///
  /// A temporary list that comes first becomes that list.
  func extend(_ a: Int, _ b: Int, isTemporary: Bool) throws(Fault) {
    if isTemporary, base[b].tag == Cell.list, base[a].object(as: ListObject.self).count == 0 {
      base.take(a, b)
      return
    }
    own(base + a)
    if base[b].tag == Cell.list {
      let other = base[b].object(as: ListObject.self)
      try checkMemory(items: base[a].object(as: ListObject.self).count + other.count)
      base[a].object(as: ListObject.self).append(other, 0..<other.count)
    } else {
      try extend(base[a].object(as: ListObject.self), try Streams.read(base[b].value))
    }
    try checkDepth(base[a].object(as: ListObject.self))
  }

  private func extend(_ list: ListObject, _ stream: StreamObject) throws(Fault) {
    while true {
      let item = try stream.nextCell()
      if item.tag == Cell.absent { return }
      list.give(item)
      try poll()
      if list.count & 0xFFFF == 0 { try checkMemory(items: list.count) }
    }
  }

  /// A record of the values in registers, which are moved into it.
  func newRecord(_ a: Int, _ first: Int, _ shape: Shape) throws(Fault) {
    let count = shape.keys.count
    let record = RecordObject(shape: shape, capacity: count)
    for index in first..<(first + count) {
      record.give(base[index])
      base[index] = Cell()
    }
    try checkDepth(record)
    base.give(a, Cell(tag: Cell.record, owning: record))
  }

  /// Adds the entries of a record to the one that the code at hand is building; as `extend` does.
  func mergeRecord(_ a: Int, _ b: Int, isTemporary: Bool) throws(Fault) {
    if isTemporary, base[b].tag == Cell.record, base[a].object(as: RecordObject.self).count == 0 {
      base.take(a, b)
      return
    }
    let source = base[b].value
    guard let more = Fields.record(of: source) else {
      throw Fault(ValueFault.spreadInRecord(type: source.typeName))
    }
    own(base + a)
    let record = base[a].object(as: RecordObject.self)
    for index in 0..<more.count {
      if more.cells[index].isObject { more.cells[index].retain() }
      record.give(more.shape.keys[index], more.cells[index])
      try poll()
    }
    try checkDepth(record)
  }

  func setEntry(_ a: Int, _ key: String, _ value: Cell) throws(Fault) {
    if value.isObject { value.retain() }
    own(base + a)
    let record = base[a].object(as: RecordObject.self)
    record.give(key, value)
    try checkDepth(record)
  }

  /// The key of an entry that is calculated.
  func computedKey(_ key: Cell) throws(Fault) -> String {
    let value = key.value
    if case .text(let text) = value { return text.string }
    var isEntity = false
    if case .entity = value { isEntity = true }
    throw Fault(ValueFault.recordKey(type: value.typeName, isEntity: isEntity))
  }

  /// A field that is not where the site saw it last.
  @inline(never)
  func getField(_ a: Int, _ x: Cell, _ site: UnsafeMutablePointer<FieldSite>, optional: Bool) throws(Fault) {
    if x.tag == Cell.record {
      let record = x.object(as: RecordObject.self)
      if let index = site.pointee.find(in: record) { return base.put(a, record.cells[index]) }
    } else if x.tag & 0xFF == Cell.row, let index = site.pointee.find(in: x.page.shape) {
      return base.give(a, try x.page.cell(index, x.rowNumber))
    }
    if x.tag & 0xFF == Cell.datetime, let field = site.pointee.date {
      return base.give(a, part(field, of: x))
    }
    base.give(a, Cell(try Fields.field(x.value, site.pointee.name, optional: optional, context)))
  }

  /// A field of a date.
  private func part(_ field: DateField, of date: Cell) -> Cell {
    let zone = UInt16(truncatingIfNeeded: date.tag >> 16)
    let fields = context.zones.fields(Int64(date.bits), in: zone)
    return switch field {
    case .year: Cell(int: fields.year)
    case .month: Cell(int: fields.month)
    case .day: Cell(int: fields.day)
    case .hour: Cell(int: fields.hour)
    case .minute: Cell(int: fields.minute)
    case .second: Cell(int: fields.second)
    case .weekday: Cell(tag: Cell.text, owning: characters.weekday(fields.weekday))
    }
  }

  @inline(never)
  func getIndex(_ a: Int, _ x: Cell, _ index: Cell, optional: Bool) throws(Fault) {
    if x.tag == Cell.record, index.tag == Cell.text {
      let record = x.object(as: RecordObject.self)
      if let number = record.shape.index(of: index.object(as: TextObject.self).string) {
        base.put(a, record.cells[number])
        return
      }
    }
    if x.tag == Cell.text, index.tag == Cell.int,
      let bytes = x.object(as: TextObject.self).character(index.bits)
    {
      return base.give(a, Cell(tag: Cell.text, owning: characters.text(bytes)))
    }
    let whole = try Streams.collect(x.value, context)
    base.give(a, Cell(try Fields.index(whole, keyValue(index), optional: optional, context)))
  }

  /// The number of items or characters, where it is known at once; false elsewhere.
  @inline(never)
  func length(_ a: Int) -> Bool {
    switch base[a].tag {
    case Cell.list: base.give(a, Cell(int: base[a].object(as: ListObject.self).count))
    case Cell.text where base[a].object(as: TextObject.self).string.utf8.count < 1 << 16:
      base.give(a, Cell(int: base[a].object(as: TextObject.self).scalarCount))
    default: return false
    }
    return true
  }

  // MARK: patterns

  func listCount(_ a: Int, _ wanted: Int, hasRest: Bool) throws(Fault) {
    let value = base[a].value
    guard case .list(let list) = value else {
      throw Fault(ValueFault.listPattern(type: value.typeName))
    }
    if hasRest ? list.count < wanted : list.count != wanted {
      throw Fault(ValueFault.patternLength(wanted, hasRest: hasRest, count: list.count))
    }
  }

  func listItem(_ a: Int, _ list: Cell, _ index: Int) {
    let list = list.object(as: ListObject.self)
    if index < list.count { base.put(a, list.cells[index]) } else { base.give(a, Cell()) }
  }

  func listRest(_ a: Int, _ list: Cell, _ from: Int) {
    let list = list.object(as: ListObject.self)
    base.give(a, Cell(tag: Cell.list, owning: list.part(min(from, list.count)..<list.count)))
  }

  /// Whether a value equals the constant of an arm of `match`: other types are not equal, ranges hold their items.
  @inline(never)
  func matches(_ x: Cell, _ pattern: Cell) throws(Fault) -> Bool {
    if x.tag == Cell.text, pattern.tag == Cell.text { return sameTexts(x, pattern) }
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

  func isRecord(_ x: Cell) -> Bool { x.tag & 0xFF == Cell.row || Fields.record(of: x.value) != nil }

  func hasKey(_ x: Cell, _ key: String) -> Bool {
    if x.tag & 0xFF == Cell.row { return x.page.shape.index(of: key) != nil }
    return Fields.record(of: x.value)?.shape.index(of: key) != nil
  }

  // MARK: closures, text, results

  /// A `def` whose code was never made: only where checking failed and the program was run all the same.
  func missingCode() -> Fault { Fault(RunFault.noCode(nil)) }

  /// The code and captures of a closure that takes so many arguments; nil where it is called as a command calls it.
  func callable(
    _ cell: Cell, _ count: Int
  ) -> (layout: Layout, captures: UnsafeMutablePointer<Cell>)? {
    guard cell.tag == Cell.closure, context.blocks.isEmpty else { return nil }
    let closure = cell.object(as: ClosureObject.self)
    guard closure.parameterCount == count else { return nil }
    return (closure.function.layout, closure.captures)
  }

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
    Fault(RunFault.noArm(value: Display(context).literal(x.value)))
  }

  /// Looks at the type of an argument: a list's items are looked at once, until the list is changed.
  @inline(never)
  func checkType(_ a: Int, _ expected: TypedParameter) throws(Fault) {
    let x = base[a]
    let list = x.tag == Cell.list ? x.object(as: ListObject.self) : nil
    if let list {
      if list.isSurelyOnly(of: expected.itemKinds) { return }
      if let known = list.passed(expected.typeName) {
        if let converted = known.converted { base.give(a, Cell(tag: Cell.list, owning: converted)) }
        return
      }
    }
    let float = TypeTest.asFloat(x.value, expected.type)
    if float == nil, !TypeTest.isA(x.value, expected.type, context) {
      throw Fault(
        ArgumentFault.wrongType(
          command: function.name, parameter: expected.name, wanted: expected.type.name,
          given: x.value.typeName))
    }
    if let list, list.count >= TypedParameter.shortList {
      var converted: ListObject?
      if case .list(let changed)? = float { converted = changed }
      converted?.remember(ListCheck(expected.typeName, converted: nil))
      list.remember(ListCheck(expected.typeName, converted: converted))
    }
    if let float { base.give(a, Cell(float)) }
  }

  /// A variable of the environment, by the number of its name (flag 1: or null); with flag 2 the time, which goes on
  /// between lines of the dialogue and rounds of `watch`.
  func environment(_ a: Int, _ number: Int, _ flag: UInt8, _ names: [String]) throws(Fault) {
    if flag == 2 { return base.give(a, Cell(.datetime(context.now))) }
    let name = names[number]
    if let value = context.host.environment(name) {
      base.give(a, Cell(.string(value)))
    } else if flag == 1 {
      base.give(a, Cell())
    } else {
      throw Fault(RunFault.noEnvironment(name))
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
