import Syntax

/// A call whose effect must go with what is around it.
///
/// Looked at when everything is checked: only then the effects of `def`s are known.
struct GuardedCall {
  let target: CallPlan.Target
  let source: Source
  let span: Span
  /// The function that it stands in.
  let function: FunctionInfo
  /// The `plan`s and `batch`es around it.
  let blocks: [BlockKind]

  var name: String {
    switch target {
    case .command(let command): command.name
    case .def(let def): def.name
    }
  }

  var effect: Effect {
    switch target {
    case .command(let command): command.signature.effect
    case .def(let def): def.info.wholeEffect()
    }
  }
}

extension Checker {
  /// Checks a `plan` or `batch`.
  func effect(_ node: Node) -> Type {
    let kind = BlockKind(rawValue: node.op) ?? .plan
    effectBlocks.append(kind)
    let type = block(node.a)
    effectBlocks.removeLast()
    return kind == .plan ? PlannedChange.type : type
  }

  /// Remembers a call, where something around it forbids effects.
  func guardCall(_ target: CallPlan.Target, _ span: Span) {
    if effectBlocks.isEmpty, context.wholeRun == nil, !context.readOnly { return }
    guarded.append(
      GuardedCall(target: target, source: tree.source, span: span, function: function, blocks: effectBlocks))
  }

  /// Tells of calls whose effects do not go with what is around them.
  func checkGuarded(_ root: Unit) {
    if guarded.isEmpty { return }
    var whole: Set<ObjectIdentifier> = []
    if context.wholeRun != nil || context.readOnly {
      for unit in units { unit.script.reach(&whole) }
      root.defs["main"]?.info.reach(&whole)
    }
    for call in guarded {
      let effect = call.effect
      var kinds = Set(call.blocks)
      // What the whole run forbids is reported for commands only: a call of a `def` leads to one.
      var isWhole = false
      if case .command = call.target { isWhole = whole.contains(ObjectIdentifier(call.function)) }
      if isWhole, let kind = context.wholeRun { kinds.insert(kind) }
      for kind in kinds {
        if let misuse = RunFault.misuse(of: effect, in: kind, command: call.name) { tell(call, misuse) }
      }
      if isWhole, context.readOnly, effect.contains(.reveal) {
        tell(call, .readOnly(command: call.name, phrases: Effect.reveal.phrases))
      }
    }
  }

  private func tell(_ call: GuardedCall, _ misuse: RunFault) {
    diagnostics.append(Diagnostic(misuse, source: call.source, span: call.span))
  }
}

extension FunctionInfo {
  /// Adds what running this function may run: `def`s that it calls and closures that it makes.
  fileprivate func reach(_ found: inout Set<ObjectIdentifier>) {
    var waiting = [self]
    while let next = waiting.popLast() {
      guard found.insert(ObjectIdentifier(next)).inserted else { continue }
      waiting += next.calls.map(\.info) + next.inner.filter { $0.kind != .def }
    }
  }
}
