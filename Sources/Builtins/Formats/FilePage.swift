internal import CSupport
internal import Interpreter
internal import JSON

/// What rows of a file that are laid out alike have in common.
final class FileLayout {
  /// What the bytes of a field are.
  enum Form { case json, text, guessed }

  let shape: Shape
  let form: Form
  /// How many fields are found of a row, and for each column which of these it is; nil where it is not looked at.
  let width: Int
  let places: [Int?]

  /// Makes the layout of rows; the scan finds the fields of some columns alone.
  init(_ shape: Shape, _ form: Form, found: [Int32]) {
    self.shape = shape
    self.form = form
    width = found.count
    places = shape.keys.indices.map { key in found.firstIndex(of: Int32(key)) }
  }
}

/// Rows that follow one another in a block of a file: a column is made of their fields when it is looked at.
final class FilePage: RowReader {
  private let layout: FileLayout
  private let bytes: BlockBuffer
  private let fields: BlockBuffer
  /// The number of the field in `fields` that is the first one of the first row.
  private let first: Int
  let count: Int
  /// Which of all rows each is.
  let numbers: RowNumbers
  private let context: Context

  /// Takes rows whose fields lie side by side.
  init(
    _ layout: FileLayout, _ bytes: BlockBuffer, _ fields: BlockBuffer, first: Int, numbers: RowNumbers,
    _ context: Context
  ) {
    self.layout = layout
    self.bytes = bytes
    self.fields = fields
    self.first = first
    count = numbers.count
    self.numbers = numbers
    self.context = context
  }

  /// Makes the page that this reads.
  func makePage(isTested: Bool = false) -> RowPage {
    RowPage(layout.shape, kind: nil, count: count, isTested: isTested, self, context)
  }

  func number(_ row: Int, of page: RowPage) -> Int64 { Int64(numbers[row]) }

  /// Copies the fields of some rows, so that the block can go.
  func part(_ rows: [Int], of page: RowPage) -> RowPage {
    let all = rows.flatMap { row in (0..<layout.width).map { field(row, $0) } }
    let machine = context.machine
    let bytes = BlockBuffer(size: all.reduce(0) { $0 + Int($1.length) }, machine)
    let fields = BlockBuffer(size: all.count * MemoryLayout<sms_field>.stride, machine)
    var end = 0
    for (index, field) in all.enumerated() {
      if let from = text(field).baseAddress {
        bytes.start?.advanced(by: end).copyMemory(from: from, byteCount: Int(field.length))
      }
      var copy = field
      copy.start = UInt32(truncatingIfNeeded: end)
      fields.start?.assumingMemoryBound(to: sms_field.self)[index] = copy
      end += Int(field.length)
    }
    return FilePage(layout, bytes, fields, first: 0, numbers: RowNumbers(rows.map { numbers[$0] }), context)
      .makePage()
  }

  // MARK: columns

  func read(_ column: Int, of page: RowPage) throws(Fault) {
    if let place = layout.places[column] { page.give(column, made(place)) }
  }

  func readAll(_ count: Int, of page: RowPage) throws(Fault) {
    for column in 0..<count where !page.has(column) { try read(column, of: page) }
  }

  private func made(_ place: Int) -> RowColumn {
    (layout.form == .guessed ? nil : ints(place) ?? texts(place))
      ?? .made(count) { [self] (row) throws(Fault) in try value(field(row, place)) }
  }

  /// A column of nothing but whole numbers and null.
  private func ints(_ place: Int) -> RowColumn? {
    if count > 0, field(0, place).kind == UInt8(ascii: "s") { return nil }
    let column = RowColumn.ints(count)
    for row in 0..<count {
      let field = field(row, place)
      if field.kind == UInt8(ascii: "0") {
        column.setNull(row)
      } else if let number = integer(field) {
        column.words[row] = number
      } else {
        return nil
      }
    }
    return column
  }

  /// A column of nothing but texts and null, where they lie.
  private func texts(_ place: Int) -> RowColumn? {
    guard let memory = bytes.start?.assumingMemoryBound(to: UInt8.self) else { return nil }
    let column = RowColumn.texts(count, in: memory, of: bytes)
    for row in 0..<count {
      let field = field(row, place)
      switch field.kind {
      case UInt8(ascii: "s"): column.set(row, Int(field.start)..<Int(field.start) + Int(field.length))
      case UInt8(ascii: "0"): column.setNull(row)
      default: return nil
      }
    }
    return column
  }

  // MARK: fields

  /// A row as a record: null stands for what is not looked at.
  func record(_ row: Int) throws(Fault) -> Value {
    var values: [Value] = []
    values.reserveCapacity(layout.places.count)
    for place in layout.places {
      values.append(try place.map { (place) throws(Fault) in try value(field(row, place)) } ?? .null)
    }
    return .record(RecordObject(shape: layout.shape, values: values))
  }

  @inline(__always)
  private func field(_ row: Int, _ place: Int) -> sms_field {
    guard let start = fields.start else { return sms_field() }
    return start.assumingMemoryBound(to: sms_field.self)[first + row * layout.width + place]
  }

  @inline(__always)
  private func text(_ field: sms_field) -> UnsafeBufferPointer<UInt8> {
    let all = bytes.start?.assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: all.map { $0 + Int(field.start) }, count: Int(field.length))
  }

  private func string(_ field: sms_field) -> String { String(decoding: text(field), as: UTF8.self) }

  private func value(_ field: sms_field) throws(Fault) -> Value {
    if layout.form == .guessed { return Guess.value(string(field), context) }
    switch field.kind {
    case UInt8(ascii: "s"): return .string(string(field))
    case UInt8(ascii: "t"): return .bool(true)
    case UInt8(ascii: "f"): return .bool(false)
    case UInt8(ascii: "0"): return .null
    default: break
    }
    if let number = integer(field) { return .int(number) }
    var bytes = Array(text(field))
    var builder = ValueBuilder()
    do throws(JSONError) {
      try JSONReader(maximumDepth: context.limits.nesting, allowsNUL: true).read(&bytes, into: &builder)
    } catch {
      throw JSONFormat.fault(error)
    }
    return builder.take()
  }

  /// A whole number of at most 18 digits; nil for others, and for a zero below zero, which is a float.
  @inline(__always)
  private func integer(_ field: sms_field) -> Int? {
    guard field.kind == UInt8(ascii: "i") else { return nil }
    let digits = text(field)
    let isNegative = digits[0] == UInt8(ascii: "-")
    guard digits.count - (isNegative ? 1 : 0) <= 18 else { return nil }
    var number = 0
    for index in (isNegative ? 1 : 0)..<digits.count { number = number &* 10 &+ Int(digits[index] &- 48) }
    if isNegative, number == 0 { return nil }
    return isNegative ? -number : number
  }
}
