import Syntax

/// Hides texts that look like a secret, or become one, in a line before it is remembered.
struct Redaction {
  let tree: Tree
  private let bytes: [UInt8]
  private let hasErrors: Bool
  private let literals: [Span]
  var spans: [Span] = []

  /// The line with secrets replaced: texts that look like one, and literals that go into `secret create`.
  ///
  /// Works on the syntax tree, so that nothing else of the line changes; a part that did not parse is searched
  /// as text.
  ///
  /// - Parameters:
  ///   - names: variables whose text became a secret: the values bound to them are hidden.
  ///   - secrets: texts that became secrets: what contains one, or a long part of one, is hidden.
  ///   - takers: functions and variables of earlier lines that take a secret: their arguments are hidden.
  static func redacted(
    _ text: String, names: Set<String> = [], secrets: [String] = [], takers: Set<String> = []
  ) -> String {
    var redaction = Redaction(text)
    redaction.findSecrets()
    redaction.findNamed(takers)
    redaction.findArguments()
    redaction.findValues()
    redaction.findBound(names)
    for secret in secrets { redaction.find(secret) }
    let kept = hidingRuns(in: secrets.reduce(redaction.replaced()) { hiding($1, in: $0) })
    return redaction.hasErrors ? hidingWords(in: kept) : kept
  }

  /// The variables of a line that are passed to its `secret create` or `secret edit`.
  static func namesMadeSecret(in text: String) -> Set<String> {
    let redaction = Redaction(text)
    let makers = redaction.makers
    if makers.isEmpty { return [] }
    return redaction.names { node in !makers.contains { $0.contains(node.span) } }
  }

  /// The variables that stand in what a line binds to some of these names.
  static func namesBehind(_ names: Set<String>, in text: String) -> Set<String> {
    let redaction = Redaction(text)
    let values = redaction.bindings { names.contains($0) }.map { redaction.tree[$0].span }
    return redaction.names { node in values.contains { $0.contains(node.span) } }
  }

  /// The texts of literals that a line binds to some of these names.
  static func texts(boundTo names: Set<String>, in text: String) -> [String] {
    let redaction = Redaction(text)
    let values = redaction.bindings { names.contains($0) }.map { redaction.tree[$0].span }
    return redaction.tree.nodes.compactMap { node in
      guard node.kind == .text, values.contains(where: { $0.contains(node.span) }) else { return nil }
      return redaction.tree.text(node.a)
    }
  }

  init(_ text: String) {
    let parsed = parse(Source(name: "", text: text))
    tree = parsed.tree
    hasErrors = parsed.hasErrors
    bytes = Array(text.utf8)
    literals = Self.literals(of: tree)
  }

  /// What a diagnostic must not show of a source: the same as the history forgets of a line.
  static func hidden(in source: Source) -> [Span] {
    let text = String(decoding: source.bytes, as: UTF8.self)
    // Places in a text that is no UTF-8 are not those of its bytes.
    guard text.utf8.count == source.bytes.count else { return [Span(0, source.bytes.count)] }
    var redaction = Redaction(text)
    redaction.findSecrets()
    redaction.findNamed([])
    redaction.findArguments()
    redaction.findValues()
    if redaction.hasErrors {
      redaction.spans += hiddenWords(in: text).map { range in
        Span(
          text.utf8.distance(from: text.startIndex, to: range.lowerBound),
          text.utf8.distance(from: text.startIndex, to: range.upperBound))
      }
    }
    var apart: [Span] = []
    for span in redaction.spans.sorted(by: { ($0.start, $1.end) < ($1.start, $0.end) }) {
      guard let last = apart.last, span.start < last.end else {
        apart.append(span)
        continue
      }
      if span.end > last.end { apart[apart.count - 1] = Span(Int(last.start), Int(span.end)) }
    }
    return apart
  }

  // MARK: what is found

  private mutating func findSecrets() {
    for node in tree.nodes {
      switch node.kind {
      case .text, .word: if SecretWords.isSecret(tree.text(node.a)) { spans.append(node.span) }
      case .template: if let text = text(of: node), SecretWords.isSecret(text) { spans.append(node.span) }
      default: break
      }
    }
  }

