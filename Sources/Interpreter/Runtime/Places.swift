import Syntax

/// What an assignment does with the value of its place.
enum PlaceChange: UInt8 {
  /// `place = value`
  case set
  /// `place += value`, and so on; the flag of the next word is the operator.
  case operate
  /// `place = (place | append …)`, `place = [...place …]`; the flag of the next word says how many.
  case append
  /// `place = "\(place)…"`
  case text
  /// `place = (place | first n)`, `skip n`, `last n`
  case first, skip, last
  /// `place = (place | merge {…})`, `place = {...place …}`
  case merge
  /// `place = (place | update key value)`, and so on
  case update, insert, upsert
}

/// Assignments: the value of a place is changed in place, or nothing is changed.
///
/// Each list and record on the way is made the variable's own first: one that others have, too, is copied. A level that
/// was copied for an assignment which then fails is equal to what it was before.
extension Machine {
  /// Runs `changePlace`; false where the code behind it has to do the work.
  func changePlace(_ word: UnsafeMutablePointer<UInt64>) throws(Fault) -> Bool {
    let more = word + 1
    let isGlobal = word.flag & 1 != 0
    let home = isGlobal ? globals + more.a : base + word.a
    if isGlobal, home.pointee.tag == Cell.absent { throw unsetGlobal(more.a) }
    let keys = base + word.b
    let count = word.c
    let values = keys + count
    if word.flag >> 1 <= PlaceChange.operate.rawValue, !values.pointee.isObject,
      let slot = ownedSlot(home, keys, count)
    {
      let old = slot.cell.pointee
      let isSet = word.flag >> 1 == PlaceChange.set.rawValue
      let new =
        isSet
        ? values.pointee : Numbers.calculate(BinaryOperator(rawValue: more.flag) ?? .add, old, values.pointee)
      if let new {
        slot.cell.give(0, new)
        slot.holder._withUnsafeGuaranteedRef { $0.note(new) }
        return true
      }
    }
    switch PlaceChange(rawValue: word.flag >> 1) ?? .set {
    case .set:
      try checkDepth(count, above: values.pointee)
      try set(home, keys, count, values)
      return true
    case .operate:
      return try operate(BinaryOperator(rawValue: more.flag) ?? .add, home, keys, count, values.pointee)
    case .append:
      let number = Int(more.flag)
      return try change(home, keys, count) { slot throws(Fault) in
        try append(slot, values, number, level: count)
      }
    case .text:
      return try change(home, keys, count) { slot throws(Fault) in
        guard slot.pointee.tag == Cell.text, values.pointee.tag == Cell.text else { return false }
        try operate(.add, slot, values.pointee)
        return true
      }
    case .first, .skip, .last:
      // Without a count `skip` leaves one out.
      let number = more.flag == 0 ? Cell(int: 1) : values.pointee
      guard number.tag == Cell.int, number.bits >= 0 else { return false }
      return try change(home, keys, count) { slot throws(Fault) in
        narrow(slot, PlaceChange(rawValue: word.flag >> 1) ?? .first, number.bits)
      }
    case .merge:
      // The code that reads a missing value reports it.
      guard find(home.pointee, keys, count) != nil else { return false }
      return try change(home, keys, count) { slot throws(Fault) in
        try merge(slot, values.pointee, level: count)
      }
    case .update, .insert, .upsert:
      guard try prepareField(home, keys, count, values, PlaceChange(rawValue: word.flag >> 1) ?? .upsert)
      else { return false }
      // A closure that was called for the value may have brought more globals.
      return try change(isGlobal ? globals + more.a : home, keys, count) { slot throws(Fault) in
        try giveField(slot, values)
      }
    }
  }

  /// The cell at the keys and its holder, if every level exists and has no other reference; nil otherwise.
  ///
  /// A number that is put there changes nothing in those that hold the holder.
  @inline(__always)
  private func ownedSlot(
    _ home: Cells, _ keys: Cells, _ count: Int
  ) -> (cell: Cells, holder: Unmanaged<CellsObject>)? {
    var slot: (cell: Cells, holder: Unmanaged<CellsObject>)?
    var cell = home
    for level in 0..<count {
      guard let next = ownedSlot(cell, keys[level]) else { return nil }
      slot = next
      cell = next.cell
    }
    return slot
  }

  @inline(__always)
  private func ownedSlot(_ home: Cells, _ key: Cell) -> (cell: Cells, holder: Unmanaged<CellsObject>)? {
    let isList = home.pointee.tag == Cell.list
    guard isList ? key.tag == Cell.int : home.pointee.tag == Cell.record && key.tag == Cell.site,
      home.isUnique,
      let pointer = UnsafeRawPointer(bitPattern: home.pointee.bits)
    else { return nil }
    let holder = Unmanaged<CellsObject>.fromOpaque(pointer)
    let index =
      isList
      ? key.bits
      : Unmanaged<RecordObject>.fromOpaque(pointer)._withUnsafeGuaranteedRef {
        layout.pointee.fields[key.bits].index(in: $0) ?? -1
      }
    return holder._withUnsafeGuaranteedRef { object in
      guard index >= 0, index < object.count else { return nil }
      object.isChecked = false
      return (object.cells + index, holder)
    }
  }

