import Builtins
import Console
import Interpreter

/// How a line may go on: as the newest one did that begins so, else as the only word that fits.
struct LineHints {
  let commands: LineCommands
  let completer: Completer
  /// The lines of the dialogue, oldest first, without their secrets.
  let history: LineHistory

  /// What a key may put in at the end of the line, and a word about what is expected there.
  func hint(_ line: String, _ tokens: LineTokens) -> (hint: String, note: String) {
    if line.utf8.count >= 2, let rest = history.rest(of: line) { return (rest, "") }
    guard let last = tokens.tokens.last, last.kind != .comment, !last.isOpen else { return ("", "") }
    if last.bytes.upperBound == tokens.bytes.count { return (ending(line), "") }
    return ("", usage(tokens))
  }

  /// The rest of the word at the end, where only one fits.
  private func ending(_ line: String) -> String {
    let end = line.utf8.count
    let candidates = completer.commands(line, end)
    guard candidates.count == 1, let only = candidates.first else { return "" }
    let typed = String(decoding: line.utf8.dropFirst(only.start), as: UTF8.self)
    return only.text.hasPrefix(typed) ? String(only.text.dropFirst(typed.count)) : ""
  }

  /// The usage of the command whose name stands at the end, behind it.
  private func usage(_ tokens: LineTokens) -> String {
    guard let first = tokens.tokens.lastIndex(where: \.beginsStage), tokens.tokens[first].kind == .word else {
      return ""
    }
    let run = tokens.words(from: first)
    guard run.last == tokens.tokens.count - 1 else { return "" }
    let words = run.map { tokens.text(tokens.tokens[$0]) }
    guard case .command(words.count) = commands.read(words, isTyped: false) else { return "" }
    let name = words.joined(separator: " ")
    guard let command = commands.registry.command(name) else { return "" }
    return String(Usage.line(name, command.signature).dropFirst(name.count + 1))
  }
}

/// The lines of the dialogue that were kept, for hints.
final class LineHistory {
  private var lines: [String] = []

  func add(_ line: String) { lines.append(line) }

  /// Puts others in place of all, oldest first.
  func replace(with lines: [String]) { self.lines = lines }

  /// How the newest line that begins with `line` goes on; nil where none does.
  func rest(of line: String) -> String? {
    let count = line.utf8.count
    guard let found = lines.last(where: { $0.utf8.count > count && $0.utf8.starts(with: line.utf8) }) else {
      return nil
    }
    return String(decoding: found.utf8.dropFirst(count), as: UTF8.self)
  }
}
