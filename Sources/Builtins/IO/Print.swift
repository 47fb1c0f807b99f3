internal import Console
internal import Interpreter

/// Writes to standard output.
enum Print: Command {
  static var name: String { "print" }
  static let signature = Signature(
    "Prints values to standard output, separated by spaces, with a newline.", category: .io,
    effect: .shows,
    rest: Parameter(
      "value", .any, "the values; default: the input", readsRows: true),
    flags: [Flag("no-newline", nil, "without the newline", short: "n")], input: .optional(.any),
    output: .null,
    details: """
      Text stands as it is, entities by name, rows alone as a table, lists and records as the language writes them. \
      Sealed text shows as ••••. On a terminal control characters are made visible.
      """,
    examples: [
      Example("print hello 3", gives: "null"), Example("[{a: 1}] | print", gives: "null"),
      Example("print \"in one \" --no-newline; print line"),
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    if call.rest.isEmpty, let input = call.input {
      try write(try shown(input, call.context), call)
    } else if call.rest.count == 1, let value = call.rest.first {
      try write(try shown(value, call.context), call)
    } else {
      var parts: [String] = []
      for value in call.rest { parts.append(inline(try Streams.collect(value, call.context), call.context)) }
      try write(parts.joined(separator: " "), call)
    }
    return .null
  }

  private static func write(_ text: String, _ call: Call) throws(Fault) {
    let host = call.context.host
    guard call.has("no-newline") else { return try host.print(text) }
    try host.write(Array((host.outputIsTerminal ? neutralise(text, lines: .kept) : text).utf8))
  }

  /// One value: rows as a table without its last line end, else as among others.
  private static func shown(_ value: Value, _ context: Context) throws(Fault) -> String {
    var columns: [Column]?
    if case .stream(let stream) = value { columns = stream.columns }
    let whole = try Streams.collect(value, context)
    guard case .list(let list) = whole else { return inline(whole, context) }
    let isTable = list.items.isEmpty ? columns != nil : list.items.allSatisfy { Fields.record(of: $0) != nil }
    guard isTable else { return inline(whole, context) }
    let table = Presentation(context).text(whole, columns: columns, for: .plain)
    return table.utf8.last == 0x0A ? String(table.unicodeScalars.dropLast()) : table
  }

  /// As it stands in a line; null, which tables leave empty, by its name.
  static func inline(_ value: Value, _ context: Context) -> String {
    value.isNull ? "null" : Display(context).inline(value)
  }
}

/// Writes to standard error.
enum Log: Command {
  static var name: String { "log" }
  static let signature = Signature(
    "Logs a message to standard error with a level.", category: .io, effect: .shows,
    positional: [Parameter("message", .any, "the message; sealed text shows as ••••")],
    flags: [
      Flag(
        "level", .string, "info, warn or error (info)", offers: .plain(["info", "warn", "error"]))
    ], output: .null,
    examples: [Example("log \"three accounts without owner\" --level warn", gives: "null")])

  static func run(_ call: Call) throws(Fault) -> Value {
    let level = try call.text("level") ?? "info"
    guard ["info", "warn", "error"].contains(level) else {
      throw call.fault(FileFault.badLevel(level))
    }
    let message = Print.inline(call.argument("message") ?? .null, call.context)
    call.context.host.writeError("\(level): \(message)\n")
    return .null
  }
}

/// A table as text.
enum TableText: Command {
  static var name: String { "table" }
  static let signature = Signature(
    "Formats a value as text, rows as a table. Cuts nothing.", category: .io,
    flags: [Flag("all", nil, "includes hidden columns", short: "a")],
    input: .required(.any),
    output: .string,
    examples: [
      Example("[{name: ci, n: 1} {name: web, n: 20}] | table", gives: "\"name   n\\nci     1\\nweb   20\\n\"")
    ])

  static func run(_ call: Call) throws(Fault) -> Value {
    var columns: [Column]?
    if case .stream(let stream)? = call.input { columns = stream.columns }
    let value = try Streams.collect(call.input ?? .null, call.context)
    var presentation = Presentation(call.context)
    presentation.showsAll = call.has("all")
    return .string(presentation.text(value, columns: columns, for: .plain))
  }
}