  private func names(_ isMeant: (Node) -> Bool) -> Set<String> {
    Set(tree.nodes.filter { $0.kind == .variable && isMeant($0) }.map { tree.text($0.a) })
  }

  private mutating func findBound(_ names: Set<String>) {
    if names.isEmpty { return }
    for value in bindings(names.contains) { hideLiterals(in: tree[value].span, except: []) }
  }

  /// Literals that hold a secret text, or a long part of it.
  private mutating func find(_ secret: String) {
    for node in tree.nodes {
      switch node.kind {
      case .text, .word:
        let text = tree.text(node.a)
        let isPart = node.kind == .text && text.utf8.count >= Redaction.leastPart && secret.contains(text)
        let isWhole = text.utf8.count >= Redaction.leastPart && text.contains(secret)
        if text == secret || Redaction.withoutEnd(text) == secret || isPart || isWhole {
          spans.append(node.span)
        }
      case .int, .float, .date, .duration:
        if String(decoding: bytes[Int(node.span.start)..<Int(node.span.end)], as: UTF8.self) == secret {
          spans.append(node.span)
        }
      default: break
      }
    }
  }

  /// A text as `trim` leaves it, or without a file's line end.
  private static func withoutEnd(_ text: String) -> String {
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(text[...last])
  }

  /// Shorter texts stand in lines by chance: they are hidden only where they are a literal on their own.
  private static let leastPart = 4

  /// Hides each occurrence of a secret in a text; the text need not be a program.
  private static func hiding(_ secret: String, in text: String) -> String {
    if secret.utf8.count < leastPart { return text }
    var shown = ""
    var start = text.startIndex
    for range in text.ranges(of: secret) where range.lowerBound >= start {
      shown += text[start..<range.lowerBound] + "••••"
      start = range.upperBound
    }
    return shown + text[start...]
  }

  /// Literals before a `secret create` in its pipe, and those of variables in the same line.
  private mutating func findValues() {
    let makers = makers
    // What did not parse may stand in no pipe of the tree.
    if hasErrors { findBeforeText() }
    if makers.isEmpty { return }
    for node in tree.nodes {
      switch node.kind {
      case .pipeline:
        let stages = tree.list(node.a, node.b).map { tree[$0].span }
        guard let last = stages.lastIndex(where: { stage in makers.contains { stage.contains($0) } }) else {
          continue
        }
        for stage in stages[..<last] { hideLiterals(in: stage, except: makers) }
      case .bind, .mutable, .assign: hideLiterals(in: tree[node.b].span, except: makers)
      case .forIn where makers.contains(where: { tree[node.c].span.contains($0) }):
        hideLiterals(in: tree[node.b].span, except: makers)
      default: break
      }
    }
  }

  private var makers: [Span] { tree.nodes.filter { $0.kind == .call && isMaker($0) }.map(\.span) }

  private func isMaker(_ call: Node) -> Bool {
    let words = tree.list(call.a, call.b).prefix(2).map { tree[$0] }
    return words.allSatisfy { $0.kind == .word } && Redaction.makers.contains(words.map { tree.text($0.a) })
  }

  private static let makers = [["secret", "create"], ["secret", "edit"]]

  /// In a line that did not parse: every literal before the words.
  private mutating func findBeforeText() {
    let text = String(decoding: bytes, as: UTF8.self)
    for words in Redaction.makers {
      guard let range = text.ranges(of: words.joined(separator: " ")).last else { continue }
      let end = text.utf8.distance(from: text.startIndex, to: range.lowerBound)
      hideLiterals(in: Span(0, end), except: [])
    }
  }

  /// Texts and numbers of a range, but for the paths that `open` is given and for words of calls, which name things.
  mutating func hideLiterals(in range: Span, except makers: [Span]) {
    var place = firstLiteral(from: range.start)
    while place < literals.count, literals[place].start < range.end {
      let literal = literals[place]
      place += 1
      guard range.contains(literal), !makers.contains(where: { $0.contains(literal) }) else { continue }
      spans.append(literal)
    }
  }

