internal import Base
internal import Interpreter

/// Reads a file.
enum Open: Command {
  static var name: String { "open" }
  static let signature = Signature(
    "Reads a file: rows, records and values by the ending of its name, else text.", category: .io,
    positional: [Parameter("file", .named("path"), "the file; a leading `~/` is the home folder")],
    flags: InputForm.flags, rules: InputForm.rules, output: .any,
    details: """
      Endings: \(FileFormat.endings). A table in a Markdown file is read with --decode md. Lines, jsonl, \
      csv and tsv come as they are read, without holding the file. Text must be UTF-8.
      """,
    examples: [
      Example("open accounts.jsonl | get account"), Example("open .env"),
      Example("open ~/notes.txt --lines | length"),
      Example("open keystore.p12 --base64"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    if let form = InputForm.type(arguments) { return form }
    guard arguments.flags["decode"] == nil, let path = arguments.positional.first??.string else {
      return .any
    }
    return FileFormat.reading(path: path).definition.type ?? .any
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    let path = try call.path("file")
    try call.context.refusePlanned(path)
    return try InputForm.read(call, try FileSource(path, call.context), FileFormat.reading(path: path))
  }
}

/// Reads standard input.
enum StandardInput: Command {
  static var name: String { "stdin" }
  static let signature = Signature(
    "Reads standard input to its end, as text or as the flags say.", category: .io, flags: InputForm.flags,
    rules: InputForm.rules,
    output: .any, examples: [Example("stdin | lines | length"), Example("stdin --decode json")])

  static func output(input: Type, arguments: KnownArguments) -> Type {
    InputForm.type(arguments) ?? (arguments.flags["decode"] == nil ? .string : .any)
  }

  static func run(_ call: Call) throws(Fault) -> Value {
    try InputForm.read(call, MemorySource(try call.context.host.readInput(), name: "standard input"), .text)
  }
}

/// What `open` and `stdin` share: the forms in which bytes are given.
private enum InputForm {
  static let flags =
    [
      FileFormat.flag("decode", "reads this format, not that of the name", FileFormat.readable),
      Flag("text", nil, "all of it as one text"), Flag("lines", nil, "its lines"),
      Flag("base64", nil, "any bytes, as base64"),
    ] + FileFormat.flags { $0.readFlags }

  static let rules: [ArgumentRule] = [.atMostOne("decode", "text", "lines", "base64")]

  /// What the flags say of the result; nil where they say nothing.
  static func type(_ arguments: KnownArguments) -> Type? {
    if arguments.flags["lines"] != nil { return .list(.string) }
    if arguments.flags["text"] != nil || arguments.flags["base64"] != nil { return .string }
    guard let given = arguments.flags["decode"], let name = given?.string else { return nil }
    do throws(Fault) { return try decoded(name).definition.type } catch { return nil }
  }

  static func read(_ call: Call, _ source: ByteSource, _ byName: FileFormat) throws(Fault) -> Value {
    if call.has("base64") { return .string(base64Encode(try source.rest(call.context))) }
    if call.has("text") { return .string(try source.text(call.context)) }
    if call.has("lines") { return .stream(TextFormat.lines(source, call.context)) }
    let format = if let name = try call.text("decode") { try decoded(name) } else { byName }
    let options = try ReadFlags.options(call, format)
    do throws(Fault) {
      return try format.definition.read(source, options, call.context)
    } catch {
      throw error.located(call.source, call.span)
    }
  }

  private static func decoded(_ name: String) throws(Fault) -> FileFormat {
    try FileFormat.named(name, among: FileFormat.readable)
  }
}
