import Console
import Interpreter
import Syntax

/// The colours and the hint of a line of the dialogue.
///
/// Commands are bold, and red once nothing is called so; texts green, numbers and dates yellow, variables and fields
/// cyan, keywords magenta, comments dim. What the checker finds wrong is underlined, and so are names that the vault
/// does not have; the bracket at the cursor and its partner are marked.
struct LinePainter {
  private let commands: LineCommands
  private let check: (String) -> [Span]
  private let hints: LineHints
  private let names: LineNames

  /// `check` gives the places of errors in a line that parses.
  init(commands: LineCommands, hints: LineHints, check: @escaping (String) -> [Span]) {
    self.commands = commands
    self.hints = hints
    names = LineNames(hints.completer)
    self.check = check
  }

  func paint(_ line: String, _ cursor: Int) -> PaintedLine {
    let tokens = LineTokens(line)
    var styles = styles(tokens, cursor)
    underline(check(line), in: &styles, tokens, cursor)
    for index in names.unknown(tokens, cursor) { styles[index] = styles[index].with(.underline) }
    markBrackets(tokens, cursor, &styles)
    var painted = PaintedLine()
    for (token, style) in zip(tokens.tokens, styles) where style != .plain {
      painted.spans.append(PaintedLine.Span(token.bytes, style))
    }
    if cursor == tokens.bytes.count { (painted.hint, painted.note) = hints.hint(line, tokens) }
    return painted
  }

  // MARK: styles

  private func styles(_ tokens: LineTokens, _ cursor: Int) -> [Style] {
    var styles = tokens.tokens.map { LinePainter.style($0.kind) }
    for index in tokens.tokens.indices where tokens.tokens[index].kind == .word {
      let token = tokens.tokens[index]
      let word = tokens.text(token)
      if token.beginsStage {
        paintStage(at: index, tokens, cursor, &styles)
      } else if styles[index] == .plain, LineCommands.keywords.union(LineCommands.operators).contains(word) {
        styles[index] = .magenta
      }
    }
    return styles
  }

  /// The words that begin a stage: a keyword, a command, or nothing that is known.
  private func paintStage(at first: Int, _ tokens: LineTokens, _ cursor: Int, _ styles: inout [Style]) {
    let run = tokens.words(from: first)
    let isTyped = run.last.map { tokens.tokens[$0].bytes.upperBound == cursor } ?? false
    switch commands.read(run.map { tokens.text(tokens.tokens[$0]) }, isTyped: isTyped) {
    case .keyword:
      styles[first] = .magenta
      let next = first + 1
      let goesOn = LineCommands.goesOn.contains(tokens.text(tokens.tokens[first]))
      if goesOn, next < tokens.tokens.count, tokens.tokens[next].kind == .word {
        paintStage(at: next, tokens, cursor, &styles)
      }
    case .command(let count): for index in run.prefix(count) { styles[index] = .bold }
    case .unfinished: break
    case .unknown: styles[first] = .red
    }
  }

  private static func style(_ kind: LineTokens.Kind) -> Style {
    switch kind {
    case .text: .green
    case .number: .yellow
    case .variable, .field: .cyan
    case .flag: .blue
    case .comment: .dim
    case .word, .sign, .pipe, .parameter, .open, .close: .plain
    }
  }

  /// Underlines what the checker finds wrong, but for the last word while the cursor touches it: it may go on.
  private func underline(_ errors: [Span], in styles: inout [Style], _ tokens: LineTokens, _ cursor: Int) {
    let typed = tokens.tokens.lastIndex { $0.bytes.upperBound == cursor }
    for error in errors {
      for (index, token) in tokens.tokens.enumerated()
      where token.bytes.lowerBound >= Int(error.start) && token.bytes.upperBound <= Int(error.end)
        && !(index == typed && index == tokens.tokens.count - 1)
      {
        styles[index] = styles[index].with(.underline)
      }
    }
  }

  /// Marks the bracket before the cursor, or under it, and the one that belongs to it.
  private func markBrackets(_ tokens: LineTokens, _ cursor: Int, _ styles: inout [Style]) {
    var open: [Int] = []
    for (index, token) in tokens.tokens.enumerated() {
      if token.kind == .open { open.append(index) }
      guard token.kind == .close else { continue }
      guard let partner = open.popLast() else {
        styles[index] = .red
        continue
      }
      let isAtCursor = [partner, index].contains {
        let bytes = tokens.tokens[$0].bytes
        return bytes.upperBound == cursor || bytes.lowerBound == cursor
      }
      if isAtCursor { for place in [partner, index] { styles[place] = Style.bold.with(.yellow) } }
    }
  }
}
