internal import Base
import Syntax

extension Checker {
  /// Checks a call; `input` is the type of what comes through the pipe, nil where nothing does.
  func call(_ id: NodeID, input: Type?) -> Type {
    guard tree[id].kind == .call else { return check(id) }
    let parts = tree.list(tree[id].a, tree[id].b)
    if let type = helpCall(id, parts, input: input) { return type }
    guard let callee = callee(of: parts) else {
      for part in parts.dropFirst() where tree[part].kind != .word { checkLoose(part) }
      return .any
    }
    let span = tree[id].span
    if case .def(let def) = callee.target { function.calls.append(def) }
    function.effect.formUnion(callee.effect)
    guardCall(callee.target, span)
    var binder = ArgumentBinder(isForRunning ? CallPlan(callee) : callee.takePlan(), span: span)
    let pipesFirst = binder.pipesFirst(input != nil)
    let arguments = parts.dropFirst(callee.words)
    binder.bind(arguments, tree)
    if binder.hasWords { refuseMinus(arguments) }
    binder.finish()
    report(&binder)
    let plan = binder.plan
    checkArguments(plan, input: input)
    checkClosures(plan, input: input)
    checkInput(input, callee, span, isDef: pipesFirst)
    unit.facts.keep(callee, isForRunning ? plan : nil, of: id)
    if callee.mustBeTaken { unit.mustTake = true }
    let type = output(plan, span, input: input)
    if !isForRunning { callee.giveBack(plan) }
    return type
  }

  // MARK: help

  /// `NAME --help` is `help NAME`, unless NAME has a flag of that name itself; nil where this is no such call.
  private func helpCall(_ id: NodeID, _ parts: ArraySlice<NodeID>, input: Type?) -> Type? {
    guard let flag = parts.first(where: { tree[$0].kind != .word }), tree[flag].kind == .flag,
      tree[flag].b == 0, sameBytes(tree.text(tree[flag].a), "help"),
      let help = context.registry.command("help")
    else { return nil }
    let words = words(parts)
    guard let page = helpPage(words), page.count == words.count else { return nil }
    let callee = callee(help, words: 0)
    let plan = CallPlan(callee)
    let span = tree[id].span
    plan.rest = page.map { .word($0, span) }
    unit.facts.keep(callee, isForRunning ? plan : nil, of: id)
    return .string
  }

  /// The words of a call that name what `help` has a page of.
  private func helpPage(_ words: [String]) -> [String]? {
    guard let first = words.first else { return nil }
    func page(_ signature: Signature, _ count: Int) -> [String]? {
      signature.flags.contains { sameBytes($0.name, "help") } ? nil : Array(words.prefix(count))
    }
    if let def = unit.defs[first] { return page(def.signature, 1) }
    if let module = unit.modules[first] {
      return words.count > 1 ? module.ownDefs[words[1]].flatMap { page($0.signature, 2) } : nil
    }
    for count in stride(from: min(3, words.count), to: 0, by: -1) {
      if let command = context.registry.command(words.prefix(count).joined(separator: " ")) {
        return page(command.signature, count)
      }
    }
    return context.registry.isFamily(first) ? [first] : nil
  }

  private func checkLoose(_ part: NodeID) {
    switch tree[part].kind {
    case .condition, .rowValue: _ = rowArgument(part, row: .any)
    case .flag: if tree[part].b != 0, tree[tree[part].b].kind != .word { check(tree[part].b) }
    default: check(part)
    }
  }

  // MARK: which command

  /// The command or `def` that the words of a call name.
  private func callee(of parts: ArraySlice<NodeID>) -> Callee? {
    let number = tree[parts[parts.startIndex]].a
    if let known = unit.callees[Int(number)] { return known }
    let first = tree.text(number)
    let callee: Callee
    if let def = unit.defs[first] {
      callee = Callee(.def(def), words: 1)
    } else if let module = unit.modules[first] {
      return self.callee(in: module, parts)
    } else if context.registry.isFamily(first) {
      return family(words(parts), tree[parts[parts.startIndex]].span)
    } else if let command = context.registry.command(first) {
      callee = self.callee(command, words: 1)
    } else {
      unknown(words(parts), tree[parts[parts.startIndex]].span)
      return nil
    }
    unit.callees[Int(number)] = callee
    return callee
  }

