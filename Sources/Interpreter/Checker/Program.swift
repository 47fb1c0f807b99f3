package import Syntax

/// A checked program, ready to be compiled and run.
package final class Program {
  let unit: Unit
  /// All files in the order in which their statements run: used ones first.
  let units: [Unit]
  /// The errors and warnings of all its files.
  package let diagnostics: [Diagnostic]
  /// The type of what the last statement gives.
  package let type: Type
  /// The columns of the rows that the last statement gives; nil where they are not known.
  package let rowColumns: [Column]?
  /// The kind of the things that the last statement gives, such as `account`; nil where it gives others.
  package let rowKind: String?
  /// Why checking was given up, where it was: the rest is not known then.
  private let stop: Fault?

  init(
    unit: Unit, units: [Unit], diagnostics: [Diagnostic], type: Type, rowColumns: [Column]? = nil,
    rowKind: String? = nil, stop: Fault? = nil
  ) {
    self.unit = unit
    self.units = units
    self.diagnostics = diagnostics
    self.type = type
    self.rowColumns = rowColumns
    self.rowKind = rowKind
    self.stop = stop
  }

  /// The type of the variable whose mention ends at a place; nil where none does, or it is not known.
  package func typeOfVariable(endingAt end: Int) -> Type? {
    guard let node = unit.tree.variable(endingAt: end) else { return nil }
    switch unit.facts.binding(node) {
    case .local(let variable)?, .global(let variable)?: return variable.type
    case .now?: return .datetime
    default: return nil
    }
  }

  /// Throws where checking was given up.
  package func finish() throws(Fault) {
    if let stop { throw stop }
  }

  /// Whether an error was found: then the program must not run.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Whether the script, or a file that it uses, may read `$args`: whether the name stands in it.
  package var mayReadArguments: Bool { units.contains { $0.tree.ownNames.args != OwnNames.absent } }

  /// The `def main` that the script is run with, if it has one.
  package var main: DefInfo? { unit.defs["main"] }

  /// The signature of `def main` for help; running the script also does what stands outside of it.
  package var mainSignature: Signature? {
    guard let main else { return nil }
    var signature = main.described
    signature.effect = effect
    return signature
  }

  /// The `test` blocks of the file: their titles, in order.
  package var tests: [String] { testNodes.map { unit.tree.text(unit.tree[$0].a) } }

  var testNodes: [NodeID] {
    let root = unit.tree[unit.tree.root]
    return unit.tree.list(root.a, root.b).filter { unit.tree[$0].kind == .test }
  }

  /// What running the whole program may do.
  package var effect: Effect {
    var effect = unit.script.wholeEffect()
    if let main { effect.formUnion(main.info.wholeEffect()) }
    return effect
  }
}

/// Brings in the files that `use` names.
package protocol SourceLoader: AnyObject {
  /// The source of a path that stands in another source; a fault where it cannot be read.
  func load(_ path: String, from source: Source) throws(Fault) -> Source
}
