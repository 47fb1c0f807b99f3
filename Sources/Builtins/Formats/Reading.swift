internal import CSV
internal import Interpreter
internal import JSON

/// How a format is read.
struct ReadOptions {
  /// Cells become numbers, dates and so on where they look like them.
  var guessesTypes = false
  /// What parts the cells of csv.
  var separator: UInt8?

  init() {}
}

/// Reading values from a format.
enum Reading {
  /// The value that bytes stand for; rows of jsonl, csv and tsv come as they are read.
  static func value(
    of source: ByteSource, _ format: FileFormat, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    switch format {
    case .json: return try json(source.rest(context), context)
    case .jsonl: return .stream(jsonl(source, context))
    case .csv, .tsv: return .stream(try CellReader.stream(source, format, options, context))
    case .yaml: return try yaml(source.rest(context), context)
    case .env: return try EnvRecord.read(try source.text(context))
    case .md:
      let rows = try Markdown.read(try source.text(context))
      return options.guessesTypes ? Guess.rows(rows, context) : rows
    case .text: return .string(try source.text(context))
    }
  }

  private static func json(_ bytes: [UInt8], _ context: Context) throws(Fault) -> Value {
    var bytes = bytes
    var builder = ValueBuilder()
    do throws(JSONError) {
      try JSONReader(maximumDepth: context.limits.nesting).read(&bytes, into: &builder)
    } catch {
      throw fault(error)
    }
    return builder.take()
  }

  private static func fault(_ error: JSONError) -> Fault {
    let place = error.path.isEmpty ? "" : ", at `\(error.path)`"
    return Fault("E0621", "no json: \(error.message), line \(error.line), column \(error.column)\(place)")
  }

  /// One value a line; empty lines are passed over.
  private static func jsonl(_ source: ByteSource, _ context: Context) -> StreamObject {
    var lines = LineSplitter(source, context)
    var builder = ValueBuilder()
    let depth = context.limits.nesting
    return MadeStream { () throws(Fault) -> Value? in
      while var line = try lines.next() {
        try context.machine.poll()
        if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
        do throws(JSONError) {
          try JSONReader(maximumDepth: depth, firstLine: lines.number).read(&line, into: &builder)
        } catch {
          throw fault(error)
        }
        return builder.take()
      }
      return nil
    }
  }

  private static func yaml(_ bytes: [UInt8], _ context: Context) throws(Fault) -> Value {
    let result: Result<Value, YAMLError> = bytes.withUnsafeBufferPointer { text in
      var builder = ValueBuilder()
      do throws(YAMLError) {
        try YAMLReader(maximumDepth: context.limits.nesting).read(text, into: &builder)
        return .success(builder.take())
      } catch {
        return .failure(error)
      }
    }
    switch result {
    case .success(let value): return value
    case .failure(let error):
      throw Fault("E0625", "no yaml: \(error.message), line \(error.line), column \(error.column)")
    }
  }

  /// The lines of bytes as texts, one by one.
  static func lines(_ source: ByteSource, _ context: Context) -> StreamObject {
    var lines = LineSplitter(source, context)
    return MadeStream { () throws(Fault) -> Value? in
      guard let line = try lines.next() else { return nil }
      try context.machine.poll()
      return .string(try ByteSource.text(line, source.name, from: lines.offset))
    }
  }
}

/// Rows of csv and tsv.
enum CellReader {
  /// The rows as they are read; the first line, which names the columns, is read at once.
  static func stream(
    _ source: ByteSource, _ format: FileFormat, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> StreamObject {
    let separator = options.separator ?? UInt8(ascii: format == .csv ? "," : "\t")
    var records = CellRecords(reader: CSVReader(separator: separator), source: source, format: format)
    guard let header = try records.next() else { return ListStream([], columns: []) }
    let names = header.texts
    try checkNames(names, line: header.line, format)
    let shape = Shape(names)
    let guesses = options.guessesTypes
    let columns = names.map { Column($0, guesses ? .any : .string) }
    return MadeStream(columns: columns) { () throws(Fault) -> Value? in
      try context.machine.poll()
      guard let record = try records.next() else { return nil }
      guard record.count == names.count else {
        throw Fault(
          "E0624",
          "the record of line \(record.line) has \(record.count) cell\(record.count == 1 ? "" : "s"), the header \(names.count)"
        )
      }
      let values = record.texts.map { guesses ? Guess.value($0, context) : .string($0) }
      return .record(RecordObject(shape: shape, values: values))
    }
  }
}

/// The records of csv or tsv, fed as they are asked for.
private struct CellRecords {
  var reader: CSVReader
  let source: ByteSource
  let format: FileFormat
  private var isAtEnd = false

  init(reader: CSVReader, source: ByteSource, format: FileFormat) {
    self.reader = reader
    self.source = source
    self.format = format
  }

  mutating func next() throws(Fault) -> CSVRecord? {
    while true {
      do throws(CSVError) {
        if let record = try reader.next() { return record }
      } catch {
        throw Fault(
          "E0623", "no \(format.rawValue): \(error.message), line \(error.line), column \(error.column)")
      }
      if isAtEnd { return nil }
      if let bytes = try source.next() {
        reader.feed(bytes)
      } else {
        isAtEnd = true
        reader.finish()
      }
    }
  }
}
