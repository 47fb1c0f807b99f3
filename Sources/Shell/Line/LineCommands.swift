import Interpreter
import Syntax

/// Which words of a line are commands, keywords and operators.
struct LineCommands {
  let registry: Registry
  let scopes: Scopes

  /// The kind of the words at the start of a stage.
  enum Reading {
    case keyword
    /// A command or a `def`, of so many words.
    case command(words: Int)
    /// The beginning of a name that goes on.
    case unfinished
    case unknown
  }

  /// Words that begin a statement; a stage may follow those of `goesOn`.
  static let keywords = LanguageWords.keywords
  static let goesOn: Set<String> = ["return", "throw", "else", "finally", "try"]
  static let operators = LanguageWords.operators

  /// Reads the words that begin a stage; `isTyped` says that the last of them ends at the cursor.
  func read(_ words: [String], isTyped: Bool) -> Reading {
    guard let first = words.first else { return .unknown }
    if LineCommands.keywords.contains(first) { return .keyword }
    for count in stride(from: min(3, words.count), to: 0, by: -1) {
      let name = words.prefix(count).joined(separator: " ")
      if registry.command(name) != nil || scopes.isDef(name) { return .command(words: count) }
    }
    if scopes.isModule(first) { return .command(words: min(2, words.count)) }
    let typed = words.joined(separator: " ")
    let mayGoOn = isTyped && words.count <= 3
    if mayGoOn && (registry.hasCommand(beginning: typed) || scopes.hasDef(beginning: typed)) {
      return .unfinished
    }
    if words.count == 1, isTyped || registry.isFamily(first) {
      if LineCommands.keywords.contains(where: { $0.hasPrefix(first) }) || registry.isFamily(first) {
        return .unfinished
      }
    }
    return .unknown
  }
}
