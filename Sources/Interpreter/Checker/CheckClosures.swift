import Syntax

/// How many arguments closures take: the same words before running and while it runs.
package enum ClosureArity {
  /// The error of calling a closure of so many parameters with so many arguments; nil if they fit.
  package static func problem(wanted: Int, given: Int) -> ArgumentFault? {
    wanted == given ? nil : .closureArity(wanted: wanted, given: given)
  }
}

extension Checker {
  /// Tells of a closure that surely is called with other arguments than it takes.
  ///
  /// `do` and `timeit` know how many they give. Commands of rows give a row and its number, `reduce` what there is so far
  /// before them: a closure may leave out the last ones.
  func checkClosures(_ plan: CallPlan, input: Type?) {
    guard case .command(let command) = plan.target else { return }
    switch command.name {
    case "do":
      guard !plan.rest.contains(where: \.isSpread) else { return }
      checkArity(plan.positional.first ?? nil, given: plan.rest.count + (input == nil ? 0 : 1))
    case "timeit": checkArity(plan.positional.first ?? nil, given: 0)
    default:
      guard plan.signature.category == .rows else { return }
      let most = command.name == "reduce" ? 3 : 2
      for part in plan.positional + plan.rest {
        guard let part, let wanted = arity(of: part), wanted > most else { continue }
        error(
          ArgumentFault.closureTakesTooMany(command: command.name, most: most, wanted: wanted), part.span)
      }
    }
  }

  private func checkArity(_ part: ArgumentPlan?, given: Int) {
    guard let part, let wanted = arity(of: part),
      let problem = ClosureArity.problem(wanted: wanted, given: given)
    else { return }
    error(problem, part.span)
  }

  /// The number of parameters of a closure that stands here, or that is the only value of a name; nil where unknown.
  private func arity(of part: ArgumentPlan) -> Int? {
    guard case .node(let id, _) = part else { return nil }
    var node = tree[id]
    if node.kind == .condition { node = tree[node.a] }
    switch node.kind {
    case .closure: return Int(node.b)
    case .variable:
      let number = names[node.a]
      return number == 0 ? nil : unit.facts.variable(numbered: number).arity
    default: return nil
    }
  }
}
