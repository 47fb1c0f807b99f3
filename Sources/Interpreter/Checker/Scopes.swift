internal import Syntax

/// The state that outlives a line of the REPL: names and `def`s.
package final class Scopes {
  var globals: [String: Variable] = [:]
  var defs: [String: DefInfo] = [:]
  var modules: [String: Unit] = [:]

  /// Scopes without names, for the first line of a dialogue.
  package init() {}

  /// A line of the dialogue as a program: one that begins with `|` goes on with the last value.
  package static func continued(_ line: String) -> String {
    line.drop(while: \.isWhitespace).first == "|" ? "$last " + line : line
  }

  /// The names of variables and `def`s, for completion.
  package var names: [String] { globals.keys.sorted() + defs.keys.sorted() }

  /// The same names in a copy: checking with it leaves the original as it is.
  package func copy() -> Scopes {
    let copy = Scopes()
    copy.globals = globals
    copy.defs = defs
    copy.modules = modules
    return copy
  }

  /// The `def`s with their signatures, by name.
  package var definitions: [(name: String, signature: Signature)] {
    defs.sorted { $0.key < $1.key }.map { (name: $0.key, signature: $0.value.signature) }
  }

  /// Whether a `def` has this name.
  package func isDef(_ name: String) -> Bool { defs[name] != nil }
  /// Whether the name of a `def` begins so.
  package func hasDef(beginning text: String) -> Bool { defs.keys.contains { $0.hasPrefix(text) } }
  /// Whether `use … as` gave a file this name.
  package func isModule(_ name: String) -> Bool { modules[name] != nil }
}
