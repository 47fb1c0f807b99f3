package import Interpreter

/// The reference of all commands as Markdown, made from their signatures: a part of REPL.md.
package enum Reference {
  /// The comment in REPL.md above the generated part.
  package static let begin = "<!-- reference: made from the signatures of the commands, do not edit -->"
  /// The comment in REPL.md below the generated part.
  package static let end = "<!-- end of the reference -->"

  /// The whole part between the two marks.
  package static func markdown(_ registry: Registry) -> String {
    var out = ""
    for category in Category.allCases {
      let members = registry.all.filter { $0.signature.category == category }
      if members.isEmpty { continue }
      out += "### \(category.rawValue)\n\n"
      for command in members { out += entry(command.name, command.signature) }
    }
    return out
  }

  private static func entry(_ name: String, _ signature: Signature) -> String {
    var out = "#### `\(name)`\n\n\(signature.summary)"
    if !signature.details.isEmpty { out += " \(signature.details)" }
    out += "\n\n```text\n\(Usage.lines(name, signature).joined(separator: "\n"))\n```\n\n"
    for parameter in signature.positional {
      out += "- `\(parameter.name)` (\(parameter.type.name)): \(parameter.doc)\n"
    }
    if let rest = signature.rest { out += "- `\(rest.name)…` (\(rest.type.name)): \(rest.doc)\n" }
    for flag in signature.flags {
      let short = flag.short.map { ", `-\($0)`" } ?? ""
      out += "- `--\(flag.name)`\(short)\(flag.type.map { " (\($0.name))" } ?? ""): \(flag.doc)\n"
    }
    out +=
      "- from the pipe: \(HelpPage.piped(signature)); gives: \(signature.output.name); effect: \(signature.effect.names.joined(separator: ", "))\n"
    if let columns = signature.output.columns, !columns.isEmpty {
      out += "- columns: \(columns.map { $0.isShown ? $0.name : "(\($0.name))" }.joined(separator: " "))\n"
    }
    if !signature.examples.isEmpty {
      out += "\n```text\n"
      for example in signature.examples {
        out += example.code + (example.result.map { "    # gives \($0)" } ?? "") + "\n"
      }
      out += "```\n"
    }
    if !signature.appendix.isEmpty { out += "\n```text\n\(signature.appendix)```\n" }
    return out + "\n"
  }
}
