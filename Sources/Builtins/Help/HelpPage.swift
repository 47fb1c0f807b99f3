internal import Base
package import Interpreter

/// Pages of help, made from signatures: what `help`, `--help` and the reference in REPL.md print.
package enum HelpPage {
  /// The page of one command.
  package static func text(_ name: String, _ signature: Signature) -> String {
    var out = signature.summary.isEmpty ? "\(name)\n" : "\(name): \(signature.summary)\n"
    if !signature.details.isEmpty { out += "\n\(signature.details)\n" }
    out += "\nusage: \(Usage.lines(name, signature).joined(separator: "\n       "))\n"
    var lines: [(String, String)] = []
    for parameter in signature.positional {
      lines.append((parameter.name.uppercased(), described(parameter.type, parameter.doc)))
    }
    if let rest = signature.rest {
      lines.append(("\(rest.name.uppercased())…", described(rest.type, rest.doc)))
    }
    for flag in signature.flags {
      let short = flag.short.map { ", -\($0)" } ?? ""
      lines.append(("--\(flag.name)\(short)", flag.type.map { described($0, flag.doc) } ?? flag.doc))
    }
    let width = lines.map { $0.0.unicodeScalars.count }.max() ?? 0
    for (left, right) in lines {
      out += "  \(left)\(String(repeating: " ", count: width - left.unicodeScalars.count))  \(right)\n"
    }
    out += "\n" + flow(signature)
    if !signature.examples.isEmpty { out += "\nexamples:\n" + examples(signature.examples) }
    if !signature.appendix.isEmpty { out += "\n\(signature.appendix)" }
    return out
  }

  private static func described(_ type: Type, _ doc: String) -> String {
    doc.isEmpty ? type.name : "\(doc) (\(type.name))"
  }

  /// What goes in and comes out, and what the command does besides.
  private static func flow(_ signature: Signature) -> String {
    let input = piped(signature)
    var out = "from the pipe: \(input); gives: \(signature.output.name)\n"
    if let columns = signature.output.columns, !columns.isEmpty {
      let shown = columns.filter(\.isShown).map(\.name).joined(separator: " ")
      let hidden = columns.filter { !$0.isShown }.map(\.name).joined(separator: " ")
      out += "columns: \(shown)\(hidden.isEmpty ? "" : " | \(hidden)")\n"
    }
    out += "effect: \(signature.effect.names.joined(separator: ", "))\n"
    return out
  }

  /// What a command takes from the pipe.
  static func piped(_ signature: Signature) -> String {
    switch signature.input {
    case .none: return "nothing"
    case .optional(let type):
      if let subject = signature.positional.first, subject.isSubject { return "\(subject.name), or nothing" }
      return "\(type.name), or nothing"
    case .required(let type): return type.name
    }
  }

  private static func examples(_ examples: [Example]) -> String {
    var out = ""
    for example in examples {
      if let doc = example.doc { out += "  # \(doc)\n" }
      out += "  \(example.code)\n"
      if let result = example.result { out += "    → \(result)\n" }
    }
    return out
  }

  /// The commands whose names begin with a word, a line each; nil if there are none.
  package static func family(_ word: String, _ registry: Registry) -> String? {
    let members = registry.all.filter { $0.name.hasPrefix(word + " ") }
    return members.isEmpty ? nil : lines(members.map { (name: $0.name, signature: $0.signature) })
  }

  /// A line of usage and the summary of each.
  private static func lines(_ members: [Definition]) -> String {
    members.map { name, signature in
      Usage.line(name, signature) + "\n" + (signature.summary.isEmpty ? "" : "    \(signature.summary)\n")
    }.joined() + "\n`help \(members[0].name)` shows one with examples.\n"
  }

  /// The overview on one screen: the names of all commands under their headings, the topics, and the `def`s.
  package static func overview(_ registry: Registry, definitions: [Definition] = []) -> String {
    var out = ""
    for category in Category.allCases {
      let names = registry.all.filter { $0.signature.category == category }.map { $0.name }
      if !names.isEmpty { out += entry(category.rawValue, names) }
    }
    out += entry("topics", Topics.all.map(\.name))
    return definitions.isEmpty ? out : out + entry("own", definitions.map { $0.name })
  }

  /// A heading with names, as many a line as there is room for.
  private static func entry(_ heading: String, _ names: [String]) -> String {
    let indent = 10
    var out = heading + String(repeating: " ", count: max(1, indent - heading.utf8.count))
    var column = indent
    for (index, name) in names.enumerated() {
      let word = name + (index + 1 < names.count ? ", " : "")
      if column + word.utf8.count > 100, column > indent {
        while out.last == " " { out.removeLast() }
        out += "\n" + String(repeating: " ", count: indent)
        column = indent
      }
      out += word
      column += word.utf8.count
    }
    return out + "\n"
  }

  /// A `def` with its name as calls write it and its signature.
  package typealias Definition = (name: String, signature: Signature)

  /// The page of a `def`, a command, a family of commands, a topic or a code of errors; nil if there is none.
  package static func page(
    _ words: [String], _ registry: Registry, definitions: [Definition] = []
  ) -> String? {
    let name = words.joined(separator: " ")
    if let own = definitions.first(where: { sameBytes($0.name, name) }) { return text(name, own.signature) }
    let members = definitions.filter { $0.name.hasPrefix(name + " ") }
    if !members.isEmpty { return lines(members) }
    if let command = registry.command(name) {
      return text(name, command.signature)
    }
    if let family = family(name, registry) { return family }
    let topic = Topics.named(name)?.page
    guard let word = KeywordHelp.text(name) else { return topic ?? FaultCodes.page(name, registry) }
    return topic.map { word + "\n" + $0 } ?? word
  }

  /// The commands and topics that speak of all of some words, a line each; nil where none does.
  package static func found(
    _ words: [String], _ registry: Registry, definitions: [Definition] = []
  ) -> String? {
    let wanted = words.map { Array($0.lowercased().utf8) }.filter { !$0.isEmpty }
    func speaks(_ texts: [String]) -> Bool {
      let bytes = Array(texts.joined(separator: "\n").lowercased().utf8)
      return wanted.allSatisfy { word in bytes.indices.contains { bytes[$0...].starts(with: word) } }
    }
    let commands = registry.all.map { (name: $0.name, signature: $0.signature) }
    var lines: [(String, String)] = []
    for (name, signature) in definitions + commands {
      let parts =
        signature.positional.map { $0.name + " " + $0.doc } + signature.flags.map { $0.name + " " + $0.doc }
      let examples = signature.examples.map(\.code)
      if speaks(
        [name, signature.summary, signature.details, signature.rest?.doc ?? ""] + parts + examples)
      {
        lines.append((name, signature.summary))
      }
    }
    for topic in Topics.all where speaks([topic.name, topic.summary, topic.text]) {
      lines.append((topic.name, "topic: " + topic.summary))
    }
    if lines.isEmpty || wanted.isEmpty { return nil }
    let width = lines.map { $0.0.utf8.count }.max() ?? 0
    return lines.map { $0.0 + String(repeating: " ", count: width - $0.0.utf8.count) + "  \($0.1)\n" }
      .joined()
  }
}

