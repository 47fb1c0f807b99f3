/// The words that the language keeps for itself: what paints a line and what is made for editors have them from here.
package enum LanguageWords {
  /// Words that begin a statement or stand for a value.
  package static let keywords: Set<String> = [
    "let", "mut", "if", "else", "for", "in", "while", "match", "try", "catch", "finally", "def", "use", "as",
    "test",
    "return", "break", "continue", "throw", "plan", "batch", "null", "true", "false", "not",
  ]
  /// Those that are values.
  package static let values: Set<String> = ["null", "true", "false"]
  /// Operators that are words.
  package static let operators: Set<String> = ["and", "or", "not", "in", "not-in", "has"]
  /// Operators that are signs, the longest first.
  package static let signs = [
    "..<", "..", "==", "!=", "<=", ">=", "=~", "!~", "??", "+=", "-=", "//", "=", "<", ">", "+", "-", "*",
    "/",
    "%", "|",
  ]
  /// The names of types.
  package static let types = [
    "any", "bool", "int", "float", "number", "string", "datetime", "duration", "range", "list", "record",
    "rows", "closure", "error", "sealed",
  ]
}
