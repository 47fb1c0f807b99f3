package import Interpreter
internal import JSON

/// Writing values in a format: what `to`, `save` and `--format` do.
package enum Formats {
  /// The bytes of a value in a format, as a file of it would hold them; streams are read to their end.
  package static func write(
    _ value: Value, as format: String, options: FormatOptions = FormatOptions(), _ context: Context
  ) throws(Fault) -> [UInt8] {
    var bytes: [UInt8] = []
    var options = options
    options.mayStream = false
    try encode(value, try FileFormat.named(format), options, context) { (piece) throws(Fault) in
      bytes += piece
      if bytes.count > context.limits.memory {
        throw Fault(FileFault.textTooLarge(mebibytes: context.limits.memory >> 20), kind: .limit)
      }
    }
    return bytes
  }

  /// Writes rows as CSV or TSV while they are read.
  ///
  /// Returns false, with nothing read, for other formats and for rows whose columns are not known beforehand.
  /// Throws the faults of the rows and of `out`.
  package static func stream(
    _ value: Value, as format: String, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) -> Bool {
    let format = try FileFormat.named(format)
    guard format == .csv || format == .tsv else { return false }
    guard case .stream(let stream) = value, let known = try stream.absorbing(.columns) else { return false }
    var rows = CellRows(format, FormatOptions(), columns: known.columns?.map(\.name), context)
    try rows.write(.stream(known), out)
    return true
  }

  /// Hands over the bytes of a value piece by piece: of a stream as it is read, where the format allows.
  static func encode(
    _ value: Value, _ format: FileFormat, _ options: FormatOptions, _ context: Context,
    _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    switch format {
    case .json:
      var writer = TreeWriter(
        JSONWriter(pretty: !options.isCompact), format, isMasked: options.isMasked, context)
      try writer.write(value, to: out)
      writer.sink.newline()
      try out(writer.sink.take())
    case .yaml where options.isDocuments: try documents(value, options, context, out)
    case .yaml:
      var writer = TreeWriter(YAMLWriter(), format, isMasked: options.isMasked, context)
      try writer.write(value, to: out)
      try out(writer.sink.take())
    case .jsonl: try lines(value, options, context, out)
    case .csv, .tsv: try cells(value, format, options, context, out)
    case .md: try out(try Markdown.table(value, options, context))
    case .env: try out(try EnvRecord.write(value, options, context))
    case .text: try text(value, context, out)
    }
  }

  /// A document of YAML for each item.
  private static func documents(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    try forEach(value, .yaml, context) { (item) throws(Fault) in
      var writer = TreeWriter(YAMLWriter(), .yaml, isMasked: options.isMasked, context)
      try out(Array("---\n".utf8))
      try writer.write(item, to: out)
      try out(writer.sink.take())
    }
  }

  /// One compact JSON text a line.
  private static func lines(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    var writer = TreeWriter(JSONWriter(), .jsonl, isMasked: options.isMasked, context)
    try forEach(value, .jsonl, context) { (item) throws(Fault) in
      try writer.write(item, depth: 0)
      writer.sink.newline()
      if writer.sink.count >= 1 << 16 { try out(writer.sink.take()) }
    }
    try out(writer.sink.take())
  }

  private static func cells(
    _ value: Value, _ format: FileFormat, _ options: FormatOptions, _ context: Context,
    _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    // What is read twice for its columns is read once where a text of all is made anyway.
    if options.mayStream, case .stream(let stream) = value, let known = try stream.absorbing(.columns) {
      var rows = CellRows(format, options, columns: known.columns?.map(\.name), context)
      return try rows.write(.stream(known), out)
    }
    var rows = CellRows(format, options, columns: nil, context)
    try rows.write(value, out)
  }

  /// Text as it is; the items of a list as lines.
  private static func text(
    _ value: Value, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    switch value {
    case .text(let text): try out(Array(text.string.utf8))
    case .list, .stream, .range:
      var bytes: [UInt8] = []
      try forEach(value, .text, context) { (item) throws(Fault) in
        bytes += try plain(item, context).utf8
        bytes.append(0x0A)
        if bytes.count >= 1 << 16 {
          try out(bytes)
          bytes.removeAll(keepingCapacity: true)
        }
      }
      try out(bytes)
    default: try out(Array(try plain(value, context).utf8))
    }
  }

  /// A value that is one text.
  private static func plain(_ value: Value, _ context: Context) throws(Fault) -> String {
    switch value {
    case .text, .bool, .int, .float, .duration, .datetime, .entity: return Display(context).inline(value)
    case .sealed:
      throw Fault(FileFault.sealedAmongText)
    default:
      throw FormatPath().refused(
        value, .text,
        help: "`--format json`, or a name that ends in .json, .jsonl, .csv, .yaml, writes records and lists")
    }
  }

  /// Calls the body for each item of what can be gone through; a record or entity is one.
  private static func forEach(
    _ value: Value, _ format: FileFormat, _ context: Context, _ body: (Value) throws(Fault) -> Void
  ) throws(Fault) {
    switch value {
    case .record, .entity: return try body(value)
    case .list, .stream, .range: break
    default: throw FormatPath().refused(value, format, help: "lists and rows can; `[$x]` is a list of one")
    }
    let stream = try Streams.read(value)
    var number = 0
    while let item = try stream.next() {
      try context.machine.poll()
      do throws(Fault) { try body(item) } catch { throw error.atRow(number) }
      number += 1
    }
  }
}
