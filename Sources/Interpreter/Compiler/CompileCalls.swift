import Syntax

extension FunctionCompiler {
  mutating func pipeline(_ node: Node, into result: Int) {
    let start = code.top
    let window = self.window(for: result)
    var before: NodeID?
    prepareTargets(of: Array(tree.list(node.a, node.b)))
    for stage in tree.list(node.a, node.b) {
      if let before, tree[stage].kind == .inStage {
        inStage(stage, behind: before, window: window)
      } else if before != nil {
        call(stage, window: window, input: before)
      } else {
        compile(stage, into: window)
      }
      before = stage
    }
    if window != result { code.emit(.take, a: result, b: window) }
    code.release(to: start)
  }

  /// Compiles a stage that is no call: the value in the window moves to a register of its own as `$in`.
  private mutating func inStage(_ stage: NodeID, behind previous: NodeID, window: Int) {
    let start = code.top
    let input = code.take()
    code.emit(.take, a: input, b: window)
    if mayBeStream(previous) {
      code.span = tree[previous].span
      code.emit(.collect, a: input)
    }
    unit.facts.variable(stage)?.register = input
    compile(tree[stage].a, into: window)
    code.release(to: start)
  }

  /// Where a call's window begins: at the register of its result where no other one is above it.
  private mutating func window(for result: Int) -> Int {
    result == code.top - 1 ? result : code.take()
  }

  /// A call without a pipe.
  mutating func single(_ id: NodeID, into result: Int) {
    let start = code.top
    let window = self.window(for: result)
    call(id, window: window, input: nil)
    if window != result { code.emit(.take, a: result, b: window) }
    code.release(to: start)
  }

  /// Calls in the window that begins at a register: it holds the input from the stage before, and then the result.
  private mutating func call(_ id: NodeID, window: Int, input: NodeID?) {
    guard !work.isOver, let plan = unit.facts.plan(id) else { return }
    switch plan.target {
    case .command(let command): callCommand(command, plan, tree[id].span, window, input != nil)
    case .def(let def): callDef(def, plan, tree[id].span, window, input)
    }
    code.release(to: window + 1)
    code.forgetShared(from: window)
  }

  // MARK: commands

  mutating func callCommand(
    _ command: any Command.Type, _ plan: CallPlan, _ span: Span, _ window: Int, _ hasInput: Bool,
    effect: Effect? = nil
  ) {
    func offset(_ register: Int) -> Int32 { Int32(truncatingIfNeeded: register - window) }
    var positional: [Int32] = []
    var rest: [Int32] = []
    var spread = CallSite.none
    if let parts = plan.spread {
      positional = plan.positional.map { _ in CallSite.none }
      spread = offset(spreadList(parts))
    } else {
      for (index, argument) in plan.positional.enumerated() {
        positional.append(
          argument.map { offset(self.argument($0, plan.signature.positional[index])) } ?? CallSite.none)
      }
    }
    var restList: Int32 = CallSite.none
    if plan.rest.contains(where: { if case .spread = $0 { true } else { false } }) {
      restList = offset(spreadList(plan.rest))
    } else {
      for argument in plan.rest {
        rest.append(offset(self.argument(argument, plan.signature.rest)))
      }
    }
    var flags: [Int32] = []
    for (index, argument) in plan.flags.enumerated() {
      flags.append(
        argument.map { offset(self.argument($0, plan.signature.flags[index].parameter)) } ?? CallSite.none)
    }
    code.span = span
    var isDone: [Int] = []
    if restList == CallSite.none, spread == CallSite.none, flags.allSatisfy({ $0 == CallSite.none }) {
      isDone = intrinsic(command, window, hasInput, rest.count)
    }
    var signature = plan.signature
    if let effect {
      signature.effect = effect
      signature.requireNothing()
    }
    code.sites.append(
      CallSite(
        command: command,
        place: CallPlace(name: command.name, signature: signature, source: tree.source, span: span),
        positional: positional, rest: rest, flags: flags, input: hasInput ? 0 : CallSite.none, spread: spread,
        restList: restList, width: code.top - window - 1))
    code.span = span
    code.emitWide(.callCommand, a: window, code.sites.count - 1)
    code.land(isDone)
  }

  /// Calls a command on the value in a window, with arguments in registers before the window.
  mutating func call(_ command: any Command.Type, _ span: Span, _ window: Int, arguments: [Int]) {
    let signature = command.signature
    let offsets = arguments.map { Int32(truncatingIfNeeded: $0 - window) }
    let count = signature.positional.count
    code.sites.append(
      CallSite(
        command: command,
        place: CallPlace(name: command.name, signature: signature, source: tree.source, span: span),
        positional: Array(offsets.prefix(count)), rest: Array(offsets.dropFirst(count)),
        flags: signature.flags.map { _ in CallSite.none }, input: 0, spread: CallSite.none,
        restList: CallSite.none, width: 0))
    code.emitWide(.callCommand, a: window, code.sites.count - 1)
  }

