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
  /// The secret texts that the dialogue knows by now.
  private let known: () -> TextPrints
  /// The lines of earlier sessions, and those of this one.
  private var earlier: [String] = []
  private var lines: [String] = []
  /// The functions and variables that take a secret.
  private var takers: Set<String> = []
  /// The same lines, and what came of them.
  private var records: [DialogueLine] = []

  init(
    file: HistoryFile?, source: EditLineSource, hints: LineHistory, known: @escaping () -> TextPrints,
    warn: @escaping (String) -> Void
  ) {
    self.file = file
    self.source = source
    self.hints = hints
    self.known = known
    self.warn = warn
    do throws(HistoryError) {
      earlier = try file?.load() ?? []
    } catch {
      warn("warning: the history is not used: \(error.description)\n")
    }
    for entry in earlier { source.remember(entry) }
    hints.replace(with: earlier)
  }

  /// Whether the line that runs is kept.
  private var isRecording = false

  /// The lines of earlier dialogues and of this one.
  var dialogue: [DialogueLine] { earlier.map { DialogueLine($0) } + records }

  /// Says what came of the line that was remembered last.
  func finish(took: Int, isOK: Bool, changes: Int, defines: Bool) {
    guard isRecording, let last = records.indices.last else { return }
    isRecording = false
    records[last].took = took
    records[last].isOK = isOK
    records[last].changes = changes
    records[last].defines = defines
  }

  /// The lines of all dialogues that hold some words, newest first, each once.
  func search(_ typed: String) -> CompletionList {
    let words = typed.lowercased().split(separator: " ").map(String.init)
    var seen: Set<String> = []
    var list = CompletionList()
    for line in everywhere.reversed() where seen.insert(line).inserted {
      let small = line.lowercased()
      guard words.allSatisfy({ small.contains($0) }) else { continue }
      if list.candidates.count < SessionHistory.most {
        let first = line.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
        list.candidates.append(
          Completion(line, display: first.count > 1 ? first[0] + " …" : line, start: 0))
      } else {
        list.more += 1
      }
    }
    return list
  }

  private static let most = 300
  /// How long a known secret is, in bytes, that is looked for: shorter ones stand in too many words.
  private static let leastKnown = 6

  /// The lines of all dialogues as the file has them now, those of this one last.
  private var everywhere: [String] {
    do throws(HistoryError) {
      return (try file?.load() ?? earlier) + lines
    } catch {
      return earlier + lines
    }
  }

  /// Remembers a line that begins at some time, without what is secret in it; one that begins with a blank is not kept.
  func remember(_ text: String, now: Int) {
    isRecording = false
    takers.formUnion(Redaction.takers(in: text))
    if text.utf8.first == 0x20 || text.utf8.first == 0x09 { return forgetBound(by: text) }
    let kept = known().hidden(in: Redaction.redacted(text, takers: takers), least: Self.leastKnown)
    source.remember(kept)
    hints.add(kept)
    lines.append(kept)
    records.append(DialogueLine(kept, begun: now))
    isRecording = true
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
      records[index].text = kept
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
