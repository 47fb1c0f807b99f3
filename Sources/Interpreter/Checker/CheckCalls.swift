import Syntax

extension Checker {
  /// Checks a call; `input` is the type of what comes through the pipe, nil where nothing does.
  func call(_ id: NodeID, input: Type?) -> Type {
    guard tree[id].kind == .call else { return check(id) }
    let parts = tree.list(tree[id].a, tree[id].b)
    guard let callee = callee(of: parts) else {
      for part in parts.dropFirst() where tree[part].kind != .word { checkLoose(part) }
      return .any
    }
    let (target, signature, name, used) = (callee.target, callee.signature, callee.name, callee.words)
    if case .def(let def) = target { function.calls.append(def) }
    function.effect.formUnion(signature.effect)
    guardCall(target, tree[id].span)
    var binder = ArgumentBinder(name: name, signature: signature, span: tree[id].span)
    let pipesFirst = pipesIntoFirst(target, signature, input)
    if pipesFirst { binder.skipFirst() }
    for part in parts.dropFirst(used) { argument(part, &binder) }
    refuseMinus(parts.dropFirst(used))
    binder.finish()
    report(&binder)
    checkArguments(binder, signature, input: input)
    checkInput(input, signature, name, tree[id].span, isDef: pipesFirst)
    unit.facts[plan: id] = binder.plan(target)
    if callee.mustBeTaken { unit.mustBeTaken.insert(id) }
    return output(target, signature, binder, input: input)
  }

  private func checkLoose(_ part: NodeID) {
    switch tree[part].kind {
    case .condition, .rowValue: _ = rowArgument(part, row: .any)
    case .flag: if tree[part].b != 0, tree[tree[part].b].kind != .word { check(tree[part].b) }
    default: check(part)
    }
  }

  /// A `def` in a pipe takes what comes as its first positional parameter.
  private func pipesIntoFirst(_ target: CallPlan.Target, _ signature: Signature, _ input: Type?) -> Bool {
    guard case .def = target, input != nil, !signature.positional.isEmpty else { return false }
    return true
  }

  // MARK: which command

