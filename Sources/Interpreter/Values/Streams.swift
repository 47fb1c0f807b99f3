/// Reading what can be gone through.
package enum Streams {
  /// The items of a list, range, stream or record's rows, for one reader.
  package static func read(_ value: Value) throws(Fault) -> StreamObject {
    switch value {
    case .list(let list): return ListStream(list.items)
    case .stream(let stream): return try stream.take()
    case .range(let range): return RangeItems(range)
    default:
      throw Fault(
        "E0308", "\(value.typeName.withArticle) cannot be gone through",
        help: "lists, rows and ranges can; `[$x]` is a list of one")
    }
  }

  /// The value itself, or for a stream the list of its rows.
  package static func collect(_ value: Value, _ context: Context) throws(Fault) -> Value {
    guard case .stream(let stream) = value else { return value }
    return .list(try items(.stream(stream), context))
  }

  /// All items, within the run's memory limit.
  package static func items(_ value: Value, _ context: Context) throws(Fault) -> [Value] {
    if case .list(let list) = value { return list.items }
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

/// The items of a range of ints, or of dates by days.
package final class RangeItems: StreamObject {
  /// Microseconds.
  static let day = 86_400_000_000
  private var upcoming: Int
  private let last: Int
  private let zone: UInt16?
  private var isDone: Bool

  package init(_ range: RangeObject) {
    switch (range.low, range.high) {
    case (.int(let low), .int(let high)):
      upcoming = low
      (last, isDone) = RangeItems.bounds(low, high, range.isInclusive)
      zone = nil
    case (.datetime(let low), .datetime(let high)):
      upcoming = low.microseconds
      (last, isDone) = RangeItems.bounds(low.microseconds, high.microseconds, range.isInclusive)
      zone = low.zone
    default:
      (upcoming, last, zone, isDone) = (0, 0, nil, true)
    }
    super.init(columns: nil)
  }

  private static func bounds(_ low: Int, _ high: Int, _ inclusive: Bool) -> (Int, Bool) {
    inclusive ? (high, low > high) : (high &- 1, low >= high)
  }

  package override func next() throws(Fault) -> Value? {
    if isDone { return nil }
    let value = upcoming
    let step = zone == nil ? 1 : RangeItems.day
    if last - value < step { isDone = true } else { upcoming = value + step }
    if let zone { return .datetime(Instant(microseconds: value, zone: zone)) }
    return .int(value)
  }

  override func nextCell() throws(Fault) -> Cell {
    guard zone == nil else { return try next().map { Cell($0) } ?? Cell(tag: Cell.absent, bits: 0) }
    if isDone { return Cell(tag: Cell.absent, bits: 0) }
    let value = upcoming
    if value < last { upcoming = value + 1 } else { isDone = true }
    return Cell(int: value)
  }

  /// The item with a number, below zero from the end; nil where the range has none.
  package static func item(_ range: RangeObject, _ number: Int, _ context: Context) throws(Fault) -> Value? {
    if case (.int(let low), .int(let high)) = (range.low, range.high) {
      let (first, last) = (Int128(low), Int128(high) - (range.isInclusive ? 0 : 1))
      let item = Int128(number) + (number < 0 ? last + 1 : first)
      return item >= first && item <= last ? .int(Int(item)) : nil
    }
    let items = try Streams.items(.range(range), context)
    let position = number < 0 ? items.count + number : number
    return items.indices.contains(position) ? items[position] : nil
  }

  /// A range of two ints or two dates.
  package static func make(_ low: Value, _ high: Value, inclusive: Bool) throws(Fault) -> RangeObject {
    switch (low, high) {
    case (.int, .int), (.datetime, .datetime):
      return RangeObject(low: low, high: high, isInclusive: inclusive)
    default:
      throw Fault("E0304", "a range goes over ints or dates, not from \(low.typeName) to \(high.typeName)")
    }
  }

  /// True iff the range holds a value; of another type it does not.
  package static func holds(_ range: RangeObject, _ value: Value) throws(Fault) -> Bool {
    switch (range.low, range.high, value) {
    case (.int(let low), .int(let high), .int(let number)):
      return low <= number && (range.isInclusive ? number <= high : number < high)
    case (.int(let low), .int(let high), .float(let number)):
      let end = Comparison.order(high, number)
      return Comparison.order(low, number) <= 0 && (range.isInclusive ? end >= 0 : end > 0)
    case (.datetime(let low), .datetime(let high), .datetime(let date)):
      return low.microseconds <= date.microseconds
        && (range.isInclusive
          ? date.microseconds <= high.microseconds : date.microseconds < high.microseconds)
    default: return false
    }
  }

  /// The number of items, where it fits an int.
  package static func count(_ range: RangeObject) -> Int {
    switch (range.low, range.high) {
    case (.int(let low), .int(let high)): return max(0, high &- low &+ (range.isInclusive ? 1 : 0))
    case (.datetime(let low), .datetime(let high)):
      let span = high.microseconds - low.microseconds - (range.isInclusive ? 0 : 1)
      return span < 0 ? 0 : span / day + 1
    default: return 0
    }
  }
}
