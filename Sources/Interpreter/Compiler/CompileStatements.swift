import Syntax

extension FunctionCompiler {
  /// True iff a statement has a value to show or give back.
  func isValue(_ id: NodeID) -> Bool {
    switch tree[id].kind {
    case .bind, .mutable, .assign, .def, .use, .test, .forIn, .whileLoop, .return, .break, .continue,
      .throwing:
      false
    default: true
    }
  }

  /// Compiles a block with a scope of its own; its last value goes to a register, if one is given.
  mutating func block(_ id: NodeID, into result: Int?) {
    let start = code.top
    blockStatements(id, into: result)
    code.release(to: start)
  }

  mutating func blockStatements(_ id: NodeID, into result: Int?) {
    let statements = Array(tree.list(tree[id].a, tree[id].b))
    let wasTail = isTail
    isTail = false
    guard let last = statements.last else {
      if let result { code.emit(.loadNull, a: result) }
      return
    }
    for statement in statements.dropLast() { discard(statement) }
    isTail = wasTail && result != nil
    defer { isTail = false }
    if let result { statement(last, into: result) } else { discard(last) }
  }

  /// Compiles a statement whose value is dropped: a stream is read to its end.
  mutating func discard(_ id: NodeID) {
    defer { code.clearShared() }
    guard isValue(id) else {
      statement(id, into: nil)
      return
    }
    if tree[id].kind == .ifElse {
      code.span = tree[id].span
      ifElse(tree[id], into: nil)
      return
    }
    let start = code.top
    let register = code.take()
    compile(id, into: register)
    if mayBeStream(id) {
      code.span = tree[id].span
      code.emit(.finish, a: register)
    }
    code.release(to: start)
  }

  /// Compiles a statement; its value (null where it has none) goes to a register, if one is given.
  mutating func statement(_ id: NodeID, into result: Int?) {
    if work.isOver { return }
    let node = tree[id]
    code.span = node.span
    switch node.kind {
    case .bind: bind(node)
    case .mutable: mutable(id, node)
    case .assign: assign(node)
    case .def, .use, .test: break
    case .forIn: forIn(node)
    case .whileLoop: whileLoop(node)
    case .return: returns(node)
    case .break: leaveLoop(continues: false)
    case .continue: leaveLoop(continues: true)
    case .throwing:
      let start = code.top
      let register = operand(node.a)
      code.span = node.span
      code.emit(.throwValue, a: register)
      code.release(to: start)
    default:
      if let result { compile(id, into: result) } else { discard(id) }
      return
    }
    if let result { code.emit(.loadNull, a: result) }
  }

  /// True unless the value is surely no stream: only calls, and a parameter that one place reads, give streams.
  func mayBeStream(_ id: NodeID) -> Bool {
    let node = tree[id]
    switch node.kind {
    case .variable:
      guard case .local(let variable)? = unit.facts.binding(id) else { return false }
      return variable.mayBeStream
    case .field, .index, .list, .record, .template, .closure, .condition, .rowValue, .rowField: return false
    case .binary:
      return node.op == BinaryOperator.coalesce.rawValue && (mayBeStream(node.a) || mayBeStream(node.b))
    default: return unit.types[id] == .open
    }
  }

  /// Compiles a value that is bound or stored: a stream becomes a list.
  mutating func collected(_ id: NodeID, into register: Int) {
    compile(id, into: register)
    if mayBeStream(id) {
      code.span = tree[id].span
      code.emit(.collect, a: register)
    }
  }

  private mutating func bind(_ node: Node) {
    let register = code.take()
    collected(node.b, into: register)
    code.span = node.span
    bindPattern(node.a, from: register)
  }

  private mutating func mutable(_ id: NodeID, _ node: Node) {
    let register = code.take()
    collected(node.b, into: register)
    own(unit.facts.variable(id), register)
  }

  /// Makes a register the slot of a variable, and copies it to the globals where others see it.
  mutating func own(_ variable: Variable?, _ register: Int) {
    guard let variable else { return }
    variable.register = register
    guard let global = variable.global else { return }
    // A `mut` has one slot: a second reference would make each assignment copy.
    code.emitWide(.setGlobal, flag: variable.isMutable ? 1 : 0, a: register, global)
  }

  // MARK: loops

  private mutating func whileLoop(_ node: Node) {
    let start = code.top
    let head = code.here
    var exits: [Int] = []
    condition(node.a, falseJumps: &exits)
    loops.append(Loop(cleanups: cleanups.count))
    block(node.b, into: nil)
    let loop = loops.removeLast()
    for place in loop.continues { code.aim(place, at: code.here) }
    code.loop(to: head)
    code.land(exits)
    code.land(loop.breaks)
    code.release(to: start)
  }

  private mutating func forIn(_ node: Node) {
    let start = code.top
    if isFastRange(node.b), tree[node.a].kind == .bindName || tree[node.a].kind == .bindAny {
      forRange(node)
    } else {
      forEach(node)
    }
    code.release(to: start)
  }

