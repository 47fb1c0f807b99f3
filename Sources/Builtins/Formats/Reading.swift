internal import Interpreter
internal import JSON

/// Reading values from a format.
enum Reading {
  /// The value that bytes stand for; rows of jsonl, csv and tsv come as they are read.
  static func value(
    of source: ByteSource, _ format: FileFormat, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    switch format {
    case .json: return try json(source.rest(context), context)
    case .jsonl: return .stream(try JSONLines.stream(source, context))
    case .csv, .tsv: return .stream(try CellLines.stream(source, format, options, context))
    case .yaml:
      let bytes = try source.rest(context)
      return options.readsAll
        ? .stream(PageStream(try YAMLDocuments(bytes, context))) : try yaml(bytes, context)
    case .env: return try EnvRecord.read(try source.text(context), options)
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
      try JSONReader(maximumDepth: context.limits.nesting, allowsNUL: true).read(&bytes, into: &builder)
    } catch {
      try context.machine.pollNow()
      throw fault(error)
    }
    return builder.take()
  }

  /// An error of JSON in the words of a run.
  static func fault(_ error: JSONError) -> Fault {
    Fault(FileFault.badJSON(reason: error.message, line: error.line, column: error.column, path: error.path))
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
    do throws(YAMLError) { return try result.get() } catch {
      try context.machine.pollNow()
      throw fault(error)
    }
  }

  /// An error of YAML in the words of a run.
  static func fault(_ error: YAMLError) -> Fault {
    Fault(
      FileFault.badYAML(reason: error.message, line: error.line, column: error.column, hasMore: error.hasMore)
    )
  }

  /// The lines of bytes as texts, one by one.
  static func lines(_ source: ByteSource, _ context: Context) -> StreamObject {
    var lines = LineReader(source, context)
    return MadeStream { () throws(Fault) -> Value? in
      guard let line = try lines.next() else { return nil }
      try context.machine.poll()
      return .string(try ByteSource.text(line, source.name, from: lines.offset))
    }
  }
}
