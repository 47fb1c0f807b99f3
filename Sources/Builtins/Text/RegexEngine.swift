package import Interpreter
internal import Syntax

/// Compiles regular expressions, each once a run.
package final class RegexEngine: PatternEngine {
  /// So many patterns are kept; then all are forgotten, as patterns made in a loop may go on for ever.
  private static let capacity = 256
  private var known: [ExactText: CompiledPattern] = [:]
  private let limits: Regex.Limits

  package init(limits: Regex.Limits = Regex.Limits()) { self.limits = limits }

  package func pattern(_ text: String) throws(Fault) -> any Pattern { try compiled(text) }

  /// The compiled pattern.
  func compiled(_ text: String) throws(Fault) -> CompiledPattern {
    let key = ExactText(text)
    if let found = known[key] { return found }
    do throws(RegexError) {
      let made = CompiledPattern(try Regex(pattern: text, limits: limits))
      if known.count >= RegexEngine.capacity { known.removeAll() }
      known[key] = made
      return made
    } catch {
      throw Fault(error)
    }
  }
}

/// A compiled regular expression as the language sees it.
final class CompiledPattern: Pattern {
  let regex: Regex

  init(_ regex: Regex) { self.regex = regex }

  func matches(_ text: String) throws(Fault) -> Bool {
    do throws(RegexError) {
      return try regex.matches(text)
    } catch {
      throw Fault(error)
    }
  }
}

extension Fault {
  /// A bad pattern or template, or a search that went on too long.
  init(_ error: RegexError) {
    let place = error.offset.map { " (at byte \($0))" } ?? ""
    switch error.kind {
    case .pattern: self.init("E0350", "the pattern is wrong: \(error.message)\(place)")
    case .template: self.init("E0351", "the replacement is wrong: \(error.message)\(place)")
    case .limit, .engine: self.init("E0352", error.message)
    }
  }
}

extension Call {
  /// The compiled pattern of a parameter.
  func regex(_ name: String) throws(Fault) -> Regex {
    let pattern = try requiredText(name)
    guard let engine = context.patterns as? RegexEngine else {
      // Another engine only finds: it has no groups to take from.
      do throws(RegexError) {
        return try Regex(pattern: pattern)
      } catch {
        throw Fault(error)
      }
    }
    return try engine.compiled(pattern).regex
  }

  /// The text from the pipe.
  func inputText() throws(Fault) -> String {
    switch input {
    case .text(let text)?: return text.string
    case .sealed?:
      throw fault(
        "E0310", "`\(name)` takes no sealed text", help: "`reveal` opens it, and leaves an event behind")
    case let value?:
      throw fault("E0353", "`\(name)` takes text, not \(value.typeName.withArticle)", help: textHelp(value))
    case nil: throw fault("E0330", "`\(name)` needs text from the pipe", help: "`$text | \(name) …`")
    }
  }

  private func textHelp(_ value: Value) -> String? {
    switch value {
    case .list, .stream: "`… | each {|s| $s | \(name) …}` does it for each item"
    case .entity: "`.name` is its name"
    case .null: "`$x ?? \"\"` says what stands for null"
    case .int, .float, .bool, .datetime, .duration: "`… | to-string` makes text of it"
    default: nil
    }
  }
}