  /// `$x[key] = value` of a register, with one key.
  func setItem(_ home: Cells, _ key: Cells, _ value: Cells, isTemporary: Bool) throws(Fault) {
    if home.pointee.tag == Cell.list, key.pointee.tag == Cell.int, home.isUnique {
      let list = home.pointee.object(as: ListObject.self)
      let index = key.pointee.bits
      if index >= 0, index < list.count, !value.pointee.isObject { return list.give(index, value.pointee) }
    }
    try checkDepth(1, above: value.pointee)
    if isTemporary { return try set(home, key, 1, value) }
    var copy = value.pointee
    if copy.isObject { copy.retain() }
    defer { if copy.isObject { copy.release() } }
    try set(home, key, 1, &copy)
  }

  /// Refuses a value that would be nested too deep below so many levels.
  private func checkDepth(_ levels: Int, above value: Cell) throws(Fault) {
    guard value.isObject else { return }
    if levels + value.depth > context.limits.nesting,
      levels + Depth.measure(value.object(as: HeapObject.self)) > context.limits.nesting
    {
      throw tooDeepValue()
    }
  }

  /// Moves the value of a cell to the place that the keys name.
  private func set(_ slot: Cells, _ keys: Cells, _ count: Int, _ value: Cells) throws(Fault) {
    if count > 1 {
      guard let inner = try self.inner(slot, keys.pointee) else { throw noPlace(slot.pointee, keys.pointee) }
      try set(inner, keys + 1, count - 1, value)
      slot.pointee.object(as: CellsObject.self).note(inner.pointee)
      return
    }
    switch (slot.pointee.tag, keys.pointee.tag) {
    case (Cell.list, Cell.int):
      let index = try position(slot.pointee, keys.pointee)
      own(slot)
      slot.pointee.object(as: ListObject.self).give(index, moved(value))
    case (Cell.record, Cell.site):
      let site = layout.pointee.fields + keys.pointee.bits
      try checkRoom(slot.pointee)
      own(slot)
      let record = slot.pointee.object(as: RecordObject.self)
      if let index = site.pointee.find(in: record) {
        record.give(index, moved(value))
      } else {
        record.give(site.pointee.name, moved(value))
      }
    case (Cell.record, Cell.text):
      try checkRoom(slot.pointee)
      own(slot)
      slot.pointee.object(as: RecordObject.self).give(
        keys.pointee.object(as: TextObject.self).string, moved(value))
    default: throw noPlace(slot.pointee, keys.pointee)
    }
  }

  /// Refuses a record that is larger than the run may hold: looked at now and then.
  @inline(__always)
  func checkRoom(_ record: Cell) throws(Fault) {
    let count = record.object(as: RecordObject.self).count
    if count & 0xFF == 0xFF { try checkMemory(items: count * RecordObject.cellsPerKey) }
  }

  @inline(__always)
  func moved(_ value: Cells) -> Cell {
    let cell = value.pointee
    value.pointee = Cell()
    return cell
  }

  /// The cell inside a list or record that a key names; nil where it has none.
  private func inner(_ slot: Cells, _ key: Cell) throws(Fault) -> Cells? {
    let index: Int
    switch (slot.pointee.tag, key.tag) {
    case (Cell.list, Cell.int): index = try position(slot.pointee, key)
    case (Cell.record, Cell.site):
      index = try position(slot.pointee, layout.pointee.fields + key.bits)
    case (Cell.record, Cell.text):
      index = try position(slot.pointee, of: key.object(as: TextObject.self).string)
    default: return nil
    }
    own(slot)
    return slot.pointee.object(as: CellsObject.self).cells + index
  }

  private func position(_ record: Cell, _ site: UnsafeMutablePointer<FieldSite>) throws(Fault) -> Int {
    if let index = site.pointee.find(in: record.object(as: RecordObject.self)) { return index }
    return try position(record, of: site.pointee.name)
  }

  private func position(_ list: Cell, _ key: Cell) throws(Fault) -> Int {
    let count = list.object(as: ListObject.self).count
    let index = key.bits < 0 ? count + key.bits : key.bits
    if index >= 0, index < count { return index }
    throw Fault(ValueFault.noItemToChange(key.bits, count: count))
  }

  private func position(_ record: Cell, of name: String) throws(Fault) -> Int {
    let shape = record.object(as: RecordObject.self).shape
    guard let index = shape.index(of: name) else { throw Fields.missing(name, shape.keys) }
    return index
  }

  /// Copies the list or record in a cell where others have it, too.
  @inline(__always)
  func own(_ slot: Cells) {
    if !slot.isUnique { copy(slot) }
  }

  @inline(never)
  private func copy(_ slot: Cells) {
    if slot.pointee.tag == Cell.list {
      let list = slot.pointee.object(as: ListObject.self)
      slot.give(0, Cell(tag: Cell.list, owning: list.part(0..<list.count)))
    } else {
      slot.give(0, Cell(tag: Cell.record, owning: slot.pointee.object(as: RecordObject.self).copy()))
    }
  }

