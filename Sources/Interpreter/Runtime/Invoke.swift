import Syntax

/// Calls of commands: the one way in which they are run.
extension Machine {
  /// Calls the command of a site with the arguments in the window that begins at register `a`; the result goes there.
  func callCommand(_ a: Int, _ siteIndex: Int) throws(Fault) {
    let site = function.sites[siteIndex]
    let window = base + a
    let isChecked = site.accepts(window)
    func value(_ index: Int32) -> Value? { index == CallSite.none ? nil : window[Int(index)].value }
    var positional = site.positional.map(value)
    var rest = site.rest.compactMap(value)
    if let list = value(site.spread) { try distribute(site, list, &positional, &rest) }
    if case .list(let list)? = value(site.restList) { rest = Array(list.items) }
    var call = Call(
      name: site.command.name, signature: site.signature, positional: positional, rest: rest,
      flags: site.flagValues(window), input: value(site.input), source: function.source, span: site.span,
      context: context)
    call.isShown = site.isShown
    let result = try invoke(site.command, call, isChecked: isChecked)
    if result.depth > context.limits.nesting {
      throw Fault("E0312", "values are more than \(context.limits.nesting) deep inside each other")
    }
    window.give(0, Cell(result))
    // A reference left in the window would make the next assignment to an argument's list copy it.
    window.clear(1, site.width)
  }

  /// Runs one call of a command, after its effect was allowed.
  ///
  /// - Parameter isChecked: whether the types of its arguments are known to be right.
  package func invoke(
    _ command: any Command.Type, _ call: Call, isChecked: Bool = false
  ) throws(Fault) -> Value {
    try allow(call.signature.effect, call)
    do throws(Fault) {
      if !call.signature.effect.isDisjoint(with: .beyondReading) { try checkStop() }
      if !isChecked { try checkTypes(call) }
      return try perform(command, call)
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
      throw call.fault(
        problem.code, problem.message, help: Usage.help(call.name, call.signature), status: 2)
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

  private func distribute(
    _ site: CallSite, _ list: Value, _ positional: inout [Value?], _ rest: inout [Value]
  ) throws(Fault) {
    guard case .list(let items) = list else { return }
    // What came through the pipe is the subject.
    let first = site.input != CallSite.none && site.signature.positional.first?.isSubject == true ? 1 : 0
    let given = items.items
    let count = site.signature.positional.count - first
    for index in 0..<min(count, given.count) { positional[first + index] = given[index] }
    guard given.count > count else { return }
    if site.signature.rest == nil {
      throw Fault("E0211", "`\(site.command.name)` takes \(count) arguments, `...` gave \(given.count)")
    }
    rest.append(contentsOf: given[count...])
  }

  /// Lays the items of the list in register `a` out as the positional arguments of a `def` from register `a` on.
  func spreadArguments(_ a: Int, _ callee: Function) throws(Fault) {
    guard let signature = callee.signature, case .list(let list) = base[a].value else { return }
    let items = list.items
    if items.count < signature.required {
      throw Fault("E0210", "`\(callee.name)` needs \(signature.required) arguments, got \(items.count)")
    }
    if items.count > signature.positional, !signature.hasRest {
      throw Fault("E0211", "`\(callee.name)` takes \(signature.positional) arguments, got \(items.count)")
    }
    for index in 0..<signature.positional {
      base.give(a + index, index < items.count ? Cell(items[index]) : Cell(tag: Cell.absent, bits: 0))
    }
    if signature.hasRest {
      base.give(a + signature.positional, Cell(.list(Array(items.dropFirst(signature.positional)))))
    }
  }
}
