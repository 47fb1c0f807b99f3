/// One thing to say about a source text: the same shape for lexer, parser, checker, evaluator and command line.
package struct Diagnostic: Sendable {
  /// How bad it is: an error keeps the program from running.
  package enum Severity: String, Sendable { case error, warning }

  /// Stable, such as `E0101`: scripts and tests match on it.
  package var code: String
  /// Whether it is an error or a warning.
  package var severity: Severity
  /// What is wrong, in one line.
  package var message: String
  /// The text that it is about; nil for the command line.
  package var source: Source?
  /// The range of the text that it is about.
  package var span: Span
  /// What to do about it, one line.
  package var help: String?
  /// True iff more text could cure it: a token was cut off by, or still needed at, the end of the text.
  package var isIncomplete: Bool
  /// Where the name stands of the command whose arguments could not be read.
  package var callee: Span?

  /// Makes a diagnostic; the default is an error.
  package init(
    code: String, severity: Severity = .error, message: String, source: Source?, span: Span,
    help: String? = nil, isIncomplete: Bool = false
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.source = source
    self.span = span
    self.help = help
    self.isIncomplete = isIncomplete
  }

  /// What a cause says about a place.
  package init(
    _ cause: some FaultCause, severity: Severity = .error, source: Source?, span: Span,
    isIncomplete: Bool = false
  ) {
    let words = cause.words
    self.init(
      code: words.code, severity: severity, message: words.message, source: source, span: span,
      help: words.help, isIncomplete: isIncomplete)
  }
}

/// Writes diagnostics for people: first line, place, source line, caret, help.
package struct DiagnosticRenderer {
  /// Colours the words; only for terminals.
  package var colour: Bool
  /// Makes text harmless for where it is shown (names and source lines may hold anything).
  package var neutralise: (String) -> String

  /// What of a source must not be shown, in order and apart from each other: a mark stands for each.
  package var hidden: (Source) -> [Span] = { _ in [] }

  /// The columns of the terminal that shows it; nil elsewhere.
  private let columns: Int?

  /// Makes a renderer; by default without colour, for no terminal, and with texts as they are.
  package init(
    colour: Bool = false, columns: Int? = nil, neutralise: @escaping (String) -> String = { $0 }
  ) {
    self.colour = colour
    self.columns = columns
    self.neutralise = neutralise
  }

  /// The lines of one diagnostic, ending in a newline.
  package func render(_ diagnostic: Diagnostic) -> String {
    let word = diagnostic.severity.rawValue
    let head =
      colour
      ? (diagnostic.severity == .error ? "\u{1b}[1;31m\(word)\u{1b}[0m" : "\u{1b}[1;33m\(word)\u{1b}[0m")
      : word
    var out = "\(head) \(diagnostic.code) \(neutralise(diagnostic.message))"
    if let source = diagnostic.source {
      let place = source.place(of: diagnostic.span.start)
      out += "  \(neutralise(source.name)):\(place.line):\(place.column)\n"
      out += excerpt(source, diagnostic.span)
    } else {
      out += "\n"
    }
    if let help = diagnostic.help { out += "  help: \(neutralise(help))\n" }
    return out
  }

  /// The source line with a caret under the span; long lines are cut around it.
  private func excerpt(_ source: Source, _ span: Span) -> String {
    guard isNearLineEnds(source, span) else { return cutExcerpt(source, span) }
    let (line, start) = source.line(at: span.start)
    let all = start..<min(start + line.utf8.count, source.bytes.count)
    let isPlain = !hidden(source).contains { Int($0.start) < all.upperBound && Int($0.end) > all.lowerBound }
    let text = isPlain ? line : shown(source, all, isFirst: true)
    guard neutralise(text).unicodeScalars.count <= room else { return cutExcerpt(source, span) }
    let before = Int(span.start) - start
    let head = shown(source, start..<(start + max(0, before)), isFirst: true)
    let length = max(1, min(Int(span.end), start + line.utf8.count) - Int(span.start))
    let bodyEnd = min(start + before + length, source.bytes.count)
    let body = shown(source, min(start + before, bodyEnd)..<bodyEnd, isFirst: false)
    let pad = blanks(for: neutralise(head))
    let carets = String(repeating: "^", count: max(1, neutralise(body).unicodeScalars.count))
    return "  | \(neutralise(text))\n  | \(pad)\(colour ? "\u{1b}[1;31m\(carets)\u{1b}[0m" : carets)\n"
  }

  /// The characters of a source line that are shown: as many as stand in one row of a terminal behind the margin.
  private var room: Int { columns.map { min(240, max(16, $0 - 4)) } ?? 240 }

  /// As many bytes of a line are looked at before and behind a place: more than what is shown of it takes.
  private static let nearby = 1000

  /// Whether both ends of the line may be so near that it is shown whole: thousands of warnings may be on one long line.
  private func isNearLineEnds(_ source: Source, _ span: Span) -> Bool {
    let (before, behind) = around(source, span)
    let end = UInt8(ascii: "\n")
    return (before.startIndex == 0 || before.contains(end))
      && (behind.endIndex == source.bytes.count || behind.contains(end))
  }

  private func around(_ source: Source, _ span: Span) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
    let offset = min(Int(span.start), source.bytes.count)
    return (
      source.bytes[max(0, offset - DiagnosticRenderer.nearby)..<offset],
      source.bytes[offset..<min(source.bytes.count, offset + DiagnosticRenderer.nearby)]
    )
  }

  private func cutExcerpt(_ source: Source, _ span: Span) -> String {
    let (before, behind) = around(source, span)
    let head = before.lastIndex(of: UInt8(ascii: "\n")).map { before[($0 + 1)...] } ?? before
    let rest = behind.prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
    let body = behind.prefix(max(1, min(Int(span.end) - Int(span.start), rest.count)))
    return longExcerpt(
      head: shown(source, head.startIndex..<head.endIndex, isFirst: true),
      body: shown(source, body.startIndex..<body.endIndex, isFirst: false))
  }

  /// A part of a source as text; a mark stands where something hidden begins, or at the start of the first part.
  private func shown(_ source: Source, _ part: Range<Int>, isFirst: Bool) -> String {
    var text = ""
    var place = part.lowerBound
    for span in hidden(source) where Int(span.end) > place && Int(span.start) < part.upperBound {
      let start = max(Int(span.start), place)
      text += String(decoding: source.bytes[place..<start], as: UTF8.self)
      if Int(span.start) >= part.lowerBound || isFirst { text += "••••" }
      place = min(Int(span.end), part.upperBound)
    }
    return text + String(decoding: source.bytes[place..<part.upperBound], as: UTF8.self)
  }

  private func longExcerpt(head: String, body: String) -> String {
    // The marks of what is cut stand at both ends.
    let most = min(100, (room - 2) / 2)
    let shown = String(String.UnicodeScalarView(neutralise(body).unicodeScalars.prefix(most)))
    let tail = String(String.UnicodeScalarView(neutralise(head).unicodeScalars.suffix(most)))
    let pad = String(repeating: " ", count: tail.unicodeScalars.count + 1)
    let carets = String(repeating: "^", count: max(1, shown.unicodeScalars.count))
    return "  | …\(tail)\(shown)…\n  | \(pad)\(carets)\n"
  }

  private func blanks(for text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { out.append(scalar == "\t" ? "\t" : " ") }
    return String(out)
  }
}
