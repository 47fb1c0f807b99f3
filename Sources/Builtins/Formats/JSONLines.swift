internal import CSupport
internal import Interpreter
internal import JSON

/// JSON lines.
///
/// Lines mostly differ from earlier ones in nothing but the values of one flat object: those are found where they
/// lie. All others go through the reader of JSON.
final class JSONLines: LineFormat {
  private static let mostFields = 64
  /// Smaller files are not read twice for their keys.
  private static let largeFile = 4 << 20

  let columns: [Column]? = nil
  let hasTests = true
  let comment: UInt8? = nil
  private let source: ByteSource
  private let context: Context
  private var builder = ValueBuilder()
  private let values = UnsafeMutablePointer<sms_field>.allocate(capacity: mostFields)
  private let keys = UnsafeMutablePointer<sms_field>.allocate(capacity: mostFields)

  private init(_ source: ByteSource, _ context: Context) {
    self.source = source
    self.context = context
  }

  deinit {
    values.deallocate()
    keys.deallocate()
  }

  /// The values of the lines of a source.
  static func stream(_ source: ByteSource, _ context: Context) throws(Fault) -> StreamObject {
    let lines = try ScannedLines(source, context)
    return PageStream(FileRows(JSONLines(source, context), lines, context))
  }

  func begin(_ lines: ScannedLines, _ search: FieldSearch) {}

  func value(of row: sms_row, _ lines: ScannedLines, _ search: FieldSearch) throws(Fault) -> Value? {
    let line = lines.line(of: row)
    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return nil }
    var bytes = Array(line)
    do throws(JSONError) {
      try JSONReader(
        maximumDepth: context.limits.nesting, firstLine: lines.number, allowsNUL: true
      ).read(&bytes, into: &builder)
    } catch {
      throw JSONFormat.fault(error)
    }
    let value = builder.take()
    if case .record(let record) = value { try learn(row, record.shape, lines, search) }
    return value
  }

  /// Remembers how a line is laid out.
  private func learn(
    _ row: sms_row, _ shape: Shape, _ lines: ScannedLines, _ search: FieldSearch
  ) throws(Fault) {
    let line = lines.line(of: row)
    let count = Int(
      sms_flat_json_layout(
        line.baseAddress, UInt32(clamping: line.count), values, keys, Int32(Self.mostFields)))
    guard count > 0, count == shape.keys.count else { return }
    if lines.learn(line, values, shape, .json, search) { try lines.resume(behind: row) }
  }

  func findColumns() throws(Fault) -> [Column]? {
    guard let file = source as? FileSource else { return nil }
    do throws(Fault) {
      guard let again = try file.again(from: Self.largeFile) else { return nil }
      let lines = try ScannedLines(again, context)
      lines.countsSteps = false
      var search = FieldSearch()
      search.needed = []
      search.keepsKeys = true
      return try Self.commonKeys(FileRows(JSONLines(again, context), lines, context, search: search))
    } catch {
      // What is wrong is said when the rows are read.
      if error.isCatchable { return nil }
      throw error
    }
  }

  /// The keys of all rows as columns; nil where they are not the same ones.
  private static func commonKeys(_ rows: FileRows) throws(Fault) -> [Column]? {
    var common: Shape?
    while true {
      let shape: Shape
      switch try rows.nextItem() {
      case .end: return common?.keys.map { Column($0, .any) }
      case .rows(let page, _): shape = page.shape
      case .value(.record(let record)): shape = record.shape
      case .value: return nil
      }
      if let common, common !== shape,
        !common.keys.elementsEqual(shape.keys, by: { $0.utf8.elementsEqual($1.utf8) })
      {
        return nil
      }
      common = shape
    }
  }
}
