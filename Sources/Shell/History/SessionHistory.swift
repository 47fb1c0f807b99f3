import Console
import Interpreter

/// The lines of a dialogue as they are remembered: in the editor, and in the history's file.
///
/// What becomes a secret later on is taken out of the lines that held it.
final class SessionHistory {
  private let file: HistoryFile?
  private let source: EditLineSource
  private let hints: LineHistory
  private let warn: (String) -> Void
  /// The lines of earlier sessions, and those of this one.
  private var earlier: [String] = []
  private var lines: [String] = []
  /// The functions and variables that take a secret.
  private var takers: Set<String> = []

  init(
    file: HistoryFile?, source: EditLineSource, hints: LineHistory, warn: @escaping (String) -> Void
  ) {
    self.file = file
    self.source = source
    self.hints = hints
    self.warn = warn
    do throws(HistoryError) {
      earlier = try file?.load() ?? []
    } catch {
      warn("warning: the history is not used: \(error.description)\n")
    }
    for entry in earlier { source.remember(entry) }
    hints.replace(with: earlier)
  }

  /// Remembers a line, without what is secret in it; one that begins with a blank is not kept.
  func remember(_ text: String) {
    takers.formUnion(Redaction.takers(in: text))
    if text.utf8.first == 0x20 || text.utf8.first == 0x09 { return forgetBound(by: text) }
    let kept = Redaction.redacted(text, takers: takers)
    source.remember(kept)
    hints.add(kept)
    lines.append(kept)
    attempt { (file) throws(HistoryError) in try file.append(kept) }
    forgetBound(by: text)
  }

  /// Takes texts that became secrets out of all lines.
  func forget(_ secrets: [String]) {
    let secrets = secrets.filter { !$0.isEmpty }
    if secrets.isEmpty { return }
    change { Redaction.redacted($0, secrets: secrets) }
  }

  /// Takes out of earlier lines what a line makes a secret by the name of a variable: through as many variables as
  /// there are on the way.
  private func forgetBound(by text: String) {
    var names = Redaction.namesMadeSecret(in: text)
    if names.isEmpty { return }
    for line in lines.reversed() { names.formUnion(Redaction.namesBehind(names, in: line)) }
    // What they held may stand elsewhere, too: in a comment, in a line that did not parse.
    let held = lines.flatMap { Redaction.texts(boundTo: names, in: $0) }.filter { $0.utf8.count >= 4 }
    change { Redaction.redacted($0, names: names, secrets: held) }
  }

  /// Rewrites this session's lines in memory and in the file, where others are left as they are.
  private func change(_ redact: (String) -> String) {
    var changed: [String: String] = [:]
    for (index, line) in lines.enumerated() {
      let kept = redact(line)
      if kept == line { continue }
      changed[line] = kept
      lines[index] = kept
    }
    if changed.isEmpty { return }
    source.replaceHistory(earlier + lines)
    hints.replace(with: earlier + lines)
    attempt { (file) throws(HistoryError) in try file.replace { changed[$0] ?? $0 } }
  }

  private func attempt(_ body: (HistoryFile) throws(HistoryError) -> Void) {
    guard let file else { return }
    do throws(HistoryError) { try body(file) } catch {
      warn("warning: the history was not written: \(error.description)\n")
    }
  }
}