  /// The command or `def` that the words of a call name.
  private func callee(of parts: ArraySlice<NodeID>) -> Callee? {
    let number = tree[parts[parts.startIndex]].a
    if let known = unit.callees[number] { return known }
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
    unit.callees[number] = callee
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
      let names = module.ownDefs.keys.sorted()
      error(
        "E0201", "`\(words[0])` has no \(words.count > 1 ? "`\(words[1])`" : "command without a name")",
        tree[parts[parts.startIndex]].span, help: "it has \(names.joined(separator: ", "))")
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

  private func unknown(_ words: [String], _ span: Span) {
    let first = words[0]
    if context.registry.isFamily(first) {
      let members = context.registry.names.filter { $0.hasPrefix(first + " ") }
      let near = words.count > 1 ? Suggestion.nearest("\(first) \(words[1])", among: members) : nil
      error(
        "E0201",
        words.count > 1 ? "there is no command `\(first) \(words[1])`" : "`\(first)` needs one more word",
        span,
        help: near.map { "did you mean `\($0)`?" } ?? "there are \(members.joined(separator: ", "))")
      return
    }
    if let habit = Habits.helpForCommand(first) {
      error("E0201", "there is no command `\(first)`", span, help: habit)
      return
    }
    let names =
      context.registry.names + unit.defs.keys + [
        "let", "mut", "def", "for", "while", "if", "match", "try", "return", "use", "throw",
      ]
    let near = Suggestion.nearest(first, among: names)
    error(
      "E0201", "there is no command `\(first)`", span,
      help: near.map { "did you mean `\($0)`?" }
        ?? (find(variable: first)
          ? "the variable is `$\(first)`" : "`help` lists the commands; text is in quotes"))
  }

  private func find(variable name: String) -> Bool {
    tree.number(of: name).map { names[$0] != nil } ?? false || scopes?.globals[name] != nil
  }

  // MARK: arguments

  private func argument(_ part: NodeID, _ binder: inout ArgumentBinder) {
    let node = tree[part]
    switch node.kind {
    case .word: binder.add(.word(tree.text(node.a), node.span))
    case .flag:
      let value: ArgumentBinder.Part? = node.b == 0 ? nil : partOf(node.b)
      let name = tree.text(node.a)
      if name == "--" {
        binder.endFlags()
      } else {
        binder.addFlag(name, isShort: node.op == 1, value: value, node.span)
      }
    case .spread: binder.add(.spread(part, node.span))
    case .condition, .rowValue: binder.add(rowPart(part, node, binder.nextType))
    default: binder.add(.node(part, node.span))
    }
  }

  /// `-` before another argument is half of a calculation; as the last one it is a text or a file.
  private func refuseMinus(_ parts: ArraySlice<NodeID>) {
    for index in parts.indices.dropLast() {
      let part = parts[index]
      guard tree[part].kind == .word, tree.text(tree[part].a) == "-", tree[parts[index + 1]].kind != .flag
      else { continue }
      error(
        "E0116", "`-` is an operator, and stands where an argument is read", tree[part].span,
        help: "a calculation needs parentheses: `($a - $b)`; a text quotes: `\"-\"`")
    }
  }

  /// `sort-by name` is a habit: a key that is the same for each row is no key.
  private func refuseConstantKey(_ part: ArgumentBinder.Part, _ parameter: Parameter) {
    guard case .rowValue = parameter.type, parameter.name == "key" else { return }
    let text: String
    switch part {
    case .word(let word, _): text = word
    case .node(let id, _) where tree[id].kind == .text: text = tree.text(tree[id].a)
    default: return
    }
    error(
      "E0215", "`\(text)` is a text, the same for each row", part.span,
      help: "the row's field is written `.\(text)`")
  }

  /// What was read over the row, where another parameter takes it: `--message "x"` behind a condition is a text,
  /// `.n` for a name is the name.
  private func rowPart(_ part: NodeID, _ node: Node, _ type: Type?) -> ArgumentBinder.Part {
    switch type {
    case .condition?, .rowValue?, nil: return .node(part, node.span)
    default:
      let inner = tree[node.a]
      if inner.kind == .rowField, inner.op == 0 { return .word(tree.text(inner.a), node.span) }
      return .node(node.a, node.span)
    }
  }

  private func partOf(_ id: NodeID) -> ArgumentBinder.Part {
    tree[id].kind == .word ? .word(tree.text(tree[id].a), tree[id].span) : .node(id, tree[id].span)
  }

  private func report(_ binder: inout ArgumentBinder) {
    binder.read(context)
    for index in binder.positional.indices {
      if let part = binder.positional[index] {
        refuseConstantKey(part, binder.signature.positional[index])
      }
    }
    if let parameter = binder.signature.rest {
      for part in binder.rest { refuseConstantKey(part, parameter) }
    }
    for problem in binder.problems { error(problem.code, problem.message, problem.span, help: problem.help) }
  }

  /// Checks the arguments that are no words, each against its parameter's type; keeps their types.
  private func checkArguments(_ binder: ArgumentBinder, _ signature: Signature, input: Type?) {
    let row = input.map { item(of: $0) } ?? .any
    func check(_ part: ArgumentBinder.Part, _ wanted: Type, _ name: @autoclosure () -> String) {
      switch part {
      case .word: break
      case .spread(let id, let span):
        let type = self.check(tree[id].a)
        expect(type, .list(.any), span, "`...`")
      case .node(let id, let span):
        let type = argumentType(id, wanted, row: row, signature)
        unit.types.keep(type, of: id)
        if case .condition = wanted {
          if tree[id].kind == .condition, !isClosure(tree[id].a) {
            expect(type, .oneOf([.bool, .closure]), span, "a condition")
          }
        } else if tree[id].kind == .condition || tree[id].kind == .rowValue {
          break
        } else {
          expect(type, wanted, span, "`\(binder.name)` for \(name())")
        }
      }
    }
    for index in binder.positional.indices {
      if let part = binder.positional[index] {
        check(part, signature.positional[index].type, signature.positional[index].name)
      }
    }
    for part in binder.rest { check(part, signature.rest?.type ?? .any, signature.rest?.name ?? "") }
    if let parts = binder.spread { for part in parts { check(part, .any, "") } }
    for index in binder.flags.indices {
      if let part = binder.flags[index] {
        check(part, signature.flags[index].type ?? .bool, "--" + signature.flags[index].name)
      }
    }
  }

  private func isClosure(_ id: NodeID) -> Bool { tree[id].kind == .closure }

  private func argumentType(_ id: NodeID, _ wanted: Type, row: Type, _ signature: Signature) -> Type {
    switch tree[id].kind {
    case .condition where isClosure(tree[id].a):
      return closure(tree[id].a, parameterTypes: [row])
    case .condition, .rowValue: return rowArgument(id, row: row)
    case .closure:
      let isReduce = signature.positional.contains { $0.name == "step" }
      let types: [Type] = signature.category == .rows ? (isReduce ? [.any, row] : [row, .int]) : []
      return closure(id, parameterTypes: types)
    default: return check(id)
    }
  }

  private func checkInput(_ input: Type?, _ signature: Signature, _ name: String, _ span: Span, isDef: Bool) {
    if isDef, let input, let first = signature.positional.first {
      expect(input, first.type, span, "`\(name)` for \(first.name)")
      return
    }
    switch (signature.input, input) {
    case (.none, .some):
      error("E0213", "`\(name)` takes nothing from a pipe", span)
    case (.required(let type), nil):
      error("E0214", "`\(name)` needs something from a pipe", span, help: "`… | \(name)` takes \(type.name)")
    case (.required(let type), let input?), (.optional(let type), let input?):
      expect(input, type, span, "`\(name)` from the pipe")
    default: break
    }
  }

  private func output(
    _ target: CallPlan.Target, _ signature: Signature, _ binder: ArgumentBinder, input: Type?
  ) -> Type {
    guard case .command(let command) = target else { return signature.output }
    var known = KnownArguments()
    func constant(_ part: ArgumentBinder.Part?, _ wanted: Type) -> Value? {
      guard case .word(let word, _)? = part else {
        if case .node(let id, _)? = part { return self.constant(id) }
        return nil
      }
      if case .success(let value) = Words.read(word, as: wanted, context) { return value }
      return nil
    }
    for index in binder.positional.indices {
      let part = binder.positional[index]
      known.positional.append(constant(part, signature.positional[index].type))
      known.given.append(part != nil || binder.spread != nil)
      if let part { keepRow(part, &known) }
    }
    for part in binder.rest {
      known.rest.append(constant(part, signature.rest?.type ?? .any))
      keepRow(part, &known)
    }
    for index in binder.flags.indices where binder.flags[index] != nil {
      known.flags[signature.flags[index].name] = constant(
        binder.flags[index], signature.flags[index].type ?? .bool)
    }
    checkColumns(command.neededColumns(known), input, binder.span)
    return command.output(input: input ?? .any, arguments: known)
  }

  /// Keeps what a row value, condition or closure among the arguments gives.
  private func keepRow(_ part: ArgumentBinder.Part, _ known: inout KnownArguments) {
    guard case .node(let id, _) = part else { return }
    let kind = tree[id].kind
    guard kind == .rowValue || kind == .condition || kind == .closure else { return }
    // A condition that is a closure has its function at the closure's node.
    known.rowTypes.append(unit.facts[function: id]?.result ?? .closure)
    known.rowFields.append(
      kind == .rowValue && tree[tree[id].a].kind == .rowField ? tree.text(tree[tree[id].a].a) : nil)
  }

  /// Tells of columns that a command takes by name and its input does not have.
  private func checkColumns(_ names: [String], _ input: Type?, _ span: Span) {
    guard !names.isEmpty, let columns = input.map({ item(of: $0).columns ?? $0.columns }) ?? nil else {
      return
    }
    for name in names where !columns.contains(where: { sameBytes($0.name, name) }) {
      let near = Suggestion.nearest(name, among: columns.map(\.name))
      error(
        "E0270", "there is no column `\(name)`", span,
        help: near.map { "did you mean `\($0)`?" }
          ?? "the columns are \(columns.map(\.name).joined(separator: ", "))")
    }
  }

  /// The value of a node that is a constant.
  func constant(_ id: NodeID) -> Value? {
    let node = tree[id]
    switch node.kind {
    case .null: return .null
    case .yes: return .bool(true)
    case .no: return .bool(false)
    case .int: return .int(Int(tree.integers[Int(node.a)]))
    case .float: return .float(tree.floats[Int(node.a)])
    case .duration: return .duration(Int(tree.integers[Int(node.a)]))
    case .date:
      return Words.date(tree.integers[Int(node.a)], node.b == 0 ? nil : Int16(Int(node.b) - 1440), context)
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