  private func words(_ parts: ArraySlice<NodeID>) -> [String] {
    parts.prefix { tree[$0].kind == .word }.map { tree.text(tree[$0].a) }
  }

  private func callee(_ command: any Command.Type, words: Int) -> Callee {
    Callee(
      .command(command), words: words, mustBeTaken: context.registry.mustBeTaken.contains(command.name))
  }

  private func callee(in module: Unit, _ parts: ArraySlice<NodeID>) -> Callee? {
    let words = words(parts)
    guard words.count > 1, let def = module.ownDefs[words[1]] else {
      error(
        CheckFault.notInModule(
          words[0], name: words.count > 1 ? words[1] : nil, defs: module.ownDefs.keys.sorted()),
        tree[parts[parts.startIndex]].span)
      return nil
    }
    return Callee(.def(def), words: 2)
  }

  /// A command of several words: the longest name counts.
  private func family(_ words: [String], _ span: Span) -> Callee? {
    for count in stride(from: min(3, words.count), to: 0, by: -1) {
      if let command = context.registry.command(words.prefix(count).joined(separator: " ")) {
        return callee(command, words: count)
      }
    }
    unknown(words, span)
    return nil
  }

  func unknown(_ words: [String], _ span: Span) {
    let first = words[0]
    if context.registry.isFamily(first), words.count == 1 {
      let members = context.registry.names.filter { $0.hasPrefix(first + " ") }
      return error(CheckFault.familyAlone(first, members: members), span)
    }
    let more =
      unit.defs.keys + ["let", "mut", "def", "for", "while", "if", "match", "try", "return", "use", "throw"]
    let isFamily = context.registry.isFamily(first)
    error(
      CheckFault.unknownCommand(
        isFamily ? "\(first) \(words[1])" : first,
        help: context.registry.helpForUnknown(words, more: Array(more)), isVariable: find(variable: first)),
      span)
  }

  private func find(variable name: String) -> Bool {
    tree.number(of: name).map { names[$0] != 0 } ?? false || scopes?.globals[name] != nil
  }

  // MARK: arguments

  /// `-` before another argument is half of a calculation; as the last one it is a text or a file.
  private func refuseMinus(_ parts: ArraySlice<NodeID>) {
    for index in parts.indices.dropLast() {
      let part = parts[index]
      let node = tree[part]
      guard node.kind == .word, node.end - node.start == 1, tree.text(node.a) == "-",
        tree[parts[index + 1]].kind != .flag
      else { continue }
      error(CheckFault.minusAsArgument, tree[part].span)
    }
  }

  /// `sort-by name` is a habit: a key that is the same for each row is no key.
  private func refuseConstantKey(_ part: ArgumentBinder.Part, _ parameter: Parameter) {
    guard Callee.isKey(parameter) else { return }
    let text: String
    switch part {
    case .word(let word, _): text = word
    case .node(let id, _) where tree[id].kind == .text: text = tree.text(tree[id].a)
    default: return
    }
    error(ArgumentFault.constantKey(text), part.span)
  }

  private func report(_ binder: inout ArgumentBinder) {
    binder.read(context)
    if binder.plan.callee.takesKeys { refuseConstantKeys(binder.plan) }
    for problem in binder.problems { error(problem.cause, problem.span) }
  }

  private func refuseConstantKeys(_ plan: CallPlan) {
    for index in plan.positional.indices {
      if let part = plan.positional[index] { refuseConstantKey(part, plan.signature.positional[index]) }
    }
    if let parameter = plan.signature.rest {
      for part in plan.rest { refuseConstantKey(part, parameter) }
    }
  }

  /// Checks the arguments that are no words, each against its parameter's type; keeps their types.
  private func checkArguments(_ plan: CallPlan, input: Type?) {
    let callee = plan.callee
    for index in plan.positional.indices {
      if let part = plan.positional[index] {
        let parameter = callee.signature.positional[index]
        checkArgument(part, parameter.type, input, callee, parameter.name)
      }
    }
    if !plan.rest.isEmpty {
      let type = callee.signature.rest?.type ?? .any
      for part in plan.rest { checkArgument(part, type, input, callee, callee.signature.rest?.name ?? "") }
    }
    if let parts = plan.spread { for part in parts { checkArgument(part, .any, input, callee, "") } }
    for index in plan.flags.indices {
      if let part = plan.flags[index] {
        let flag = callee.signature.flags[index]
        checkArgument(part, flag.type ?? .bool, input, callee, "--" + flag.name)
      }
    }
  }

