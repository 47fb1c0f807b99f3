internal import Interpreter

/// YAML.
enum YAMLFormat: FormatDefinition {
  static let id = FileFormat.yaml
  static let endings = ["yml"]
  static let type: Type? = .any
  static var reader: (any Command.Type)? { FromYAML.self }
  static var writer: (any Command.Type)? { ToYAML.self }
  static let adding = Adding.documents
  static let readFlags = [ReadFlags.documents]
  static let writeFlags = [FormatFlags.documents]

  static func read(
    _ source: ByteSource, _ options: ReadOptions, _ context: Context
  ) throws(Fault) -> Value {
    let bytes = try source.rest(context)
    if options.readsAll { return .stream(PageStream(try YAMLDocuments(bytes, context))) }
    let result: Result<Value, YAMLError> = bytes.withUnsafeBufferPointer { text in
      var builder = ValueBuilder(options.shapes)
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

  static func write(
    _ value: Value, _ options: FormatOptions, _ context: Context, _ out: ([UInt8]) throws(Fault) -> Void
  ) throws(Fault) {
    guard options.isDocuments else {
      var writer = TreeWriter(YAMLWriter(), .yaml, isMasked: options.isMasked, context)
      try writer.write(value, to: out)
      return try out(writer.sink.take())
    }
    try Formats.forEach(value, .yaml, context) { (item) throws(Fault) in
      var writer = TreeWriter(YAMLWriter(), .yaml, isMasked: options.isMasked, context)
      try out(Array("---\n".utf8))
      try writer.write(item, to: out)
      try out(writer.sink.take())
    }
  }

  /// An error of YAML in the words of a run.
  static func fault(_ error: YAMLError) -> Fault {
    Fault(
      FileFault.badYAML(reason: error.message, line: error.line, column: error.column, hasMore: error.hasMore)
    )
  }
}

/// Reads YAML.
enum FromYAML: Command {
  static var name: String { "from yaml" }
  static let signature = Signature(
    "Parses YAML text: one document, or with --all a list of documents.", category: .io,
    flags: YAMLFormat.readFlags, input: .required(.string), output: .any,
    details: """
      The types are those of YAML 1.2: `no` and `on` are text. The expansion of aliases is limited. `<<: *a` and \
      `<<: [*a, *b]` merge the fields of other records: the record's own fields win, then earlier records of the list. `"<<"` in quotes is an ordinary name.
      """,
    examples: [
      Example("\"a: 1\\nb: [x, no]\\n\" | from yaml", gives: "{a: 1, b: [x \"no\"]}"),
      Example(
        "\"base: &b {cpu: 1, mem: 2}\\nweb: {<<: *b, mem: 4}\\n\" | from yaml | get web",
        gives: "{cpu: 1, mem: 4}"),
      Example("\"a: 1\\n---\\na: 2\\n\" | from yaml --all", gives: "[{a: 1} {a: 2}]"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    arguments.flags["all"] == nil ? .any : .list(.any)
  }

  static func run(_ call: Call) throws(Fault) -> Value { try YAMLFormat.parsed(call) }
}

/// Writes YAML.
enum ToYAML: Command {
  static var name: String { "to yaml" }
  static let signature = Signature(
    "Formats a value as YAML, or with --all each item as a document.", category: .io,
    flags: YAMLFormat.writeFlags + [FormatFlags.masked], input: .required(.any), output: .string,
    details: "Text that YAML could take for something else is quoted.",
    examples: [
      Example("[{a: 1} {a: 2}] | to yaml --all", gives: "\"---\\na: 1\\n---\\na: 2\\n\""),
      Example("{a: 1, b: [x \"no\"]} | to yaml", gives: "\"a: 1\\nb:\\n  - x\\n  - \\\"no\\\"\\n\""),
    ])

  static func run(_ call: Call) throws(Fault) -> Value { try YAMLFormat.written(call) }
}
