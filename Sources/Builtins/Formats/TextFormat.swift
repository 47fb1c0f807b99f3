internal import Interpreter

/// Text as it is, or lines.
enum TextFormat: FormatDefinition {
  static let id = FileFormat.text
  static let endings = ["txt"]
  static let type: Type? = .string
  static let isForRuns = false
  static let adding = Adding.bytes

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    .string(try source.text(context))
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

  /// Text as it is; the items of a list as lines.
  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    switch value {
    case .text(let text): try out(Array(text.string.utf8))
    case .list, .stream, .range:
      var bytes: [UInt8] = []
      try Formats.forEach(value, .text, context) { (item) throws(Fault) in
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
}
