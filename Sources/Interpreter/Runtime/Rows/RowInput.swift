/// The items that a row command reads, with what is known of their columns.
package struct RowInput {
  /// The call of the command.
  package let call: Call
  /// The items as a stream, for every kind of input.
  package let stream: StreamObject
  /// The items, where the input is a list.
  package let list: ListObject?
  /// The items of a range that are still to be read: each is found by its number.
  package let span: RangeSpan?
  /// True iff the input is a stream: then results are streams too.
  package let isStream: Bool

  /// Takes what came through the pipe.
  package init(_ call: Call) throws(Fault) {
    guard let input = call.input else {
      throw call.fault(ArgumentFault.rowsMissing(command: call.name))
    }
    try self.init(call, input)
  }

  /// Reads another value, such as the other side of `join-rows`.
  package init(_ call: Call, _ value: Value) throws(Fault) {
    self.call = call
    if case .list(let list) = value { self.list = list } else { list = nil }
    if case .stream = value { isStream = true } else { isStream = false }
    stream = try Streams.read(value)
    span = (stream as? RangeItems)?.unread
  }

  init(_ call: Call, stream: StreamObject) {
    self.call = call
    self.stream = stream
    list = nil
    span = (stream as? RangeItems)?.unread
    isStream = true
  }

  /// The columns of the rows; nil where they are not known before reading.
  package var columns: [Column]? { stream.columns }

  /// All items, within the run's memory.
  package func items() throws(Fault) -> [Value] {
    if let list { return Array(list.items) }
    return try stream.rest(call.context)
  }

  /// Items as this command's result: a stream where the input was one, else a list.
  package func result(_ items: [Value]) -> Value {
    isStream ? .stream(ListStream(items, columns: columns)) : .list(items)
  }

  /// Calls the body for each item until it gives false; its faults name the row.
  package func forEach(_ body: (Value, Int) throws(Fault) -> Bool) throws(Fault) {
    let machine = call.context.machine
    var index = 0
    while let item = try stream.next() {
      try machine.poll()
      let goesOn: Bool
      do throws(Fault) {
        goesOn = try body(item, index)
      } catch {
        throw call.fault(error, atRow: index)
      }
      if !goesOn { return }
      index += 1
    }
  }

  /// The same with cells, whose references stay with the caller of the body.
  func forEachCell(_ body: (Cell, Int) throws(Fault) -> Void) throws(Fault) {
    let machine = call.context.machine
    var index = 0
    func take(_ row: Cell) throws(Fault) {
      try machine.poll()
      do throws(Fault) { try body(row, index) } catch { throw call.fault(error, atRow: index) }
      index += 1
    }
    while true {
      let row = try stream.nextCell()
      if row.tag == Cell.absent { return }
      defer { if row.isObject { row.release() } }
      try take(row)
      // The rows of a page come together, and none needs a reference of its own.
      guard row.tag & 0xFF == Cell.row, let rest = try stream.restOfPage() else { continue }
      for number in rest {
        try take(Cell(tag: Cell.row | UInt(number) << Cell.rowShift, bits: row.bits))
      }
    }
  }

  /// A stream in which the body makes a new item of each, or drops it by nil.
  ///
  /// With an effect the input is read first,
  /// then the body runs for all of it at once, and a list is given.
  package func transform(
    effect: Effect = .read, columns: [Column]?, _ body: @escaping (Value, Int) throws(Fault) -> Value?
  ) throws(Fault) -> Value {
    let call = call
    let stream = try readFirst(if: effect).stream
    let machine = call.context.machine
    var index = 0
    let made = MadeStream(columns: columns) { () throws(Fault) -> Value? in
      while let item = try stream.next() {
        try machine.poll()
        let number = index
        index += 1
        do throws(Fault) {
          if let made = try body(item, number) { return made }
        } catch {
          throw call.fault(error, atRow: number)
        }
      }
      return nil
    }
    return effect == .read ? .stream(made) : .list(try made.rest(call.context))
  }

  /// The rows for which a body holds, up to where `end` says that there are no more; with an effect as `transform`.
  func keeping(
    effect: Effect, until end: @escaping () -> Bool = { false },
    _ keeps: @escaping (Cell, Int) throws(Fault) -> Bool
  ) throws(Fault) -> Value {
    let some = SomeRows(try readFirst(if: effect), end, keeps)
    return effect == .read ? .stream(some) : .list(try some.rest(call.context))
  }

  /// The same input with all items read, where a stage with an effect follows.
  package func readFirst(if effect: Effect) throws(Fault) -> RowInput {
    guard effect != .read, list == nil else { return self }
    return RowInput(call, stream: ListStream(try items(), columns: columns))
  }
}

/// The rows for which a body holds, one by one.
private final class SomeRows: CellStream {
  private let source: StreamObject
  private let call: Call
  private let hasEnded: () -> Bool
  private let keeps: (Cell, Int) throws(Fault) -> Bool
  private var number = -1

  init(
    _ input: RowInput, _ hasEnded: @escaping () -> Bool,
    _ keeps: @escaping (Cell, Int) throws(Fault) -> Bool
  ) {
    (source, call, self.hasEnded, self.keeps) = (input.stream, input.call, hasEnded, keeps)
    super.init(columns: input.columns)
  }

  override func nextCell() throws(Fault) -> Cell {
    while !hasEnded() {
      let row = try source.nextCell()
      if row.tag == Cell.absent { break }
      number += 1
      do throws(Fault) {
        try call.context.machine.poll()
        if try keeps(row, number) { return row }
      } catch {
        if row.isObject { row.release() }
        throw call.fault(error, atRow: number)
      }
      if row.isObject { row.release() }
    }
    return Cell(tag: Cell.absent, bits: 0)
  }
}

extension Call {
  /// A fault of a row that is worked on, perhaps after the call itself is over.
  package func fault(_ fault: Fault, atRow row: Int) -> Fault { fault.located(source, span).atRow(row) }
}

extension StreamObject {
  /// The items that are left, within the run's memory.
  package final func rest(_ context: Context) throws(Fault) -> [Value] {
    var items: [Value] = []
    let machine = context.machine
    while let item = try next() {
      items.append(item)
      try machine.poll()
      if items.count & 0xFFF == 0 { try machine.checkMemory(items: items.count) }
    }
    return items
  }
}
