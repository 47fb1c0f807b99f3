import Syntax

/// The arguments of a call that are constants, seen by the checker.
///
/// Read when a command asks: the type of most commands does not depend on their arguments.
package struct KnownArguments {
  private let plan: CallPlan
  private let checker: Checker

  init(_ plan: CallPlan, _ checker: Checker) {
    self.plan = plan
    self.checker = checker
  }

  /// By position in the signature; nil if there is none or it is no constant.
  package var positional: [Value?] {
    plan.positional.indices.map { constant(plan.positional[$0], plan.signature.positional[$0].type) }
  }

  /// The rest arguments in order; nil where one is no constant.
  package var rest: [Value?] { plan.rest.map { constant($0, plan.signature.rest?.type ?? .any) } }

  /// By name, those that are there.
  package var flags: [String: Value?] {
    var flags: [String: Value?] = [:]
    for index in plan.flags.indices where plan.flags[index] != nil {
      let flag = plan.signature.flags[index]
      flags[flag.name] = constant(plan.flags[index], flag.type ?? .bool)
    }
    return flags
  }

  /// By position in the signature: whether the argument is there, constant or not.
  package var given: [Bool] { plan.positional.map { $0 != nil || plan.spread != nil } }

  /// The types of the row values or closures among the arguments, in order.
  package var rowTypes: [Type] {
    // A condition that is a closure has its function at the closure's node.
    rowArguments.map { checker.unit.facts.function($0)?.result ?? .closure }
  }

  /// For row values that are one field: its name.
  package var rowFields: [String?] {
    let tree = checker.tree
    return rowArguments.map { id in
      tree[id].kind == .rowValue && tree[tree[id].a].kind == .rowField ? tree.text(tree[tree[id].a].a) : nil
    }
  }

  private var rowArguments: [NodeID] {
    (plan.positional.compactMap { $0 } + plan.rest).compactMap { part in
      guard case .node(let id, _) = part else { return nil }
      let kind = checker.tree[id].kind
      return kind == .rowValue || kind == .condition || kind == .closure ? id : nil
    }
  }

  private func constant(_ part: ArgumentPlan?, _ wanted: Type) -> Value? {
    switch part {
    case .word(let word, _)?:
      guard case .success(let value) = BareWords.read(word, as: wanted, checker.context) else { return nil }
      return value
    case .constant(let value, _)?: return value
    case .node(let id, _)?: return checker.constant(id)
    default: return nil
    }
  }
}