/// `help`: what there is and how it is used.
package enum Help: Command {
  package static var name: String { "help" }

  package static let signature = Signature(
    "Shows help for a command, a topic or an error code, or lists everything.", category: .help,
    rest: Parameter(
      "command", .string, "a command or `def`, its first word, a topic, or an error code",
      offers: .topics),
    flags: [Flag("find", .string, "lists commands and topics whose help contains this text")],
    output: .string,
    details: """
      Topics explain the language: \(Topics.all.map(\.name).joined(separator: ", ")). `NAME --help` shows the same as \
      `help NAME`; of a `def` it shows the comment above it.
      """,
    examples: [
      Example("help length | lines | first", gives: "(help length | lines | first)"),
      Example("help dates"), Example("help E0317"), Example("help --find rotate"),
    ])

  package static func run(_ call: Call) throws(Fault) -> Value {
    var words = call.rest.compactMap(\.string)
    let registry = call.context.registry
    let definitions = call.context.definitions
    if let wanted = call.flag("find")?.string {
      words.insert(contentsOf: wanted.split(separator: " ").map(String.init), at: 0)
      if let found = HelpPage.found(words, registry, definitions: definitions) {
        return .string(found.trimmingEnd())
      }
      throw call.fault(BuiltinFault.nothingSpeaks(of: words.joined(separator: " ")))
    }
    if words.isEmpty {
      return .string(
        HelpPage.overview(registry, definitions: definitions)
          + "\n`help NAME` shows one with examples, `help --find WORD` searches in all of it.")
    }
    if let page = HelpPage.page(words, registry, definitions: definitions) {
      return .string(page.trimmingEnd())
    }
    let name = words.joined(separator: " ")
    if FaultCodes.looksLikeOne(name) {
      throw call.fault(BuiltinFault.unknownCode(name, near: FaultCodes.near(name, registry)))
    }
    let near = Suggestion.nearest(
      name, among: registry.names + KeywordHelp.names + Topics.all.map(\.name) + definitions.map { $0.name })
    let help =
      words.count > 1 ? registry.helpForUnknown(words) : near.map { "did you mean `\($0)`?" }
    throw call.fault(BuiltinFault.unknownCommand(name, help: help))
  }
}

extension String {
  /// The text without newlines at its end.
  func trimmingEnd() -> String {
    var text = self
    while text.hasSuffix("\n") { text.removeLast() }
    return text
  }
}
