import Builtins
import Interpreter
import Support
import Syntax

/// A source of rows with known columns, as those of the domain are.
enum CheckAccounts: Command {
  static var name: String { "accounts" }
  static let signature = Signature(
    "Lists accounts.", category: .accounts, flags: [Flag("since", .duration, "how long ago", short: "s")],
    output: .rows([
      Column("name", .string), Column("secrets", .int), Column("created", .datetime),
      Column("expires", .optional(.datetime)), Column("token", .sealed),
      Column("owner", .entity("person", nil)),
    ]))

  static func run(_ call: Call) throws(Fault) -> Value { .list([]) }
}

/// A command of two words that changes something.
enum CheckCreate: Command {
  static var name: String { "account create" }
  static let signature = Signature(
    "Makes an account.", category: .accounts, effect: .write,
    positional: [
      Parameter("name", .string, "its name"), Parameter("limit", .int, "how many", optional: true),
    ],
    flags: [Flag("if-missing", nil, "only if there is none"), Flag("level", .named("level"), "what it may")],
    output: .record(nil))

  static func run(_ call: Call) throws(Fault) -> Value { .null }
}

/// A second command of the family.
enum CheckDelete: Command {
  static var name: String { "account delete" }
  static let signature = Signature(
    "Deletes accounts.", category: .accounts, effect: .destroy,
    rest: Parameter("account", .entity("account", nil), "which"),
    input: .optional(.list(.any)), output: .rows(nil))

  static func run(_ call: Call) throws(Fault) -> Value { .null }
}

/// A command whose result is never to be had again.
enum CheckToken: Command {
  static var name: String { "token create" }
  static let signature = Signature(
    "Makes a token.", category: .tokens, effect: .write, positional: [Parameter("account", .string, "whose")],
    output: .record([Column("value", .sealed), Column("name", .string)]))

  static func run(_ call: Call) throws(Fault) -> Value { .null }
}

enum CheckFixture {
  /// What checking a program says, each as `LINE:COLUMN CODE message / help`; files other than `test` with their name.
  static func said(_ code: String, files: [String: String] = [:]) -> [String] {
    diagnostics(code, files: files).map { diagnostic in
      let place = diagnostic.source?.place(of: diagnostic.span.start)
      let file = diagnostic.source.map { $0.name == "test" ? "" : $0.name + ":" } ?? ""
      return "\(file)\(place?.line ?? 0):\(place?.column ?? 0) \(diagnostic.code) \(diagnostic.message)"
        + (diagnostic.help.map { " / \($0)" } ?? "")
    }
  }

  static func diagnostics(_ code: String, files: [String: String] = [:]) -> [Diagnostic] {
    run(files: files).check(code).diagnostics
  }

  /// A run with these commands.
  static func run(files: [String: String] = [:]) -> TestRun {
    let run = TestRun(
      BuiltinCommands.all + [
        CheckAccounts.self, CheckCreate.self, CheckDelete.self, CheckToken.self, CheckPrint.self,
        CheckRename.self, CheckMove.self, CheckSet.self, CheckNote.self,
      ], files: files)
    run.context.registry.mustBeTaken = ["token create"]
    run.context.registry.add([
      ParameterType(name: "level", accepts: [.string]) { word in
        word == "read" || word == "read-write"
          ? .success(())
          : .failure(
            Fault(FaultWords("E0212", "`\(word)` is no level", help: "levels are read and read-write")))
      }
    ])
    return run
  }
}

/// Prints; its words may be anything.
enum CheckPrint: Command {
  static var name: String { "print" }
  static let signature = Signature(
    "Prints.", category: .io, effect: .outside, rest: Parameter("value", .any, "what"),
    input: .optional(.any), output: .null)

  static func run(_ call: Call) throws(Fault) -> Value { .null }
}

/// Takes its subject as an argument or from the pipe.
enum CheckRename: Command {
  static var name: String { "thing rename" }
  static let signature = Signature(
    "Renames.", category: .values,
    positional: [Parameter("thing", .string, "which", subject: true), Parameter("name", .string, "how")],
    input: .optional(.any))

  /// Says what it was given.
  static func run(_ call: Call) throws(Fault) -> Value {
    let thing = try call.subject("thing").string ?? "?"
    return .string("\(thing) \(try call.requiredText("name"))")
  }
}

/// Takes one thing or more, and one of two flags.
enum CheckMove: Command {
  static var name: String { "thing move" }
  static let signature = Signature(
    "Moves.", category: .values, rest: Parameter("thing", .string, "which", least: 1),
    flags: [Flag("to", .string, "where"), Flag("out", nil, "nowhere")], rules: [.exactlyOne("to", "out")],
    input: .optional(.any))

  static func run(_ call: Call) throws(Fault) -> Value { .int(call.rest.count) }
}

/// Needs some flag, and one flag only beside another.
enum CheckSet: Command {
  static var name: String { "thing set" }
  static let signature = Signature(
    "Sets.", category: .values,
    flags: [Flag("role", .string, "what"), Flag("key", .string, "what"), Flag("letters", .string, "which")],
    rules: [.atLeastOne("role", "key", "letters"), .with("letters", "key")])

  static func run(_ call: Call) throws(Fault) -> Value { .null }
}

/// Needs a flag and a switch; takes text from one of two places.
enum CheckNote: Command {
  static var name: String { "thing note" }
  static let signature = Signature(
    "Notes.", category: .values,
    flags: [
      Flag("title", .string, "how", required: true), Flag("sure", nil, "must be said", required: true),
      Flag("file", .string, "where"),
    ], rules: [.atMostOne("file", ArgumentRule.pipe)], input: .optional(.string))

  static func run(_ call: Call) throws(Fault) -> Value { .null }
}