  private func checkArgument(
    _ part: ArgumentPlan, _ wanted: Type, _ input: Type?, _ callee: Callee, _ name: @autoclosure () -> String
  ) {
    switch part {
    case .word, .constant: break
    case .spread(let id, let span):
      let type = self.check(tree[id].a)
      expect(type, .list(.any), span, "`...`")
    case .node(let id, let span):
      let type = argumentType(id, wanted, input, callee)
      unit.types.keep(type, of: id)
      if case .condition = wanted {
        if tree[id].kind == .condition, !isClosure(tree[id].a) {
          expect(type, Checker.condition, span, "a condition")
        }
      } else if tree[id].kind == .condition || tree[id].kind == .rowValue {
        break
      } else {
        expect(type, wanted, span, "`\(callee.name)` for \(name())")
      }
    }
  }

  private static let condition = Type.oneOf([.bool, .closure])

  private func isClosure(_ id: NodeID) -> Bool { tree[id].kind == .closure }

  private func argumentType(_ id: NodeID, _ wanted: Type, _ input: Type?, _ callee: Callee) -> Type {
    switch tree[id].kind {
    case .condition where isClosure(tree[id].a):
      return closure(tree[id].a, parameterTypes: [row(of: input)])
    case .condition, .rowValue: return rowArgument(id, row: row(of: input))
    case .closure:
      let signature = callee.signature
      let isReduce = signature.positional.contains { $0.name == "step" }
      let row = row(of: input)
      let types: [Type] =
        signature.category == .rows ? (isReduce ? [.any, row] : [row, second(of: input)]) : []
      return closure(id, parameterTypes: types)
    default: return check(id)
    }
  }

  /// The type of what a closure gets beside an item: its number, of a record's value its key.
  private func second(of input: Type?) -> Type {
    switch input {
    case .list, .rows, .range: .int
    case .record, .entity: .string
    default: .any
    }
  }

  private func row(of input: Type?) -> Type { input.map { item(of: $0) } ?? .any }

  private func checkInput(_ input: Type?, _ callee: Callee, _ span: Span, isDef: Bool) {
    let (signature, name) = (callee.signature, callee.name)
    if isDef, let input, let first = signature.positional.first {
      expect(input, first.type, span, "`\(name)` for \(first.name)")
      return
    }
    switch (signature.input, input) {
    case (.none, .some):
      error(ArgumentFault.inputRefused(command: name), span)
    case (.required(let type), nil):
      error(ArgumentFault.inputMissing(command: name, type: type.name), span)
    case (.required(let type), let input?), (.optional(let type), let input?):
      expect(input, type, span, "`\(name)` from the pipe")
    default: break
    }
  }

  private func output(_ plan: CallPlan, _ span: Span, input: Type?) -> Type {
    guard case .command(let command) = plan.target else { return plan.signature.output }
    let known = KnownArguments(plan, self)
    if let columns = input.map({ item(of: $0).columns ?? $0.columns }) ?? nil {
      checkColumns(command.neededColumns(known), columns, span)
    }
    return command.output(input: input ?? .any, arguments: known)
  }

  /// Tells of columns that a command takes by name and its input does not have.
  private func checkColumns(_ names: [String], _ columns: [Column], _ span: Span) {
    for path in names {
      let name = FieldPath(path).column(among: columns)
      if columns.contains(where: { sameBytes($0.name, name) }) { continue }
      error(CheckFault.unknownColumn(name, columns: columns.map(\.name)), span)
    }
  }

  /// The value of a node that is a constant.
  func constant(_ id: NodeID) -> Value? {
    let node = tree[id]
    switch node.kind {
    case .null: return .null
    case .true: return .bool(true)
    case .false: return .bool(false)
    case .int: return .int(Int(tree.integers[Int(node.a)]))
    case .float: return .float(tree.floats[Int(node.a)])
    case .duration: return .duration(Int(tree.integers[Int(node.a)]))
    case .date:
      return BareWords.date(
        tree.integers[Int(node.a)], node.b == 0 ? nil : Int16(Int(node.b) - 1440), context)
    case .text: return .string(tree.text(node.a))
    case .list:
      var items: [Value] = []
      for item in tree.list(node.a, node.b) {
        guard let value = constant(item) else { return nil }
        items.append(value)
      }
      return .list(items)
    default: return nil
    }
  }
}
