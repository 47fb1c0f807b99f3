import Syntax

/// Targets that refuse before anything is made.
extension FunctionCompiler {
  /// Looks at the targets of a pipe's later stages, where a stage before them changes the vault: a file that is there
  /// already must not cost a token that was made and is never to be had again.
  ///
  /// Arguments that do more than read are left to the call itself.
  mutating func prepareTargets(of stages: [NodeID]) {
    // The arguments are calculated once more by the call itself: no variable moves here.
    let outer = tail
    tail = nil
    defer { tail = outer }
    for (place, stage) in stages.enumerated().dropFirst() {
      guard tree[stage].kind == .call, let plan = unit.facts.plan(stage),
        case .command(let command) = plan.target,
        let preparation = command.preparation(isSealed: unit.types[stages[place - 1]] == .sealed),
        stages[..<place].contains(where: changesVault), isHarmless(stage)
      else { continue }
      let start = code.top
      let window = code.take()
      callCommand(preparation, plan, tree[stage].span, window, false, effect: .read)
      code.release(to: start)
    }
  }

  /// Whether something in a stage may change the vault.
  private func changesVault(_ stage: NodeID) -> Bool {
    within(stage).contains { id in
      guard tree[id].kind == .call, let callee = unit.facts.callee(id) else { return false }
      return effect(of: callee).contains(.write)
    }
  }

  /// Whether the arguments of a call may be calculated twice.
  private func isHarmless(_ call: NodeID) -> Bool {
    within(call).allSatisfy { id in
      switch tree[id].kind {
      case .call: id == call || unit.facts.callee(id).map { effect(of: $0) == .read } ?? false
      case .none, .null, .true, .false, .int, .float, .duration, .date, .text, .template, .word, .variable,
        .field,
        .index, .list, .record, .entry, .computedEntry, .spread, .negate, .not, .binary, .pipeline, .flag:
        true
      default: false
      }
    }
  }

  private func effect(of callee: Callee) -> Effect {
    switch callee.target {
    case .command(let command): command.signature.effect
    case .def(let def): def.info.wholeEffect()
    }
  }

  /// A node and those in it: they were made before it, one after the other.
  private func within(_ root: NodeID) -> some Sequence<NodeID> {
    let start = tree[root].span.start
    return sequence(first: root) { [tree] id in
      let next = id - 1
      return next > 0 && tree[next].span.start >= start ? next : nil
    }
  }
}
