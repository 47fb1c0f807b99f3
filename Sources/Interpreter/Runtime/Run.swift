import Syntax

/// The ways to run what was checked.
extension Context {
  /// Runs a checked program from top to bottom, showing the value of each statement at top level.
  package func run(_ program: Program) throws(Fault) {
    try program.finish()
    self.program = program.unit
    for script in try Compilation.compile(program, context: self, shows: true) { _ = try machine.run(script) }
  }

  /// Runs a checked program and gives the value of its last statement.
  package func evaluate(_ program: Program) throws(Fault) -> Value {
    try program.finish()
    self.program = program.unit
    var last = Value.null
    for script in try Compilation.compile(program, context: self, shows: false) {
      last = try machine.run(script)
    }
    return last
  }

  /// The `def`s that the program can call, as it calls them, with their signatures for help.
  package var definitions: [(name: String, signature: Signature)] {
    guard let program else { return [] }
    var found = program.defs.map { (name: $0.key, signature: $0.value.described) }
    for (module, unit) in program.modules {
      found += unit.ownDefs.map { (name: "\(module) \($0.key)", signature: $0.value.described) }
    }
    return found.sorted { $0.name < $1.name }
  }

  /// Runs one `test` block of a checked program, by its place among them.
  package func run(_ program: Program, test index: Int) throws(Fault) {
    for script in try Compilation.compile(program, test: program.testNodes[index], context: self) {
      _ = try machine.run(script)
    }
  }

  /// Gives a name at the top level of later lines a value.
  package func define(_ name: String, _ value: Value, in scopes: Scopes) {
    let number: Int
    if let known = scopes.globals[name]?.global {
      number = known
    } else {
      let unit = Unit(tree: parse(Source(name: "", text: "$" + name)).tree)
      let variable = Variable(
        unit.tree.number(of: name) ?? OwnNames.absent, isMutable: false, span: Span(0, 0), owner: unit.script,
        type: .any)
      number = globalNames.count
      variable.global = number
      globalNames.append(name)
      scopes.globals[name] = variable
    }
    machine.reserveGlobals(globalNames.count)
    machine.globals.give(number, Cell(value))
  }

  /// Calls a `def` with words from a command line, after the program was run.
  package func call(_ def: DefInfo, words: [String]) throws(Fault) -> Value {
    let plan = try bind(words, to: Callee(.def(def), words: 1))
    guard let function = def.slot.function else {
      throw Fault(RunFault.noCode(def.name))
    }
    let signature = def.signature
    return try machine.enter(function, captures: nil) { window in
      var register = 0
      func put(_ part: ArgumentBinder.Part?, _ type: Type, absent: Cell) {
        window.give(register, value(part, type).map { Cell($0) } ?? absent)
        register += 1
      }
      for (index, part) in plan.positional.enumerated() {
        put(part, signature.positional[index].type, absent: Cell(tag: Cell.absent, bits: 0))
      }
      if let rest = signature.rest {
        window.give(register, Cell(.list(plan.rest.compactMap { value($0, rest.type) })))
        register += 1
      }
      for (index, part) in plan.flags.enumerated() {
        let flag = signature.flags[index]
        let absent =
          flag.type == nil
          ? Cell(bool: false) : def.hasDefault(flag.name) ? Cell(tag: Cell.absent, bits: 0) : Cell()
        put(part, flag.type ?? .bool, absent: absent)
      }
    }
  }

  /// Runs one command with words from a command line, taken as they are.
  package func invoke(_ command: any Command.Type, words: [String]) throws(Fault) -> Value {
    let signature = command.signature
    let plan = try bind(words, to: Callee(.command(command), words: 1))
    let call = Call(
      name: command.name, signature: signature,
      positional: plan.positional.enumerated().map { value($1, signature.positional[$0].type) },
      rest: plan.rest.compactMap { value($0, signature.rest?.type ?? .any) },
      flags: plan.flags.enumerated().map { value($1, signature.flags[$0].type ?? .bool) }, input: nil,
      source: nil,
      span: Span(0, 0), context: self)
    return try machine.invoke(command, call)
  }

  private func value(_ part: ArgumentBinder.Part?, _ type: Type) -> Value? {
    guard case .word(let word, _)? = part, case .success(let value) = BareWords.read(word, as: type, self)
    else {
      return nil
    }
    return value
  }

  /// Gives words to parameters: `--name`, `--name=value`, `-l` are flags until `--`.
  private func bind(_ words: [String], to callee: Callee) throws(Fault) -> CallPlan {
    var binder = ArgumentBinder(CallPlan(callee), span: Span(0, 0))
    var flagsEnded = false
    for word in words {
      let text = ArgumentBinder.Part.word(word, Span(0, 0))
      if flagsEnded || !word.hasPrefix("-") || word == "-" || Literal.read(word: word) != nil {
        binder.add(text)
      } else if word == "--" {
        flagsEnded = true
      } else if word.hasPrefix("--") {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let value = parts.count > 1 ? ArgumentBinder.Part.word(String(parts[1]), Span(0, 0)) : nil
        binder.addFlag(String(parts[0]), isShort: false, value: value, Span(0, 0))
      } else {
        binder.addFlag(String(word.dropFirst()), isShort: true, value: nil, Span(0, 0))
      }
    }
    binder.finish()
    binder.read(self)
    if let problem = binder.problems.first {
      throw Fault(
        ArgumentFault.onCommandLine(
          problem.cause.words, usage: Usage.help(callee.name, callee.signature)))
    }
    return binder.plan
  }
}
