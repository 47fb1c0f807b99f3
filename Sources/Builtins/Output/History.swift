internal import Base
package import Interpreter
internal import Syntax

/// `history`: the lines of the dialogue.
package enum History: Command {
  package static var name: String { "history" }
  package static let signature = Signature(
    "Lists the lines of this session, or with --script returns those that changed the vault.",
    category: .help,
    flags: [
      Flag("all", nil, "includes lines of earlier sessions"),
      Flag(
        "script", nil, "returns a script of the lines that changed the vault, and the definitions before them"
      ),
    ], output: .rows(columns),
    details: """
      Lines are shown without secrets; lines that begin with a space are not recorded. `ok` is whether the line ended without an error, `changes` the number of changes in the vault. Of earlier sessions only the line is known. A script has each line as it was typed: read it before you run it. A line that begins with `|` is joined to the line that it continued.
      """,
    examples: [
      Example("history | where .changes > 0 | get line"), Example("history --script | save today.sms"),
      Example("history --all | where .line =~ \"rotate\""),
    ])

  private static let columns = [
    Column("line", .string), Column("date", .optional(.datetime)), Column("took", .optional(.duration)),
    Column("ok", .optional(.bool)), Column("changes", .optional(.int)),
  ]
  private static let shape = Shape(columns.map(\.name))

  package static func output(input: Type, arguments: KnownArguments) -> Type {
    arguments.flags["script"] != nil ? .string : signature.output
  }

  package static func run(_ call: Call) throws(Fault) -> Value {
    guard let lines = call.context.host.dialogue else {
      throw call.fault(BuiltinFault.noDialogue)
    }
    if call.has("script") { return .string(script(lines, call.context)) }
    let shown = lines.filter { $0.begun == nil ? call.has("all") : $0.took != nil }
    return .stream(ListStream(shown.map { row($0, call.context) }, columns: columns))
  }

  private static func row(_ line: DialogueLine, _ context: Context) -> Value {
    guard let begun = line.begun, let took = line.took else {
      return .record(RecordObject(shape: shape, values: [.string(line.text), .null, .null, .null, .null]))
    }
    let date = Value.datetime(Instant(microseconds: begun, zone: context.zone))
    return .record(
      RecordObject(
        shape: shape,
        values: [.string(line.text), date, .duration(took), .bool(line.isOK), .int(line.changes)]))
  }

  /// The lines that changed something, what they go on with, and the definitions before them.
  package static func script(_ lines: [DialogueLine], _ context: Context) -> String {
    let own = lines.filter { $0.begun != nil && $0.took != nil && $0.isOK }
    guard let last = own.lastIndex(where: { $0.changes > 0 }) else { return "# No line changed the vault.\n" }
    var out = "# The changes of a dialogue"
    if let begun = own.first?.begun {
      out += " on " + DateText.format(microseconds: Int64(begun)).prefix(10)
    }
    out += ".\n"
    for index in 0...last where own[index].changes > 0 || own[index].defines {
      out += whole(own, index) + "\n"
    }
    return out
  }

  /// A line with those that it goes on with before it.
  private static func whole(_ lines: [DialogueLine], _ index: Int) -> String {
    let text = lines[index].text
    guard text.drop(while: \.isWhitespace).first == "|" else {
      return readsLast(text) ? "# `$last` is no name of a script:\n# " + commented(text) : text
    }
    guard index > 0 else { return "# " + commented(text) }
    return whole(lines, index - 1) + " " + text
  }

  private static func readsLast(_ text: String) -> Bool {
    let name = Array("$last".utf8)
    let bytes = Array(text.utf8)
    return bytes.indices.contains { bytes[$0...].starts(with: name) }
  }

  private static func commented(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n# ")
  }
}
