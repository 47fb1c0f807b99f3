import Interpreter
import Syntax

/// Reads what the command line gives as durations and dates, as the language does.
enum Durations {
  /// `90d`, `30s`; nil if it is not one.
  static func read(_ text: String) -> Value? {
    guard case .duration(let microseconds)? = Literal.read(word: text) else { return nil }
    return .duration(Int(microseconds))
  }

  /// `2026-01-31`, `2026-01-31T08:00:00Z` as microseconds UTC; nil where it is no date.
  static func date(_ text: String) -> Int? {
    guard case .date(let microseconds, _, _)? = Literal.read(word: text) else { return nil }
    return Int(microseconds)
  }
}
