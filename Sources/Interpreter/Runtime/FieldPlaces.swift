/// Assignments that give a record more fields, or others: `place = (place | upsert key value)`, `place = {...place …}`.
extension Machine {
  /// Adds the entries of a record to the one in a cell; false where a command has to do it or report the error.
  func merge(_ slot: Cells, _ more: Cell, level: Int) throws(Fault) -> Bool {
    guard slot.pointee.tag == Cell.record, more.tag == Cell.record, context.blocks.isEmpty else {
      return false
    }
    let other = more.object(as: RecordObject.self)
    guard level + other.depth <= context.limits.nesting else { return false }
    try checkMemory(
      items: (slot.pointee.object(as: RecordObject.self).count + other.count) * RecordObject.cellsPerKey)
    // Before anything is changed: all of it or nothing.
    for _ in 0..<other.count { try poll() }
    own(slot)
    let record = slot.pointee.object(as: RecordObject.self)
    for index in 0..<other.count {
      if other.cells[index].isObject { other.cells[index].retain() }
      record.give(other.shape.keys[index], other.cells[index])
    }
    return true
  }

  /// Checks whether a field can be changed in place, and computes its new value where a closure gives it.
  ///
  /// False where a command has to change the field or report the error; no closure was called then.
  func prepareField(
    _ home: Cells, _ keys: Cells, _ count: Int, _ values: Cells, _ change: PlaceChange
  ) throws(Fault) -> Bool {
    guard context.blocks.isEmpty, values.pointee.tag == Cell.text, let old = find(home.pointee, keys, count),
      old.tag == Cell.record
    else { return false }
    let name = values.pointee.object(as: TextObject.self).string
    // A path, or what may be one.
    if name.utf8.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "\"") }) { return false }
    let isThere = old.object(as: RecordObject.self).shape.index(of: name) != nil
    if change != .upsert, isThere != (change == .update) { return false }
    if values[1].tag == Cell.closure {
      old.retain()
      let made: Cell = try call(values[1].object(as: ClosureObject.self), old, 0)
      values.give(1, made)
      if made.tag == Cell.stream { values.give(1, Cell(try Streams.collect(made.value, context))) }
    }
    return count + 1 + values[1].depth <= context.limits.nesting
  }

  /// Puts a value under a key into the record in a cell.
  func giveField(_ slot: Cells, _ values: Cells) throws(Fault) -> Bool {
    guard slot.pointee.tag == Cell.record else { return false }
    try checkRoom(slot.pointee)
    own(slot)
    let name = values.pointee.object(as: TextObject.self).string
    slot.pointee.object(as: RecordObject.self).give(name, moved(values + 1))
    return true
  }

  /// The value at the keys, without a new reference; nil if there is none.
  func find(_ cell: Cell, _ keys: Cells, _ count: Int) -> Cell? {
    if count == 0 { return cell }
    let key = keys.pointee
    switch (cell.tag, key.tag) {
    case (Cell.list, Cell.int):
      let list = cell.object(as: ListObject.self)
      let index = key.bits < 0 ? list.count + key.bits : key.bits
      guard index >= 0, index < list.count else { return nil }
      return find(list.cells[index], keys + 1, count - 1)
    case (Cell.record, Cell.site), (Cell.record, Cell.text):
      let record = cell.object(as: RecordObject.self)
      let index =
        key.tag == Cell.site
        ? layout.pointee.fields[key.bits].find(in: record)
        : record.shape.index(of: key.object(as: TextObject.self).string)
      return index.flatMap { find(record.cells[$0], keys + 1, count - 1) }
    default: return nil
    }
  }
}