  /// The place of the first literal that begins there or behind.
  private func firstLiteral(from start: UInt32) -> Int {
    var (low, high) = (0, literals.count)
    while low < high {
      let middle = (low + high) / 2
      if literals[middle].start < start { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The literals that may hold a secret, in their order: no words of calls, and nothing that `open` is given.
  private static func literals(of tree: Tree) -> [Span] {
    var words: Set<NodeID> = []
    var opens: [Span] = []
    for node in tree.nodes where node.kind == .call {
      let parts = tree.list(node.a, node.b)
      words.formUnion(parts)
      if let first = parts.first, tree[first].kind == .word, tree.text(tree[first].a) == "open" {
        opens.append(node.span)
      }
    }
    var found: [Span] = []
    for (id, node) in tree.nodes.enumerated() {
      switch node.kind {
      case .text, .template, .int, .float, .date, .duration: found.append(node.span)
      case .word where !words.contains(NodeID(id)): found.append(node.span)
      default: continue
      }
    }
    found.removeAll { span in opens.contains { $0.contains(span) } }
    return found.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
  }

  // MARK: replacing

  private func replaced() -> String {
    var result = bytes
    var start = bytes.count
    // From the end; of spans that end together the longest first, so that spans inside a replaced one are
    // skipped.
    for span in spans.sorted(by: { ($0.end, $1.start) > ($1.end, $0.start) }) where Int(span.end) <= start {
      result.replaceSubrange(Int(span.start)..<Int(span.end), with: Array("'••••'".utf8))
      start = Int(span.start)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A text that does not parse, with what its words say to be secret hidden: arguments by their places, and what stands
  /// behind a name that tells, up to the end of the statement.
  private static func hidingWords(in text: String) -> String {
    var shown = ""
    var start = text.startIndex
    for range in hiddenWords(in: text) where !text[range].contains("••••") {
      shown += text[start..<range.lowerBound] + "••••"
      start = range.upperBound
    }
    return shown + text[start...]
  }

  /// The words that say of themselves or by their places that they are secret, in their order.
  private static func hiddenWords(in text: String) -> [Range<String.Index>] {
    let ranges = SecretWords.ranges(ofWordsIn: text)
    let words = ranges.map { SecretWords.bare(text[$0]) }
    var hidden = Set(SecretWords.secretPlaces(among: words))
    var isBehind = false
    for (place, range) in ranges.enumerated() {
      if place > 0, text[ranges[place - 1].upperBound..<range.lowerBound].contains("\n") { isBehind = false }
      let word = text[range]
      // Punctuation and parts hidden before reveal nothing.
      if isBehind, word.contains(where: { $0.isLetter || $0.isNumber }) { hidden.insert(place) }
      let isQuoted = word.contains { "\"'".contains($0) }
      if word.contains(where: { ";|".contains($0) }), !isQuoted {
        isBehind = false
      } else if !isQuoted, SecretWords.tells(words[place]), !isCommandWord(words, place) {
        isBehind = true
      }
    }
    return hidden.sorted().map { ranges[$0] }
  }

  /// Whether a word is one of our own commands' names, like `secret` in `secret create`.
  private static func isCommandWord(_ words: [String], _ place: Int) -> Bool {
    ["secret", "secrets", "token", "tokens"].contains(words[place])
      || place > 0 && ["secret", "token"].contains(words[place - 1])
  }

  /// Hides each run of characters in a text that is a secret; the text need not be a program.
  private static func hidingRuns(in text: String) -> String {
    var shown = ""
    var run = ""
    func flush() {
      shown += SecretWords.isSecret(run) ? "••••" : run
      run = ""
    }
    for character in text {
      if character.isWhitespace || "\"'()[]{},;|`".contains(character) {
        flush()
        shown.append(character)
      } else {
        run.append(character)
      }
    }
    flush()
    return shown
  }
}

extension Span {
  /// Whether another range is inside this one.
  func contains(_ other: Span) -> Bool { start <= other.start && other.end <= end }
}