  /// Lets the machine do the work itself where it can; gives jumps from where it is done.
  private mutating func intrinsic(
    _ command: any Command.Type, _ window: Int, _ hasInput: Bool, _ arguments: Int
  ) -> [Int] {
    switch command.intrinsic {
    case .length where hasInput: code.emit(.length, a: window)
    case .append where hasInput: code.emit(.appendAll, a: window, b: window + 1, c: arguments)
    case .call where !hasInput:
      code.emit(.callClosure, a: window, b: arguments)
      let isCommand = code.jump()
      code.emit(.take, a: window, b: window + 2)
      code.emit(.clear, a: window + 1, b: 1)
      let end = code.jump()
      code.land(isCommand)
      return [end]
    default: break
    }
    return []
  }

  /// The register of an argument's value.
  mutating func argument(_ plan: ArgumentPlan, _ parameter: Parameter?) -> Int {
    switch plan {
    case .word(let word, _):
      let register = code.take()
      if case .success(let value) = BareWords.read(word, as: parameter?.type ?? .any, context) {
        load(value, into: register)
      }
      return register
    case .constant(let value, _):
      let register = code.take()
      load(value, into: register)
      return register
    case .node(let id, _), .spread(let id, _):
      let register = code.take()
      if parameter?.readsRows == true { compile(id, into: register) } else { collected(id, into: register) }
      return register
    }
  }

  /// A register with the list of arguments in which `...` stands.
  private mutating func spreadList(_ parts: [ArgumentPlan]) -> Int {
    let list = code.take()
    code.emit(.newList, a: list, b: 0, c: 0)
    for part in parts {
      let start = code.top
      if case .spread(let id, _) = part {
        let register = code.take()
        compile(tree[id].a, into: register)
        code.emit(.extend, a: list, b: register)
      } else {
        code.emit(.append, a: list, b: argument(part, nil))
      }
      code.release(to: start)
    }
    return list
  }

  // MARK: defs

  /// Lays the arguments out as the first registers of the callee's window: positional ones, the rest, flags.
  private mutating func callDef(
    _ def: DefInfo, _ plan: CallPlan, _ span: Span, _ window: Int, _ input: NodeID?
  ) {
    let hasInput = input != nil
    let signature = plan.signature
    let parameters = def.info.parameters
    let count = signature.positional.count
    let total = count + (signature.rest == nil ? 0 : 1) + signature.flags.count
    while code.top < window + max(1, total) { _ = code.take() }
    if let input, mayBeStream(input), plan.spread != nil || parameters.first?.mayBeStream != true {
      code.emit(.collect, a: window)
    }
    if let parts = plan.spread {
      let list = defSpreadList(parts, window, hasInput)
      code.emit(.move, a: window, b: list)
      code.span = span
      code.emitWide(.callSpread, a: window, code.slot(def.slot))
    } else {
      for index in 0..<count where !(index == 0 && hasInput && plan.positional[0] == nil) {
        place(plan.positional[index], signature.positional[index].type, window + index, parameters[index])
      }
      if signature.rest != nil { code.emit(.move, a: window + count, b: spreadList(plan.rest)) }
    }
    let flagsFrom = window + count + (signature.rest == nil ? 0 : 1)
    for (index, flag) in signature.flags.enumerated() {
      if plan.flags[index] == nil, flag.type == nil {
        code.emit(.loadBool, a: flagsFrom + index, b: 0)
      } else {
        place(
          plan.flags[index], flag.type ?? .bool, flagsFrom + index, parameters[flagsFrom - window + index],
          absentIsNull: !def.hasDefault(flag.name))
      }
    }
    code.span = span
    code.emitWide(.call, a: window, code.slot(def.slot))
  }

  private mutating func defSpreadList(_ parts: [ArgumentPlan], _ window: Int, _ hasInput: Bool) -> Int {
    let list = spreadList(parts)
    guard hasInput else { return list }
    let whole = code.take()
    code.emit(.newList, a: whole, b: window, c: 1)
    code.emit(.extend, a: whole, b: list)
    return whole
  }

  private mutating func place(
    _ plan: ArgumentPlan?, _ type: Type, _ register: Int, _ parameter: Variable, absentIsNull: Bool = false
  ) {
    let start = code.top
    switch plan {
    case nil: code.emit(absentIsNull ? .loadNull : .loadAbsent, a: register)
    case .word(let word, _)?:
      if case .success(let value) = BareWords.read(word, as: type, context) { load(value, into: register) }
    case .constant(let value, _)?: load(value, into: register)
    case .node(let id, _)?, .spread(let id, _)?:
      if parameter.mayBeStream { compile(id, into: register) } else { collected(id, into: register) }
    }
    code.release(to: start)
  }
}
