package import Interpreter
internal import Syntax

/// The codes of errors in words: what `help E0317` and the manual print.
///
/// Each floor keeps a text about its own codes. An entry is a line `E0317 TITLE`, lines that say why, a line `Do: …`, and
/// examples behind four blanks; an empty line ends it.
package enum FaultCodes {
  /// The page of one error code.
  package struct Entry {
    /// The code, such as `E0317`.
    package let code: String
    /// What went wrong, as a headline.
    package var title = ""
    /// Why it is an error, as one paragraph.
    package var why = ""
    /// What the user can do about it.
    package var advice = ""
    /// Lines of the language that show the error or its cure.
    package var examples: [String] = []
  }

  /// The texts about the language and its own commands; a registry holds the others.
  package static let own = [SyntaxCodes.text, LanguageCodes.text, BuiltinCodes.text]

  /// The page of a code, in letters of either case; nil if there is none.
  static func page(_ text: String, _ registry: Registry) -> String? {
    let code = text.uppercased()
    for text in own + registry.codes {
      if let entry = entries(text).first(where: { $0.code == code }) { return page(entry) }
    }
    return nil
  }

  /// Whether a text is written like a code: a letter and digits.
  static func looksLikeOne(_ text: String) -> Bool {
    let bytes = Array(text.uppercased().utf8)
    return bytes.count > 2 && "EVW".utf8.contains(bytes[0])
      && bytes.dropFirst().allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }
  }

  /// The codes of the same letter whose numbers are nearest, in their order.
  static func near(_ text: String, _ registry: Registry) -> [String] {
    let text = text.uppercased()
    let wanted = Int(text.dropFirst()) ?? .max
    let codes = (own + registry.codes).flatMap(entries).map(\.code).filter { $0.first == text.first }
    let distances = codes.map { (code: $0, distance: (wanted - (Int($0.dropFirst()) ?? 0)).magnitude) }
    return distances.sorted { $0.distance < $1.distance }.prefix(3).map { $0.code }.sorted()
  }

  /// The codes that begin so, in letters of either case, with what happened; none where nothing was typed.
  package static func choices(beginning typed: String, _ registry: Registry) -> [Choice] {
    let typed = typed.uppercased()
    if typed.isEmpty { return [] }
    let found = (own + registry.codes).flatMap(entries).filter { $0.code.hasPrefix(typed) }
    return found.sorted { $0.code < $1.code }.map { Choice($0.code, $0.title) }
  }

  private static func page(_ entry: Entry) -> String {
    var out = "\(entry.code): \(entry.title)\n"
    if !entry.why.isEmpty { out += "\n\(entry.why)\n" }
    out += "\nwhat to do: \(entry.advice)\n"
    if !entry.examples.isEmpty { out += "\nexample:\n" + entry.examples.map { "  \($0)\n" }.joined() }
    return out + "\nThe error itself names the place. `help errors` tells of all families of codes.\n"
  }

  /// All codes as Markdown, in their order: a part of REPL.md.
  package static func markdown(_ texts: [String]) -> String {
    var out = "| code | what happened | what to do |\n|---|---|---|\n"
    for entry in texts.flatMap(entries).sorted(by: { $0.code < $1.code }) {
      let why = entry.why.isEmpty ? "" : " " + entry.why
      out += "| \(entry.code) | \(cell(entry.title + why)) | \(cell(entry.advice)) |\n"
    }
    return out
  }

  /// A text as the cell of a table.
  private static func cell(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  /// The entries of a text.
  package static func entries(_ text: String) -> [Entry] {
    var entries: [Entry] = []
    var begins = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty {
        begins = true
      } else if begins {
        begins = false
        let parts = line.split(separator: " ", maxSplits: 1)
        entries.append(Entry(code: String(parts[0]), title: parts.count > 1 ? String(parts[1]) : ""))
      } else if line.hasPrefix("    ") {
        entries[entries.count - 1].examples.append(String(line.dropFirst(4)))
      } else if line.hasPrefix("Do: ") {
        entries[entries.count - 1].advice = String(line.dropFirst(4))
      } else {
        let old = entries[entries.count - 1].why
        entries[entries.count - 1].why = old.isEmpty ? String(line) : old + " " + line
      }
    }
    return entries
  }
}
