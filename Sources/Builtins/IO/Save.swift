internal import Interpreter

/// Writes a file.
enum Save: Command {
  static var name: String { "save" }
  static let signature = Signature(
    "Writes a file: text as it is, rows and records by the ending of its name.", category: .io,
    effect: .outside,
    positional: [Parameter("file", .named("path"), "the file; a leading `~/` is the home folder")],
    flags: Saving.flags, rules: Saving.rules,
    input: .required(.any), output: .null,
    details: """
      The file is replaced when the new content is complete: a full disk or a stopped run leaves the old file as it was. A path that cannot be written is refused before the pipe changes the vault. A new file is for its owner only, unless --mode says otherwise. The items of a list become lines of a \
      text file. Sealed text is opened, also within records and rows, which the format quotes, and leaves its events \
      behind before the first byte is written; its file is for the owner only (0600), and links and devices are refused \
      for it. Do not put a secret into the text of a format yourself: its quotes, blanks and `$` would become part of the \
      format; `{NAME: $sealed} | save web.env` quotes them.
      """,
    examples: [
      Example("[{a: 1}] | save rows.csv"), Example("\"TOKEN=x\\n\" | save ~/web.env --mode 0600 --force"),
      Example("{DB_PASSWORD: (input \"password: \" --hidden)} | save web.env"),
      Example("[{a: 1}] | save log.jsonl --append"),
    ])

  static func preparation(isSealed: Bool) -> (any Command.Type)? { SavePreparation.of(isSealed) }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Saving(call, call.input ?? .null).run()
    return .null
  }
}

/// Checks that the file can be written before the pipe makes the content.
private enum SavePreparation: Command {
  static var name: String { Save.name }
  static var signature: Signature { Save.signature }

  static func of(_ isSealed: Bool) -> any Command.Type { isSealed ? SealedSavePreparation.self : Self.self }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Saving.check(call, isSealed: false)
    return .null
  }
}

/// The same for sealed text, which not every file may hold.
private enum SealedSavePreparation: Command {
  static var name: String { Save.name }
  static var signature: Signature { Save.signature }

  static func run(_ call: Call) throws(Fault) -> Value {
    try Saving.check(call, isSealed: true)
    return .null
  }
}

/// Writes a file and goes on with what it wrote.
enum Tee: Command {
  static var name: String { "tee" }
  static let signature = Signature(
    "Writes a file like `save` and passes the input on.", category: .io, effect: .outside,
    positional: [Parameter("file", .named("path"), "the file; a leading `~/` is the home folder")],
    flags: Saving.flags, rules: Saving.rules, input: .required(.any), output: .any,
    details:
      "All rows are read and written before the first goes on. Sealed text stays sealed in what is passed on.",
    examples: [
      Example("[{a: 1} {a: 2}] | tee all.csv | where .a > 1 | save some.csv"),
      Example("\"2 rows\" | tee count.txt | print"),
    ])

  static func output(input: Type, arguments: KnownArguments) -> Type { input }

  static func preparation(isSealed: Bool) -> (any Command.Type)? { SavePreparation.of(isSealed) }

  static func run(_ call: Call) throws(Fault) -> Value {
    guard case .stream(let stream)? = call.input else {
      try Saving(call, call.input ?? .null).run()
      return call.input ?? .null
    }
    let rows = try RowInput(call).items()
    try Saving(call, .stream(ListStream(rows, columns: stream.columns))).run()
    return .stream(ListStream(rows, columns: stream.columns))
  }
}