  private func noPlace(_ cell: Cell, _ key: Cell) -> Fault { Fields.noPlace(cell.value, keyValue(key)) }

  /// A key as a value.
  func keyValue(_ key: Cell) -> Value {
    key.tag == Cell.site ? .string(layout.pointee.fields[key.bits].name) : key.value
  }

  /// Lets the body change the cell that the keys name; notes on the way out what came of it.
  private func change(
    _ slot: Cells, _ keys: Cells, _ count: Int, _ body: (Cells) throws(Fault) -> Bool
  ) throws(Fault) -> Bool {
    if count == 0 { return try body(slot) }
    guard let inner = try self.inner(slot, keys.pointee) else { return false }
    guard try change(inner, keys + 1, count - 1, body) else { return false }
    slot.pointee.object(as: CellsObject.self).note(inner.pointee)
    return true
  }

  // MARK: what is added

  /// `place op= value`.
  private func operate(
    _ op: BinaryOperator, _ home: Cells, _ keys: Cells, _ count: Int, _ value: Cell
  ) throws(Fault) -> Bool {
    let done = try change(home, keys, count) { slot throws(Fault) in
      try operate(op, slot, value)
      return true
    }
    if done { return true }
    // What cannot be read says why; what can is no place.
    var old = home.pointee.value
    for index in 0..<count { old = try Fields.index(old, keyValue(keys[index]), optional: false, context) }
    throw noPlace(home.pointee, keys.pointee)
  }

  /// Puts the result of an operator into the cell of its left side: in place, or as a new value.
  private func operate(_ op: BinaryOperator, _ slot: Cells, _ value: Cell) throws(Fault) {
    if let result = Numbers.calculate(op, slot.pointee, value) { return slot.give(0, result) }
    if op == .add, try addInPlace(slot, value) { return }
    slot.give(0, Cell(try Arithmetic.binary(op, slot.pointee.value, value.value, context)))
  }

  /// Keeps some of the items of the list in a cell; false if there is none.
  private func narrow(_ slot: Cells, _ change: PlaceChange, _ number: Int) -> Bool {
    guard slot.pointee.tag == Cell.list else { return false }
    let count = slot.pointee.object(as: ListObject.self).count
    let kept =
      switch change {
      case .first: 0..<min(number, count)
      case .skip: min(number, count)..<count
      default: max(0, count - number)..<count
      }
    guard slot.isUnique else {
      slot.give(0, Cell(tag: Cell.list, owning: slot.pointee.object(as: ListObject.self).part(kept)))
      return true
    }
    let list = slot.pointee.object(as: ListObject.self)
    list.removeLast(count - kept.upperBound)
    list.removeFirst(kept.lowerBound)
    return true
  }

  /// Adds a text or the items of a list to the value in a cell; false where a new value has to be made.
  func addInPlace(_ slot: Cells, _ more: Cell) throws(Fault) -> Bool {
    switch (slot.pointee.tag, more.tag) {
    case (Cell.text, Cell.text):
      guard slot.isUnique else { return false }
      let text = slot.pointee.object(as: TextObject.self)
      let other = more.object(as: TextObject.self)
      try Arithmetic.checkLength(text.string.utf8.count + other.string.utf8.count, context)
      text.append(other)
      return true
    case (Cell.list, Cell.list):
      guard slot.isUnique else { return false }
      let list = slot.pointee.object(as: ListObject.self)
      let other = more.object(as: ListObject.self)
      try Arithmetic.checkLength((list.count + other.count) * MemoryLayout<Cell>.stride, context)
      list.append(other, 0..<other.count)
      return true
    default: return false
    }
  }

  /// Adds values to the list in a cell; false if there is none.
  func append(_ slot: Cells, _ values: Cells, _ number: Int, level: Int) throws(Fault) -> Bool {
    guard slot.pointee.tag == Cell.list else { return false }
    for index in 0..<number { try checkDepth(level + 1, above: values[index]) }
    try checkMemory(items: slot.pointee.object(as: ListObject.self).count + number)
    own(slot)
    let list = slot.pointee.object(as: ListObject.self)
    for index in 0..<number {
      list.give(values[index])
      values[index] = Cell()
    }
    return true
  }
}

/// How deep values are.
///
/// Lists and records note it as they grow, and are never deeper than noted; they may be less deep once an assignment
/// put something flat into the place of something deep.
enum Depth {
  /// The nesting depth of a value, calculated anew from all that it holds.
  static func measure(_ object: HeapObject) -> Int {
    var seen: Set<ObjectIdentifier> = []
    measure(object, &seen)
    return object.depth
  }

  private static func measure(_ object: HeapObject, _ seen: inout Set<ObjectIdentifier>) {
    guard let object = object as? CellsObject, seen.insert(ObjectIdentifier(object)).inserted else { return }
    for index in 0..<object.count where object.cells[index].isObject {
      measure(object.cells[index].object(as: HeapObject.self), &seen)
    }
    object.measure()
  }
}
