/// The values of one column of a page of rows: stored side by side, made into values when they are looked at.
package final class RowColumn {
  /// How values are stored.
  package enum Form: UInt8, Sendable { case int, date, coded, text, made }

  /// How the values of this column are stored.
  package let form: Form
  /// The number of rows.
  package let count: Int
  /// The zone of dates.
  package let zone: UInt16
  /// Of ints and dates: the numbers; of texts: where each ends.
  package let words: UnsafeMutablePointer<Int>
  /// Of coded values: the codes; `RowColumn.noCode` stands for null.
  package let codes: UnsafeMutablePointer<UInt32>
  /// What the codes stand for.
  package let table: CodedValues?
  /// A bit for each value that is null; nil where none is.
  @usableFromInline
  private(set) var nulls: UnsafeMutablePointer<UInt64>?
  @usableFromInline
  private(set) var utf8: UnsafeMutablePointer<UInt8>
  private var utf8Capacity = 0
  /// Of texts in memory that `owner` keeps: where each begins.
  @usableFromInline
  private(set) var starts: UnsafeMutablePointer<Int>?
  private var owner: AnyObject?
  private let make: (Int) throws(Fault) -> Value

  /// The code of null.
  package static let noCode = UInt32.max

  private init(
    _ form: Form, count: Int, zone: UInt16 = 0, table: CodedValues? = nil,
    make: @escaping (Int) throws(Fault) -> Value = { _ in .null }
  ) {
    self.form = form
    self.count = count
    self.zone = zone
    self.table = table
    self.make = make
    let hasWords = form == .int || form == .date || form == .text
    words = .allocate(capacity: hasWords ? count : 0)
    codes = .allocate(capacity: form == .coded ? count : 0)
    utf8 = .allocate(capacity: 0)
  }

  deinit {
    words.deallocate()
    codes.deallocate()
    nulls?.deallocate()
    starts?.deallocate()
    if owner == nil { utf8.deallocate() }
  }

  /// Room for so many whole numbers.
  package static func ints(_ count: Int) -> RowColumn { RowColumn(.int, count: count) }

  /// Room for so many dates, in microseconds, which are shown in a zone.
  package static func dates(_ count: Int, zone: UInt16) -> RowColumn {
    RowColumn(.date, count: count, zone: zone)
  }

  /// Room for so many codes of a table.
  package static func coded(_ count: Int, _ table: CodedValues) -> RowColumn {
    RowColumn(.coded, count: count, table: table)
  }

  /// Room for so many texts, which are set in their order.
  package static func texts(_ count: Int) -> RowColumn { RowColumn(.text, count: count) }

  /// Room for so many texts that lie in memory which an owner keeps.
  package static func texts(
    _ count: Int, in memory: UnsafeMutablePointer<UInt8>, of owner: AnyObject
  ) -> RowColumn {
    let column = RowColumn(.text, count: count)
    column.utf8.deallocate()
    (column.utf8, column.owner) = (memory, owner)
    column.starts = .allocate(capacity: count)
    return column
  }

  /// Values that a function makes by their numbers.
  package static func made(
    _ count: Int, _ make: @escaping (Int) throws(Fault) -> Value
  ) -> RowColumn { RowColumn(.made, count: count, make: make) }

  /// How many bytes it takes.
  package var size: Int {
    switch form {
    case .int, .date: count * MemoryLayout<Int>.stride
    case .coded: count * MemoryLayout<UInt32>.stride
    case .text: count * MemoryLayout<Int>.stride * (starts == nil ? 1 : 2) + utf8Capacity
    case .made: count * MemoryLayout<Value>.stride
    }
  }

  // MARK: filling

  /// Says that a value is null.
  package func setNull(_ row: Int) {
    if form == .coded {
      codes[row] = Self.noCode
      return
    }
    if nulls == nil {
      let size = (count + 63) / 64
      let bits = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
      bits.initialize(repeating: 0, count: size)
      nulls = bits
    }
    nulls?[row >> 6] |= 1 << UInt64(row & 63)
    if form == .text, starts == nil {
      words[row] = row == 0 ? 0 : words[row - 1]
    } else if form != .made {
      words[row] = 0
      starts?[row] = 0
    }
  }

  /// Says where a text lies in the owner's memory.
  @inlinable
  package func set(_ row: Int, _ place: Range<Int>) {
    starts?[row] = place.lowerBound
    words[row] = place.upperBound
  }

  /// Sets the next text, whose number is given.
  package func set(_ row: Int, utf8 bytes: UnsafeBufferPointer<UInt8>) {
    let start = row == 0 ? 0 : words[row - 1]
    let end = start + bytes.count
    if end > utf8Capacity {
      let capacity = max(end, utf8Capacity * 2, 256)
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
      larger.update(from: utf8, count: start)
      utf8.deallocate()
      (utf8, utf8Capacity) = (larger, capacity)
    }
    if let from = bytes.baseAddress { (utf8 + start).update(from: from, count: bytes.count) }
    words[row] = end
  }

  /// The same codes of the first rows as those of another table.
  func recoded(_ table: CodedValues, _ count: Int) -> RowColumn {
    let column = RowColumn(.coded, count: count, table: table)
    column.codes.update(from: codes, count: count)
    return column
  }

  /// The values at some places, one after the other: null for a place below zero.
  package func gathered(_ places: [Int]) -> RowColumn {
    if form == .made { return gatheredValues(places) }
    let gathered = RowColumn(form, count: places.count, zone: zone, table: table)
    for (row, place) in places.enumerated() {
      if place < 0 || form != .coded && isNull(place) {
        gathered.setNull(row)
        continue
      }
      switch form {
      case .int, .date: gathered.words[row] = words[place]
      case .coded: gathered.codes[row] = codes[place]
      case .text: gathered.set(row, utf8: text(place))
      case .made: break
      }
    }
    return gathered
  }

  /// The same of values that a function makes: they are made now, so that what it holds can go.
  private func gatheredValues(_ places: [Int]) -> RowColumn {
    var values: [Value] = []
    values.reserveCapacity(places.count)
    do throws(Fault) {
      for place in places { values.append(place < 0 ? .null : try make(place)) }
    } catch {
      return .made(places.count) { [make] (row) throws(Fault) in
        places[row] < 0 ? .null : try make(places[row])
      }
    }
    let made = values
    return .made(places.count) { made[$0] }
  }

  // MARK: reading

  /// Whether a value is null, of numbers, dates and texts.
  @inlinable
  package func isNull(_ row: Int) -> Bool {
    guard let nulls else { return false }
    return nulls[row >> 6] & (1 << UInt64(row & 63)) != 0
  }

  /// Whether none of the numbers, dates or texts is null.
  package var hasNoNull: Bool { nulls == nil }

  /// The UTF-8 of a text.
  @inlinable
  package func text(_ row: Int) -> UnsafeBufferPointer<UInt8> {
    let start = starts?[row] ?? (row == 0 ? 0 : words[row - 1])
    return UnsafeBufferPointer(start: utf8 + start, count: words[row] - start)
  }

  /// The value of a row.
  package func value(_ row: Int) throws(Fault) -> Value { try cell(row).taken }

  /// The same as a cell that owns its reference.
  @inline(__always)
  func cell(_ row: Int) throws(Fault) -> Cell {
    switch form {
    case .int: return isNull(row) ? Cell() : Cell(int: words[row])
    case .date:
      return isNull(row) ? Cell() : Cell(tag: Cell.datetime | UInt(zone) << 16, bits: words[row])
    case .coded:
      let code = codes[row]
      guard code != Self.noCode, let table else { return Cell() }
      return try table.cell(Int(code))
    case .text: return isNull(row) ? Cell() : Cell(.string(String(decoding: text(row), as: UTF8.self)))
    case .made: return Cell(try make(row))
    }
  }
}

