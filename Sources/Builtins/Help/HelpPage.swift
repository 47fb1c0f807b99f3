package import Interpreter

/// Pages of help, made from signatures: what `help`, `--help` and the reference in REPL.md print.
package enum HelpPage {
  /// The page of one command.
  package static func text(_ name: String, _ signature: Signature) -> String {
    var out = "\(name): \(signature.summary)\n"
    if !signature.details.isEmpty { out += "\n\(signature.details)\n" }
    out += "\nusage: \(Usage.line(name, signature))\n"
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

  /// The page of a command, of a family of them, or of a word of the language; nil for what is none of these.
  package static func page(_ name: String, _ registry: Registry) -> String? {
    if let command = registry.command(name) { return text(name, command.signature) }
    return family(name, registry) ?? KeywordHelp.text(name)
  }

  private static func described(_ type: Type, _ doc: String) -> String {
    doc.isEmpty ? type.name : "\(doc) (\(type.name))"
  }

  /// What goes in and comes out, and what the command does besides.
  private static func flow(_ signature: Signature) -> String {
    let input: String
    switch signature.input {
    case .none: input = "nothing"
    case .optional(let type): input = "\(type.name), or nothing"
    case .required(let type): input = type.name
    }
    var out = "from the pipe: \(input); gives: \(signature.output.name)\n"
    if let columns = signature.output.columns, !columns.isEmpty {
      let shown = columns.filter(\.isShown).map(\.name).joined(separator: " ")
      let hidden = columns.filter { !$0.isShown }.map(\.name).joined(separator: " ")
      out += "columns: \(shown)\(hidden.isEmpty ? "" : " | \(hidden)")\n"
    }
    out += "effect: \(signature.effect.names.joined(separator: ", "))\n"
    return out
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

  /// The commands whose names begin with a word, a line each; nil where there are none.
  package static func family(_ word: String, _ registry: Registry) -> String? {
    let members = registry.all.filter { $0.name.hasPrefix(word + " ") }
    if members.isEmpty { return nil }
    let lines = members.map { (Usage.line($0.name, $0.signature), $0.signature.summary) }
    return lines.map { "\($0)\n    \($1)\n" }.joined()
      + "\n`help \(members[0].name)` shows one with examples.\n"
  }

  /// The overview: all commands under their headings.
  package static func overview(_ registry: Registry) -> String {
    var out = ""
    for category in Category.allCases {
      let members = registry.all.filter { $0.signature.category == category }
      if members.isEmpty { continue }
      out += "\(category.rawValue)\n"
      for command in members {
        let name = command.name
        let pad = String(repeating: " ", count: max(1, 18 - name.utf8.count))
        out += "  \(name)\(pad)\(command.signature.summary)\n"
      }
    }
    return out
  }
}

/// `help`: what there is and how it is used.
package enum Help: Command {
  package static var name: String { "help" }

  package static let signature = Signature(
    "Shows what a command does, or all commands.", category: .help,
    rest: Parameter("command", .string, "the command, or its first word", offers: .topics), output: .string,
    examples: [Example("help length | lines | first", gives: "(help length | lines | first)")])

  package static func run(_ call: Call) throws(Fault) -> Value {
    let words = call.rest.compactMap(\.string)
    let registry = call.context.registry
    if words.isEmpty { return .string(HelpPage.overview(registry) + "\n`help NAME` shows one command.") }
    let name = words.joined(separator: " ")
    if let page = HelpPage.page(name, registry) { return .string(page.trimmingEnd()) }
    let near = Suggestion.nearest(name, among: registry.names + KeywordHelp.names)
    throw call.fault(
      "E0201", "there is no command `\(name)`",
      help: near.map { "did you mean `\($0)`?" } ?? "`help` lists all")
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
