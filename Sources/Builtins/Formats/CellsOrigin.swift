internal import CSV
internal import CSupport
internal import Interpreter

/// Rows of csv and tsv.
///
/// Most records are a line: its cells are found where they lie, and rows that a condition surely drops are never made.
/// All others, such as those with a quote or a line end in a cell, go through the reader of CSV.
final class CellsOrigin: RowOrigin {
  let columns: [Column]?
  private let lines: ScannedLines
  private let format: FileFormat
  private let separator: UInt8
  private let guesses: Bool
  private let comment: UInt8?
  private let shape: Shape
  private let context: Context
  private var search = FieldSearch()
  private var hasBegun = false
  /// Where the cells that are found stand among the columns, and each needed column among those.
  private var places: [Int] = []
  private var needed: [Int] = []

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
    return OriginStream(CellsOrigin(names, rest, format, separator, options, context))
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
      throw Fault(
        "E0624",
        "--columns names \(given.count) column\(given.count == 1 ? "" : "s"), the record of line \(first.line) has \(first.count)"
      )
    }
    return given
  }

  private init(
    _ names: [String], _ lines: ScannedLines, _ format: FileFormat, _ separator: UInt8,
    _ options: ReadOptions,
    _ context: Context
  ) {
    self.lines = lines
    self.format = format
    self.separator = separator
    comment = options.comment
    guesses = options.guessesTypes
    self.context = context
    shape = Shape(names)
    let type = guesses ? Type.any : .string
    columns = names.map { Column($0, type) }
  }

  var leftOut: Int { lines.leftOut }

  func leaveOut(unless comparisons: [RowComparison]) -> Bool {
    // What a cell is taken for is not known before it is looked at.
    if guesses || hasBegun { return false }
    search.comparisons = comparisons
    return true
  }

  func needOnly(_ columns: [String]) {
    if !hasBegun { search.needed = columns }
  }

  func fieldRows(_ columns: [String]) -> (any FieldRows)? {
    if guesses || comment != nil || hasBegun { return nil }
    search.needed = columns
    return Fields(self)
  }

  func keysOfAll() throws(Fault) -> [String]? { shape.keys }

  private func begin() {
    if hasBegun { return }
    hasBegun = true
    lines.addTests(search)
    let wanted = search.wanted(shape)
    places = wanted.places.map(Int.init)
    needed = wanted.needed
    _ = lines.learn(UnsafeBufferPointer(start: nil, count: 0), nil, shape, search, wanted.places)
  }

  func next() throws(Fault) -> Value? {
    begin()
    while let row = try lines.next() {
      if let value = try value(row) { return value }
    }
    return nil
  }

  /// The record of a row; nil where there is none in its lines.
  private func value(_ row: sms_row) throws(Fault) -> Value? {
    guard row.layout >= 0 else {
      lines.reread(row)
      return try record()
    }
    guard let bytes = lines.bytes else { return nil }
    if let comment, row.length > 0, bytes[Int(row.start)] == comment { return nil }
    var values = [Value](repeating: .null, count: shape.keys.count)
    for (index, place) in places.enumerated() {
      let field = lines.field(row, index)
      let text = String(
        decoding: UnsafeBufferPointer(start: bytes + Int(field.start), count: Int(field.length)),
        as: UTF8.self)
      values[place] = guesses ? Guess.value(text, context) : .string(text)
    }
    return .record(RecordObject(shape: shape, values: values))
  }

  private func value(of record: CSVRecord) -> Value {
    .record(
      RecordObject(
        shape: shape,
        values: record.texts.map { guesses ? Guess.value($0, context) : .string($0) }))
  }

  /// The record that begins with the next line, by the reader that knows quotes; it takes the lines that belong to it.
  private func record() throws(Fault) -> Value? {
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
          throw Fault(
            "E0624",
            "the record of line \(record.line) has \(record.count) cell\(record.count == 1 ? "" : "s"), "
              + "the header \(shape.keys.count)")
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
        "E0623", "no \(format.rawValue): \(error.message), line \(error.line), column \(error.column)")
    }
  }

  /// The rows as fields.
  private final class Fields: FieldRows {
    private let origin: CellsOrigin
    private var given = -1
    private var row = sms_row()

    init(_ origin: CellsOrigin) { self.origin = origin }

    var number: Int { given + origin.leftOut }

    func next() throws(Fault) -> FieldRow {
      origin.begin()
      while let found = try origin.lines.next() {
        if found.layout >= 0, found.is_sure != 0, !origin.needed.contains(-1) {
          row = found
          given += 1
          return .fields
        }
        if let value = try origin.value(found) {
          given += 1
          return .row(value)
        }
      }
      return .end
    }

    func field(_ index: Int) -> RawField {
      guard let bytes = origin.lines.bytes else { return .null }
      return RawField(origin.lines.field(row, origin.needed[index]), bytes) ?? .null
    }
  }
}
