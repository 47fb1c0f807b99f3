/// Appends YAML in block style; the caller keeps the order: keys in records, as many ends as starts.
///
/// Texts read back as texts under YAML 1.1 and 1.2: what could be another type is quoted.
package struct YAMLWriter {
  private struct Level {
    let isRecord: Bool
    /// Where its entries begin.
    let indent: Int
    /// Whether the first entry goes on in the line of a `- `.
    let continuesLine: Bool
    var isEmpty = true
  }

  /// What was written so far.
  package private(set) var bytes: [UInt8] = []
  /// How many bytes were written so far.
  package var count: Int { bytes.count }
  private var levels: [Level] = []

  /// A writer without anything.
  package init() {}

  /// What was written, as text.
  package var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Writes `null`.
  package mutating func null() { scalar("null") }

  /// Writes `true` or `false`.
  package mutating func bool(_ value: Bool) { scalar(value ? "true" : "false") }

  /// Writes an integer, exactly.
  package mutating func integer(_ value: Int64) { scalar(String(value)) }

  /// Writes a number so that it reads back as the same, `.inf` and `.nan` included.
  package mutating func number(_ value: Double) {
    guard value.isFinite else { return scalar(value.isNaN ? ".nan" : value < 0 ? "-.inf" : ".inf") }
    let text = value.description
    // YAML 1.1 takes 1e+20 for a text, 1.0e+20 for a number.
    guard let exponent = text.firstIndex(of: "e"), !text.contains(".") else { return scalar(text) }
    scalar(text[..<exponent] + ".0" + text[exponent...])
  }

  /// Writes a text: plain, as a literal block if it has several lines, or in double quotes.
  package mutating func string(_ text: String) {
    if YAMLText.isPlain(text) { return scalar(text) }
    guard YAMLText.isBlock(text) else { return scalar(YAMLText.quoted(text)) }
    let ends = text.utf8.reversed().prefix { $0 == 0x0A }.count
    scalar(ends == 0 ? "|-" : ends == 1 ? "|" : "|+")
    let indent = levels.last.map { $0.indent + 2 } ?? 2
    let body = ends == 0 ? text[...] : text[..<text.utf8.index(text.endIndex, offsetBy: -1)]
    for line in body.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
      // Empty lines stay empty: blanks would be lost on the way through editors.
      if !line.isEmpty { spaces(indent) }
      bytes += line
      bytes.append(0x0A)
    }
  }

  /// Writes the name of a member; its value follows.
  package mutating func key(_ name: String) {
    entry()
    let text = YAMLText.isPlain(name) ? name : YAMLText.quoted(name)
    // Longer names need the mark of an explicit one.
    if text.unicodeScalars.count > 1000 {
      append("? " + text + "\n")
      spaces(levels.last?.indent ?? 0)
    } else {
      append(text)
    }
    append(":")
  }

  /// Begins a record.
  package mutating func startObject() { open(isRecord: true) }

  /// Ends a record.
  package mutating func endObject() { close("{}") }

  /// Begins a list.
  package mutating func startArray() { open(isRecord: false) }

  /// Ends a list.
  package mutating func endArray() { close("[]") }

  /// Gives the bytes away and starts anew.
  package mutating func take() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }

  private mutating func scalar(_ text: some StringProtocol) {
    beginValue()
    if levels.last?.isRecord ?? false { append(" ") }
    append(text)
    append("\n")
  }

  private mutating func open(isRecord: Bool) {
    beginValue()
    let parent = levels.last
    levels.append(
      Level(
        isRecord: isRecord, indent: parent.map { $0.indent + 2 } ?? 0,
        continuesLine: parent.map { !$0.isRecord } ?? false))
  }

  private mutating func close(_ nothing: String) {
    let level = levels.popLast()
    if level?.isEmpty ?? true {
      append((levels.last?.isRecord ?? false) ? " " + nothing + "\n" : nothing + "\n")
    }
  }

  /// What stands before a value: in a list its dash.
  private mutating func beginValue() {
    guard let level = levels.last, !level.isRecord else { return }
    entry()
    append("- ")
  }

  /// Begins an entry of the innermost list or record: on a new line, unless it is the first after a dash.
  private mutating func entry() {
    guard let last = levels.indices.last else { return }
    let level = levels[last]
    levels[last].isEmpty = false
    if level.isEmpty {
      if level.continuesLine { return }
      if levels.count > 1 { append("\n") }
    }
    spaces(level.indent)
  }

  private mutating func spaces(_ count: Int) { bytes += repeatElement(0x20, count: count) }

  private mutating func append(_ text: some StringProtocol) { bytes += text.utf8 }
}
