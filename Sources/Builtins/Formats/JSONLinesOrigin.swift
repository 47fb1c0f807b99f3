internal import Base
internal import CSupport
internal import Interpreter
internal import JSON

/// The values of JSON lines, one by one.
///
/// Lines mostly differ from earlier ones in nothing but the values of one flat object: those are found where they
/// lie, and rows that a condition surely drops are never made. All others go through the reader of JSON.
final class JSONLinesOrigin: RowOrigin {
  /// What lines of one kind have in common.
  private struct Layout {
    let shape: Shape
    /// Where the fields that are found stand among the keys.
    let places: [Int]
    /// For each column needed its place among those; -1 where it is missing.
    let needed: [Int]
  }

  private static let mostFields = 64

  let columns: [Column]? = nil
  /// Smaller files are not read twice for their keys.
  private static let largeFile = 4 << 20

  private let source: ByteSource
  private let lines: ScannedLines
  private let context: Context
  private var builder = ValueBuilder()
  private var layouts: [Layout] = []
  private var search = FieldSearch()
  private var hasBegun = false
  private let values = UnsafeMutablePointer<sms_field>.allocate(capacity: mostFields)
  private let keys = UnsafeMutablePointer<sms_field>.allocate(capacity: mostFields)

  init(_ source: ByteSource, _ context: Context) throws(Fault) {
    self.source = source
    lines = try ScannedLines(source, context)
    self.context = context
  }

  deinit {
    values.deallocate()
    keys.deallocate()
  }

  var leftOut: Int { lines.leftOut }

  func leaveOut(unless comparisons: [RowComparison]) -> Bool {
    if hasBegun { return false }
    search.comparisons = comparisons
    return true
  }

  func needOnly(_ columns: [String]) {
    if !hasBegun { search.needed = columns }
  }

  func fieldRows(_ columns: [String]) -> (any FieldRows)? {
    if hasBegun { return nil }
    search.needed = columns
    return Fields(self)
  }

  func keysOfAll() throws(Fault) -> [String]? {
    guard !hasBegun, let file = source as? FileSource else { return nil }
    do throws(Fault) {
      guard let again = try file.again(from: Self.largeFile) else { return nil }
      let other = try JSONLinesOrigin(again, context)
      other.lines.countsSteps = false
      other.needOnly([])
      return try other.commonKeys()
    } catch {
      // What is wrong is said when the rows are read.
      if error.isCatchable { return nil }
      throw error
    }
  }

  /// The keys of all rows; nil where they are not the same ones.
  private func commonKeys() throws(Fault) -> [String]? {
    begin()
    var common: Shape?
    while let row = try lines.next() {
      var shape: Shape?
      if row.layout >= 0 {
        shape = layouts[Int(row.layout)].shape
      } else if let value = try read(row) {
        guard case .record(let record) = value else { return nil }
        shape = record.shape
      }
      guard let shape, shape !== common else { continue }
      if let common, !common.keys.elementsEqual(shape.keys, by: sameBytes) {
        return nil
      }
      common = shape
    }
    return common?.keys
  }

  func next() throws(Fault) -> Value? {
    begin()
    while let row = try lines.next() {
      if let value = try value(row) { return value }
    }
    return nil
  }

  private func begin() {
    if hasBegun { return }
    hasBegun = true
    lines.addTests(search)
  }

  /// The value of a row; nil where its line holds only blanks.
  private func value(_ row: sms_row) throws(Fault) -> Value? {
    if row.layout >= 0, let record = record(row, layouts[Int(row.layout)]) { return record }
    return try read(row)
  }

  /// The record of values that were found; nil where the reader of JSON has to say what one of them is.
  private func record(_ row: sms_row, _ layout: Layout) -> Value? {
    guard let bytes = lines.bytes else { return nil }
    let count = layout.shape.keys.count
    var made: [Value] = []
    made.reserveCapacity(count)
    // Columns that are needed come first, in the order in which they were asked for.
    if search.needed != nil { made.append(contentsOf: repeatElement(.null, count: count)) }
    for (index, place) in layout.places.enumerated() {
      guard let field = RawField(lines.field(row, index), bytes) else { return nil }
      if search.needed != nil { made[place] = field.value } else { made.append(field.value) }
    }
    return .record(RecordObject(shape: layout.shape, values: made))
  }

  /// Reads a line as JSON, and remembers how it is laid out; nil where it holds only blanks.
  private func read(_ row: sms_row) throws(Fault) -> Value? {
    let line = lines.line(of: row)
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    var bytes = Array(line)
    do throws(JSONError) {
      try JSONReader(
        maximumDepth: context.limits.nesting, firstLine: lines.number, allowsNUL: true
      ).read(
        &bytes, into: &builder)
    } catch {
      throw Reading.fault(error)
    }
    let value = builder.take()
    if row.layout < 0, case .record(let record) = value { try learn(row, record.shape) }
    return value
  }

  private func learn(_ row: sms_row, _ shape: Shape) throws(Fault) {
    let line = lines.line(of: row)
    let count = Int(
      sms_flat_json_layout(
        line.baseAddress, UInt32(clamping: line.count), values, keys, Int32(Self.mostFields)))
    guard count > 0, count == shape.keys.count else { return }
    let wanted = search.wanted(shape)
    guard lines.learn(line, values, shape, search, wanted.places) != nil else { return }
    layouts.append(Layout(shape: shape, places: wanted.places.map(Int.init), needed: wanted.needed))
    try lines.resume(behind: row)
  }

  /// The rows as fields.
  private final class Fields: FieldRows {
    private let origin: JSONLinesOrigin
    private var given = -1
    private var current: [RawField]

    init(_ origin: JSONLinesOrigin) {
      self.origin = origin
      current = [RawField](repeating: .null, count: origin.search.needed?.count ?? 0)
    }

    var number: Int { given + origin.leftOut }

    func next() throws(Fault) -> FieldRow {
      origin.begin()
      while let row = try origin.lines.next() {
        if take(row) {
          given += 1
          return .fields
        }
        if let value = try origin.value(row) {
          given += 1
          return .row(value)
        }
      }
      return .end
    }

    /// Takes the fields of a row; false where they are not all known.
    private func take(_ row: sms_row) -> Bool {
      guard row.layout >= 0, row.is_sure != 0, let bytes = origin.lines.bytes else { return false }
      let places = origin.layouts[Int(row.layout)].needed
      for index in 0..<places.count {
        guard places[index] >= 0, let field = RawField(origin.lines.field(row, places[index]), bytes) else {
          return false
        }
        current[index] = field
      }
      return true
    }

    func field(_ index: Int) -> RawField { current[index] }
  }
}
