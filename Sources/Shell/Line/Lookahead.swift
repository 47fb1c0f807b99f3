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

  /// The places of errors in code that parses.
  func errors(in code: String) -> [Span] {
    // A `use` reads a file, which typing does not.
    if code.contains("use ") { return [] }
    return check(code)?.diagnostics.filter { $0.severity == .error }.map(\.span) ?? []
  }
}
