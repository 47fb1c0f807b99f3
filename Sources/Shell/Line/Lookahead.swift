import Interpreter
import Syntax

/// The checker's facts about code that is being typed; nothing is run, and no name is kept.
struct Lookahead {
  private let context: Context
  private let scopes: Scopes

  init(_ context: Context, _ scopes: Scopes) {
    self.context = context
    self.scopes = scopes
  }

  private func check(_ code: String) -> Program? {
    let parsed = parse(Source(name: "", text: Scopes.continued(code) + "\n"))
    if parsed.hasErrors { return nil }
    return Checker(context: context, loader: nil, scopes: scopes.copy(), isForRunning: false)
      .check(parsed)
  }

  /// The columns of the rows that a pipe or a variable gives, or the fields of another value; nil where they are not known.
  func columns(of code: String) -> [Column]? {
    check(code).flatMap { $0.rowColumns ?? LineColumns.inside($0.type) }
  }

  /// The kind of the things that a pipe gives, such as `account`.
  func kind(of code: String) -> String? { check(code)?.rowKind }

  /// The columns of what a variable holds where its mention ends the code; nil where they are not known.
  func columns(ofVariableEnding code: String, closedBy brackets: String) -> [Column]? {
    let type = check(code + brackets)?.typeOfVariable(endingAt: code.utf8.count)
    return LineColumns.inside(type)
  }

  /// The places of errors in code that parses.
  func errors(in code: String) -> [Span] {
    // A `use` reads a file, which typing does not.
    if code.contains("use ") { return [] }
    let found = check(code)?.diagnostics.filter { $0.severity == .error } ?? []
    return found.isEmpty ? [] : found.filter { !isYetToCome($0, Array(code.utf8)) }.map(\.span)
  }

  /// Whether an error says only that something is missing at the end, where it may still be typed.
  private func isYetToCome(_ error: Diagnostic, _ bytes: [UInt8]) -> Bool {
    guard bytes.dropFirst(Int(error.span.end)).allSatisfy(LineTokens.isBlank) else { return false }
    switch error.code {
    case "E0204", "E0210": return true
    case "E0201":
      let word = bytes[min(Int(error.span.start), bytes.count)..<min(Int(error.span.end), bytes.count)]
      return context.registry.isFamily(String(decoding: word, as: UTF8.self))
    default: return false
    }
  }
}
