internal import CSV
internal import CSupport
internal import Interpreter

/// Lines of csv and tsv.
///
/// Most records are a line: its cells are found where they lie. All others, such as those with a quote or a line end in
/// a cell, go through the reader of CSV.
final class CellLines: LineFormat {
  let columns: [Column]?
  let comment: UInt8?
  private let format: FileFormat
  private let separator: UInt8
  private let guesses: Bool
  private let shape: Shape
  private let context: Context

  /// The rows as they are read; the first record, which names the columns, is read at once.
  static func stream(
    _ source: ByteSource, _ format: FileFormat, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> StreamObject {
    let separator = options.separator ?? format.separator
    var reader = CSVReader(separator: separator, comment: options.comment)
    var fed: [UInt8] = []
    var header: CSVRecord?
    while header == nil {
      header = try Self.record(&reader, format)
      if header != nil { break }
      guard let bytes = try source.next() else {
        reader.finish()
        header = try Self.record(&reader, format)
        break
      }
      fed += bytes
      reader.feed(bytes)
    }
    guard let header else {
      return ListStream([], columns: (options.columns ?? []).map { Column($0, .string) })
    }
    let names = try names(header, format, options)
    // Where the first record is a row, all that was read is read again.
    let start = options.hasNoHeader ? (fed.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0) : reader.offset
    let rest = try ScannedLines(
      source, context, separator: separator, width: header.count, behind: fed[min(start, fed.count)...],
      number: options.hasNoHeader ? 0 : reader.nextLine - 1)
    return PageStream(FileRows(CellLines(names, format, separator, options, context), rest, context))
  }

  /// The names of the columns: those that are given, else those of the first record, else their places.
  private static func names(
    _ first: CSVRecord, _ format: FileFormat, _ options: ReadOptions
  ) throws(Fault) -> [String] {
    guard let given = options.columns else {
      if options.hasNoHeader { return (0..<first.count).map { "column\($0)" } }
      try checkNames(first.texts, line: first.line, format)
      return first.texts
    }
    guard given.count == first.count else {
      throw Fault(FileFault.columnCount(given: given.count, line: first.line, cells: first.count))
    }
    return given
  }

  private init(
    _ names: [String], _ format: FileFormat, _ separator: UInt8, _ options: ReadOptions, _ context: Context
  ) {
    self.format = format
    self.separator = separator
    comment = options.comment
    guesses = options.guessesTypes
    self.context = context
    shape = Shape(names)
    let type = guesses ? Type.any : .string
    columns = names.map { Column($0, type) }
  }

  func findColumns() throws(Fault) -> [Column]? { columns }

  /// What a cell is taken for is not known before it is looked at.
  var hasTests: Bool { !guesses }

  func begin(_ lines: ScannedLines, _ search: FieldSearch) {
    _ = lines.learn(UnsafeBufferPointer(start: nil, count: 0), nil, shape, guesses ? .guessed : .text, search)
  }

  private func value(of record: CSVRecord) -> Value {
    .record(
      RecordObject(
        shape: shape,
        values: record.texts.map { guesses ? Guess.value($0, context) : .string($0) }))
  }

  /// The record that begins with a line, by the reader that knows quotes; it takes the lines that belong to it.
  func value(of row: sms_row, _ lines: ScannedLines, _ search: FieldSearch) throws(Fault) -> Value? {
    lines.reread(row)
    guard let (first, hasEnd) = try lines.line() else { return nil }
    var reader = CSVReader(separator: separator, firstLine: lines.number - 1, comment: comment)
    // A header of as many cells, so that the reader counts.
    reader.feed([UInt8](repeating: separator, count: shape.keys.count - 1) + [UInt8(ascii: "a"), 0x0A])
    _ = try Self.record(&reader, format)
    reader.feed(first)
    var isOpen = hasEnd
    while true {
      if isOpen { reader.feed([0x0A]) } else { reader.finish() }
      if let record = try Self.record(&reader, format) {
        guard record.count == shape.keys.count else {
          throw Fault(FileFault.cellCount(line: record.line, cells: record.count, header: shape.keys.count))
        }
        try lines.resume()
        return value(of: record)
      }
      guard isOpen else {
        try lines.resume()
        return nil
      }
      if let (more, hasEnd) = try lines.line() {
        reader.feed(more)
        isOpen = hasEnd
      } else {
        isOpen = false
      }
    }
  }

  private static func record(_ reader: inout CSVReader, _ format: FileFormat) throws(Fault) -> CSVRecord? {
    do throws(CSVError) { return try reader.next() } catch {
      throw Fault(
        FileFault.badCells(
          format: format.rawValue, reason: error.message, line: error.line, column: error.column))
    }
  }
}
