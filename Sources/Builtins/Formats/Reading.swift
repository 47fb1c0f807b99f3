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
    case .jsonl: return .stream(OriginStream(try JSONLinesOrigin(source, context)))
    case .csv, .tsv: return .stream(try CellsOrigin.stream(source, format, options, context))
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

  /// An error of JSON in the words of a run.
  static func fault(_ error: JSONError) -> Fault {
    let place = error.path.isEmpty ? "" : ", at `\(error.path)`"
    return Fault("E0621", "no json: \(error.message), line \(error.line), column \(error.column)\(place)")
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