  /// A range written in the loop's head; below its end only where that is surely an int.
  private func isFastRange(_ id: NodeID) -> Bool {
    let node = tree[id]
    guard node.kind == .binary else { return false }
    if node.op == BinaryOperator.range.rawValue { return true }
    guard node.op == BinaryOperator.rangeBelow.rawValue, unit.types[node.b] == .int else { return false }
    return true
  }

  private mutating func forRange(_ node: Node) {
    let range = tree[node.b]
    let counter = code.take()
    let end = code.take()
    compile(range.a, into: counter)
    compile(range.b, into: end)
    code.span = tree[node.b].span
    if range.op == BinaryOperator.rangeBelow.rawValue {
      code.emit(.subtractConstant, a: end, b: end, c: 1)
    }
    let exit = code.jump(.forPrepare, a: counter)
    let head = code.here
    own(unit.facts.variable(node.a), counter)
    loops.append(Loop(cleanups: cleanups.count))
    block(node.c, into: nil)
    let loop = loops.removeLast()
    for place in loop.continues { code.aim(place, at: code.here) }
    code.span = tree[node.b].span
    code.loop(.forLoop, a: counter, to: head)
    code.land(exit)
    code.land(loop.breaks)
  }

  private mutating func forEach(_ node: Node) {
    let iterator = code.take()
    let item = code.take()
    compile(node.b, into: iterator)
    code.span = tree[node.b].span
    code.emit(.iterate, a: iterator, b: iterator)
    let head = code.here
    code.emit(.iterateNext, a: iterator, b: item)
    let exit = code.jump()
    bindPattern(node.a, from: item)
    loops.append(Loop(cleanups: cleanups.count))
    block(node.c, into: nil)
    let loop = loops.removeLast()
    for place in loop.continues { code.aim(place, at: code.here) }
    code.loop(to: head)
    code.land(exit)
    code.land(loop.breaks)
    // What was gone through can be changed in place again.
    code.emit(.clear, a: iterator, b: 1)
  }

  private mutating func leaveLoop(continues: Bool) {
    guard let loop = loops.last else { return }
    runCleanups(downTo: loop.cleanups)
    let place = code.jump()
    if continues {
      loops[loops.count - 1].continues.append(place)
    } else {
      loops[loops.count - 1].breaks.append(place)
    }
  }

  /// Whether what `return` gives is read first: later it would be read outside.
  private var readsResult: Bool { info.givesNoStream || guards > 0 }

  private mutating func returns(_ node: Node) {
    let start = code.top
    if cleanups.isEmpty, node.a != 0 {
      // What a variable holds is moved out: its frame ends here.
      let register = operand(node.a)
      code.span = node.span
      if readsResult, mayBeStream(node.a) { code.emit(.collect, a: register) }
      code.emit(.return, a: register)
      code.release(to: start)
      return
    }
    let register = code.take()
    if node.a == 0 { code.emit(.loadNull, a: register) } else { compile(node.a, into: register) }
    if readsResult { code.emit(.collect, a: register) }
    runCleanups(downTo: 0)
    code.span = node.span
    code.emit(.return, a: register)
    code.release(to: start)
  }

  // MARK: patterns

  /// Binds a pattern to the value in a register, which it may take as a variable's slot.
  mutating func bindPattern(_ id: NodeID, from register: Int) {
    let node = tree[id]
    if node.kind == .bindName {
      own(unit.facts.variable(id), register)
    } else {
      destructure(id, from: register)
    }
  }

  /// Takes a list or record apart.
  mutating func destructure(_ id: NodeID, from register: Int) {
    let node = tree[id]
    code.span = node.span
    switch node.kind {
    case .bindName:
      let home = code.take()
      code.emit(.move, a: home, b: register)
      own(unit.facts.variable(id), home)
    case .bindList:
      let items = Array(tree.list(node.a, node.b))
      code.emit(.collect, a: register)
      code.emit(.listCount, flag: node.c > 0 || node.op == 1 ? 1 : 0, a: register, b: items.count)
      for (index, item) in items.enumerated() where tree[item].kind != .bindAny {
        let home = code.take()
        code.emit(.listItem, a: home, b: register, c: index)
        bindPattern(item, from: home)
      }
      if node.c > 0 {
        let home = code.take()
        code.emit(.listRest, a: home, b: register, c: items.count)
        own(unit.facts.variable(id), home)
      }
    case .bindRecord:
      for field in tree.list(node.a, node.b) {
        let home = code.take()
        code.span = tree[field].span
        code.emit(.getField, a: home, b: register, c: code.field(tree.text(tree[field].a)))
        if tree[field].b == 0 {
          own(unit.facts.variable(field), home)
        } else {
          bindPattern(tree[field].b, from: home)
        }
      }
    default: break
    }
  }
}