/// Makes the values that codes stand for.
package protocol CodeReader: AnyObject {
  /// The value of a code.
  func value(of code: Int) throws(Fault) -> Value
  /// Lends the UTF-8 of a code that stands for text; false, with nothing lent, where codes stand for something else.
  func lend(_ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool
}

extension CodeReader {
  /// By default codes stand for no text.
  package func lend(_ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool { false }
}

/// The values that the codes of a column stand for, each made when it is first looked at.
///
/// Different codes of a table stand for different values.
package final class CodedValues {
  private let reader: any CodeReader
  private var cells = Cells.allocate(capacity: 0)
  private var capacity = 0

  /// A table whose values a reader makes.
  package init(_ reader: any CodeReader) { self.reader = reader }

  deinit {
    cells.clear(0, capacity)
    cells.deallocate()
  }

  /// The value of a code.
  package func value(_ code: Int) throws(Fault) -> Value { try cell(code).taken }

  /// Lends the UTF-8 of a code that stands for text; false, with nothing lent, where codes stand for something else.
  package func lend(_ code: Int, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    reader.lend(code, body)
  }

  /// The same as a cell that owns its reference.
  @inline(__always)
  func cell(_ code: Int) throws(Fault) -> Cell {
    if code < capacity {
      let known = cells[code]
      if known.tag != Cell.absent {
        if known.isObject { known.retain() }
        return known
      }
    }
    return try make(code)
  }

  @inline(never)
  private func make(_ code: Int) throws(Fault) -> Cell {
    let made = Cell(try reader.value(of: code))
    if code >= capacity { grow(to: code + 1) }
    cells.put(code, made)
    return made
  }

  private func grow(to wanted: Int) {
    let larger = max(wanted, capacity * 2, 16)
    let moved = Cells.allocate(capacity: larger)
    moved.initialize(repeating: Cell(tag: Cell.absent, bits: 0), count: larger)
    moved.update(from: cells, count: capacity)
    cells.deallocate()
    (cells, capacity) = (moved, larger)
  }
}
