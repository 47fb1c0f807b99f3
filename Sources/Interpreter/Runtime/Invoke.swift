import Syntax

/// Calls of commands: the one way in which they are run.
extension Machine {
  /// Calls the command of a site with the arguments in the window that begins at register `a`; the result goes there.
  @inline(never)
  func callCommand(_ a: Int, _ siteIndex: Int) throws(Fault) {
    let window = base + a
    let site = layout.pointee.sites[siteIndex]
    let result = try site.takeUnretainedValue().call(window, self)
    window.give(0, result)
    if result.depth > context.limits.nesting { throw tooDeepValue() }
    // A reference left in the window would make the next assignment to an argument's list copy it.
    window.clear(1, site._withUnsafeGuaranteedRef { $0.width })
  }

  /// Runs one call of a command, after its effect was allowed.
  ///
  /// - Parameter isChecked: whether the types of its arguments are known to be right.
  package func invoke(
    _ command: any Command.Type, _ call: Call, isChecked: Bool = false
  ) throws(Fault) -> Value {
    let isGuarded = isGuarded
    if isGuarded { try allow(call.place.effect, call) }
    do throws(Fault) {
      if !call.place.effect.isDisjoint(with: .beyondReading) { try checkStop() }
      if !isChecked { try checkTypes(call) }
      return isGuarded ? try perform(command, call) : try command.run(call)
    } catch {
      throw error.located(call.source, call.span)
    }
  }

  /// Arguments whose types were not known before running are looked at here, so that no command has to.
  private func checkTypes(_ call: Call) throws(Fault) {
    var lacksOne = Requirements.hasMore(call.signature)
    for (parameter, value) in zip(call.signature.positional, call.positional) {
      if let value {
        try check(value, parameter.type, parameter.name, call)
      } else if !parameter.isOptional {
        lacksOne = true
      }
    }
    if lacksOne, let problem = Requirements(call).problem() {
      throw call.fault(problem)
    }
    if let rest = call.signature.rest {
      for value in call.rest { try check(value, rest.type, rest.name, call) }
    }
    for (flag, value) in zip(call.signature.flags, call.flags) {
      if let value, !value.isNull { try check(value, flag.wanted, "--" + flag.name, call) }
    }
    switch (call.signature.input, call.input) {
    case (.required(let type), let input?), (.optional(let type), let input?):
      try check(input, type, "the pipe", call)
    default: break
    }
  }

  @inline(__always)
  private func check(_ value: Value, _ type: Type, _ name: String, _ call: Call) throws(Fault) {
    if !TypeTest.isA(value, type, context) { throw call.wrongType(name, type.name, value) }
  }

  /// Lays the items of the list in register `a` out as the positional arguments of a `def` from register `a` on.
  func spreadArguments(_ a: Int, _ callee: Function) throws(Fault) {
    guard let signature = callee.signature, case .list(let list) = base[a].value else { return }
    let items = list.items
    if items.count < signature.required {
      throw Fault(
        ArgumentFault.spreadTooShort(command: callee.name, least: signature.required, count: items.count))
    }
    if items.count > signature.positional, !signature.hasRest {
      throw Fault(
        ArgumentFault.spreadTooLong(command: callee.name, most: signature.positional, count: items.count))
    }
    for index in 0..<signature.positional {
      base.give(a + index, index < items.count ? Cell(items[index]) : Cell(tag: Cell.absent, bits: 0))
    }
    if signature.hasRest {
      base.give(a + signature.positional, Cell(.list(Array(items.dropFirst(signature.positional)))))
    }
  }
}
