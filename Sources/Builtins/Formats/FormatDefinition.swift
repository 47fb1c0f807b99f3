internal import Interpreter

/// A format of files: all that `from`, `to`, `open`, `save` and `--format` know of it.
///
/// A new one is a file beside this one and its case in `FileFormat`.
protocol FormatDefinition {
  /// Its entry in the table.
  static var id: FileFormat { get }
  /// Other names, which are endings of files, too.
  static var endings: [String] { get }
  /// The type of what reading gives, as far as the checker knows it; nil for a format that is written only.
  static var type: Type? { get }
  /// The command `from NAME`, if there is one.
  static var reader: (any Command.Type)? { get }
  /// The command `to NAME`, if there is one.
  static var writer: (any Command.Type)? { get }
  /// Whether `open` reads files of this ending as the format, and not as text.
  static var isReadByEnding: Bool { get }
  /// Whether `--format` takes it.
  static var isForRuns: Bool { get }
  /// Whether rows are written as they come.
  static var isWrittenByRow: Bool { get }
  /// What `save --append` does.
  static var adding: Adding { get }
  /// The flags for reading that are its own.
  static var readFlags: [Flag] { get }
  /// The flags for writing that are its own.
  static var writeFlags: [Flag] { get }
  /// The value that bytes stand for; rows may come as they are read.
  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value
  /// Hands over the bytes of a value piece by piece.
  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault)
}

/// How content is added to a file of a format.
enum Adding {
  /// Behind the last byte.
  case bytes
  /// As further lines.
  case lines
  /// As further rows under the columns that the file has.
  case rows
  /// As further documents, where the content is written as such.
  case documents
  /// Not at all: a file is one value.
  case never
}

extension FormatDefinition {
  static var endings: [String] { [] }
  static var type: Type? { nil }
  static var reader: (any Command.Type)? { nil }
  static var writer: (any Command.Type)? { nil }
  static var isReadByEnding: Bool { type != nil }
  static var isForRuns: Bool { true }
  static var isWrittenByRow: Bool { false }
  static var adding: Adding { .never }
  static var readFlags: [Flag] { [] }
  static var writeFlags: [Flag] { [] }

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value { throw FileFormat.unknown(id.rawValue, among: FileFormat.readable) }
}

extension FormatDefinition {
  /// What `from NAME` gives.
  static func parsed(_ call: Call) throws(Fault) -> Value {
    guard let text = call.input?.string else {
      throw call.wrongType("the pipe", "string", call.input ?? .null)
    }
    var options = try ReadFlags.options(call, id)
    options.shapes = KnownShapes.kept(at: call)
    return try read(MemorySource(Array(text.utf8)), options, call.context)
  }

  /// What `to NAME` gives.
  static func written(_ call: Call) throws(Fault) -> Value {
    let options = try FormatFlags.options(call, id)
    if isWrittenByRow, call.isShown, call.context.host.showsPlainText, case .stream? = call.input {
      return try show(call, options)
    }
    var bytes = try Formats.write(call.input ?? .null, as: id.rawValue, options: options, call.context)
    // A text in a text: `print` and interpolation add the line end that a file has.
    if id == .json, bytes.last == 0x0A { bytes.removeLast() }
    return .string(String(decoding: bytes, as: UTF8.self))
  }

  /// Writes the text to where it would be shown at once, as the rows come, and leaves nothing to show.
  private static func show(_ call: Call, _ options: FormatOptions) throws(Fault) -> Value {
    let host = call.context.host
    var isEmpty = true
    try write(call.input ?? .null, options, call.context) { (bytes) throws(Fault) in
      if bytes.isEmpty { return }
      isEmpty = false
      try host.write(bytes)
    }
    return isEmpty ? .string("") : .null
  }
}

/// What commands that write rows say of them.
enum WrittenRows {
  static let input = Input.required(.oneOf([.rows(nil), .record(nil)]))
  static let doc =
    "The columns are those of all rows, in the order of their first appearance. Entities show their name, lists and "
    + "records stand as JSON, null is an empty cell."
}
