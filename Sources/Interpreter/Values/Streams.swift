/// Reading what can be gone through.
package enum Streams {
  /// The items of a list, range, stream or record's rows, for one reader.
  package static func read(_ value: Value) throws(Fault) -> StreamObject {
    switch value {
    case .list(let list): return ListStream(list)
    case .stream(let stream): return try stream.take()
    case .range(let range): return try RangeItems(range)
    default:
      throw Fault(ValueFault.notIterable(value.typeName))
    }
  }

  /// The value itself, or for a stream the list of its rows.
  package static func collect(_ value: Value, _ context: Context) throws(Fault) -> Value {
    guard case .stream(let stream) = value else { return value }
    return .list(try list(try stream.take(), context))
  }

  /// All items that are left of a stream, within the run's memory limit.
  static func list(_ stream: StreamObject, _ context: Context) throws(Fault) -> ListObject {
    let list = ListObject(capacity: 0)
    while true {
      let item = try stream.nextCell()
      if item.tag == Cell.absent { return list }
      list.give(item)
      if list.count & 0xFFF == 0 {
        try context.machine.poll()
        try context.machine.checkMemory(items: list.count)
      }
    }
  }

  /// All items, within the run's memory limit.
  package static func items(_ value: Value, _ context: Context) throws(Fault) -> [Value] {
    if case .list(let list) = value { return Array(list.items) }
    let stream = try read(value)
    var items: [Value] = []
    while let item = try stream.next() {
      items.append(item)
      if items.count & 0xFFF == 0 {
        try context.machine.poll()
        try context.machine.checkMemory(items: items.count)
      }
    }
    return items
  }
}

/// The items of a range, one by one.
package final class RangeItems: StreamObject {
  private let span: RangeSpan
  private let ints: (low: Int, step: Int)?
  private var upcoming: UInt
  private let last: UInt
  private var isDone: Bool

  /// The items of a range.
  package convenience init(_ range: RangeObject) throws(Fault) { self.init(try RangeSpan(range)) }

  /// The items of a span.
  package init(_ span: RangeSpan) {
    self.span = span
    ints = span.ints
    upcoming = 0
    last = span.last ?? 0
    isDone = span.last == nil
    super.init(columns: nil)
  }

  /// The items by number, where none was read.
  var unread: RangeSpan? { upcoming == 0 && isDone == (span.last == nil) ? span : nil }

  package override func absorbedCount() throws(Fault) -> Int? { try unread?.count() }

  package override func next() throws(Fault) -> Value? {
    if isDone { return nil }
    return span.item(advance())
  }

  override func nextCell() throws(Fault) -> Cell {
    if isDone { return Cell(tag: Cell.absent, bits: 0) }
    let number = advance()
    guard let ints else { return Cell(span.item(number)) }
    return Cell(int: ints.low &+ ints.step &* Int(bitPattern: number))
  }

  @inline(__always)
  private func advance() -> UInt {
    let number = upcoming
    if number < last { upcoming = number + 1 } else { isDone = true }
    return number
  }
}
