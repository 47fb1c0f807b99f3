internal import Base
package import Interpreter
internal import Syntax

/// Compiles regular expressions, each once a run.
package final class RegexEngine: PatternEngine {
  /// So many patterns are kept; then all are forgotten, as patterns made in a loop may go on for ever.
  private static let capacity = 256
  private var known: [ExactText: CompiledPattern] = [:]
  /// The one that was asked for last.
  private var last: (text: String, pattern: CompiledPattern)?
  private let limits: Regex.Limits

  /// Makes an engine whose searches may cost as much as `limits` says.
  package init(limits: Regex.Limits = Regex.Limits()) { self.limits = limits }

  /// Compiles a regular expression, or finds it among those used before; throws E0350 for a wrong one.
  package func pattern(_ text: String) throws(Fault) -> any Pattern { try compiled(text) }

  /// The compiled pattern.
  func compiled(_ text: String) throws(Fault) -> CompiledPattern {
    if let last, sameBytes(last.text, text) { return last.pattern }
    let key = ExactText(text)
    if let found = known[key] {
      last = (text, found)
      return found
    }
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
  /// The keys of the record that its groups make, each with its group.
  private(set) lazy var keys = CompiledPattern.keys(regex)
  /// The shape of those records.
  private(set) lazy var shape = Shape(keys.map(\.name))
  /// The replacement that was read last.
  private var template: (text: String, parts: RegexTemplate)?

  init(_ regex: Regex) { self.regex = regex }

  private static func keys(_ regex: Regex) -> [(name: String, group: Int)] {
    if regex.names.isEmpty { return (0..<regex.groupCount).map { (name: String($0 + 1), group: $0 + 1) } }
    var keys: [(name: String, group: Int)] = []
    for named in regex.names where !keys.contains(where: { sameBytes($0.name, named.name) }) {
      keys.append(named)
    }
    return keys
  }

  /// A text in which its matches are replaced, the first ones.
  func replace(_ text: String, with new: String, limit: Int) throws(RegexError) -> String {
    if let template, sameBytes(template.text, new) {
      return try regex.replace(text, with: template.parts, limit: limit)
    }
    let parts = try RegexTemplate(new, for: regex)
    template = (new, parts)
    return try regex.replace(text, with: parts, limit: limit)
  }

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
    case .pattern: self.init(BuiltinFault.badPattern(reason: error.message + place))
    case .template: self.init(BuiltinFault.badReplacement(reason: error.message + place))
    case .limit, .engine: self.init(BuiltinFault.matchGaveUp(reason: error.message))
    }
  }
}

extension Call {
  /// The compiled pattern of a parameter.
  func pattern(_ name: String) throws(Fault) -> CompiledPattern {
    let pattern = try requiredText(name)
    if let engine = context.patterns as? RegexEngine { return try engine.compiled(pattern) }
    // Another engine only finds: it has no groups to take from.
    do throws(RegexError) {
      return CompiledPattern(try Regex(pattern: pattern))
    } catch {
      throw Fault(error)
    }
  }

  /// The text from the pipe.
  func inputText() throws(Fault) -> String {
    if let text = pipedText { return text }
    switch input {
    case .text(let text)?: return text.string
    case .sealed?:
      throw fault(BuiltinFault.sealedText(command: name))
    case let value?:
      throw fault(BuiltinFault.notText(command: name, given: value.typeName, help: textHelp(value)))
    case nil: throw fault(BuiltinFault.textMissing(command: name))
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
