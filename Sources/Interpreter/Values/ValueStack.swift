/// Values that are being put together: those of a list or record lie behind those of what is around it.
package final class ValueStack {
  private let cells = ListObject(capacity: 16)

  /// An empty one.
  package init() {}

  /// How many values wait.
  package var count: Int { cells.count }

  /// Adds a value.
  package func push(_ value: Value) { cells.append(value) }

  /// Adds a text.
  package func push(_ text: UnsafeBufferPointer<UInt8>) {
    cells.give(Cell(tag: Cell.text, owning: TextObject(String(decoding: text, as: UTF8.self))))
  }

  /// Takes the value that was added last away; null where there is none.
  package func pop() -> Value {
    guard count > 0 else { return .null }
    let value = cells.cells[count - 1].value
    cells.removeLast(1)
    return value
  }

  /// Puts a list of the values from a number on in their place.
  package func makeList(from start: Int) {
    let list = ListObject(capacity: count - start)
    list.move(from: cells, start)
    cells.give(Cell(tag: Cell.list, owning: list))
  }

  /// Puts a record of the values from a number on in their place.
  package func makeRecord(_ shape: Shape, from start: Int) {
    let record = RecordObject(shape: shape, capacity: count - start)
    record.move(from: cells, start)
    cells.give(Cell(tag: Cell.record, owning: record))
  }

  /// Drops all values.
  package func clear() { cells.removeLast(count) }
}
