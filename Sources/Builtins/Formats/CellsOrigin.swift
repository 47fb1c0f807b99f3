internal import CSV
internal import CSupport
internal import Interpreter

/// Rows of csv and tsv.
///
/// Most records are a line without quotes: its cells are found where they lie, and rows that a condition surely drops
/// are never made. All others go through the reader of CSV.
final class CellsOrigin: RowOrigin {
  let columns: [Column]?
  private(set) var leftOut = 0
  private let lines: LineBuffer
  private let format: FileFormat
  private let separator: UInt8
  private let guesses: Bool
  private let shape: Shape
  private let context: Context
  private let ends: UnsafeMutablePointer<UInt32>
  private var tests: FieldTests?
  private var tested: [Int?] = []

  /// The rows as they are read; the first record, which names the columns, is read at once.
  static func stream(
    _ source: ByteSource, _ format: FileFormat, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> StreamObject {
    let separator = options.separator ?? UInt8(ascii: format == .csv ? "," : "\t")
    var reader = CSVReader(separator: separator)
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
    guard let header else { return ListStream([], columns: []) }
    try checkNames(header.texts, line: header.line, format)
    let rest = LineBuffer(
      source, context, behind: fed[min(reader.offset, fed.count)...], number: reader.nextLine - 1)
    return OriginStream(
      CellsOrigin(header.texts, rest, format, separator, options.guessesTypes, context))
  }

  private init(
    _ names: [String], _ lines: LineBuffer, _ format: FileFormat, _ separator: UInt8, _ guesses: Bool,
    _ context: Context
  ) {
    self.lines = lines
    self.format = format
    self.separator = separator
    self.guesses = guesses
    self.context = context
    shape = Shape(names)
    columns = names.map { Column($0, guesses ? .any : .string) }
    ends = .allocate(capacity: names.count)
  }

  deinit { ends.deallocate() }

  func leaveOut(unless comparisons: [RowComparison]) {
    // What a cell is taken for is not known before it is looked at.
    if guesses { return }
    let made = FieldTests(comparisons)
    tests = made
    tested = made.places(in: shape)
  }

  func next() throws(Fault) -> Value? {
    while let (whole, hasEnd) = try lines.next() {
      try context.machine.poll()
      var line = whole
      if hasEnd, line.last == 0x0D { line = UnsafeBufferPointer(rebasing: line.dropLast()) }
      guard let address = line.baseAddress, !line.isEmpty else { continue }
      let count = sms_split_cells(
        address, UInt32(clamping: line.count), separator, ends, Int32(shape.keys.count))
      guard count == shape.keys.count else {
        if let row = try record(whole, hasEnd) { return row }
        continue
      }
      if let tests, tests.fails(tested, { tests.text($0, address + start($1), length($1)) }) {
        leftOut += 1
        continue
      }
      return row { self.text($0, address) }
    }
    return nil
  }

  /// Where a cell begins, and how long it is.
  private func start(_ cell: Int) -> Int { cell == 0 ? 0 : Int(ends[cell - 1]) + 1 }

  private func length(_ cell: Int) -> Int { Int(ends[cell]) - start(cell) }

  private func text(_ cell: Int, _ line: UnsafePointer<UInt8>) -> String {
    String(
      decoding: UnsafeBufferPointer(start: line + start(cell), count: length(cell)), as: UTF8.self)
  }

  private func row(_ text: (Int) -> String) -> Value {
    var values: [Value] = []
    values.reserveCapacity(shape.keys.count)
    for cell in 0..<shape.keys.count {
      values.append(guesses ? Guess.value(text(cell), context) : .string(text(cell)))
    }
    return .record(RecordObject(shape: shape, values: values))
  }

  /// The record that begins with a line, by the reader that knows quotes; it takes the lines that belong to it.
  private func record(_ first: UnsafeBufferPointer<UInt8>, _ hasEnd: Bool) throws(Fault) -> Value? {
    var reader = CSVReader(separator: separator, firstLine: lines.number - 1)
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
        return row { record.text($0) }
      }
      guard isOpen else { return nil }
      if let (more, hasEnd) = try lines.next() {
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
}
