import Syntax

extension FunctionCompiler {
  /// Compiles an expression; its value goes to a register.
  mutating func compile(_ id: NodeID, into result: Int) {
    if work.isOver { return }
    let node = tree[id]
    let outer = tail
    let wasTail = enter(id, node)
    defer { tail = outer }
    switch node.kind {
    case .null, .none, .true, .false, .int, .float, .duration, .date, .text, .word:
      constant(node, into: result)
    case .template: template(node, into: result)
    case .variable: variable(id, into: result)
    case .rowField:
      code.emit(.getField, flag: node.op, a: result, b: 0, c: code.field(tree.text(node.a)))
    case .field: field(node, into: result)
    case .index: index(node, into: result)
    case .list, .record: if !loadLiteral(id, into: result) { make(node, into: result) }
    case .spread, .entry, .flag, .inStage: compile(node.a, into: result)
    case .closure: closure(id, into: result)
    case .condition, .rowValue: rowArgument(id, into: result)
    case .negate, .not: unary(node, into: result)
    case .binary: binary(node, into: result)
    case .pipeline: pipeline(node, into: result)
    case .call: single(id, into: result)
    case .tryCatch: tryCatch(id, into: result)
    case .effect: effect(node, into: result)
    case .ifElse: ifElse(node, into: result, isTail: wasTail)
    case .match: match(node, into: result, isTail: wasTail)
    case .block:
      isTail = wasTail
      block(id, into: result)
    default: statement(id, into: result)
    }
  }

  /// Notes what is being compiled; gives whether it is what the function gives.
  private mutating func enter(_ id: NodeID, _ node: Node) -> Bool {
    code.span = node.span
    guard isTail else { return false }
    isTail = false
    switch node.kind {
    case .ifElse, .match, .block: break
    default: tail = node.span
    }
    return true
  }

  private mutating func constant(_ node: Node, into result: Int) {
    switch node.kind {
    case .true: code.emit(.loadBool, a: result, b: 1)
    case .false: code.emit(.loadBool, a: result, b: 0)
    case .int: loadInt(Int(tree.integers[Int(node.a)]), into: result)
    case .float: load(.float(tree.floats[Int(node.a)]), into: result)
    case .duration: load(.duration(Int(tree.integers[Int(node.a)])), into: result)
    case .date:
      let zone = node.b == 0 ? nil : Int16(Int(node.b) - 1440)
      load(BareWords.date(tree.integers[Int(node.a)], zone, context), into: result)
    case .text, .word: load(.string(tree.text(node.a)), into: result)
    default: code.emit(.loadNull, a: result)
    }
  }

  /// Loads a list or record that stands in the source as it is; false where parts of it are calculated.
  private mutating func loadLiteral(_ id: NodeID, into result: Int) -> Bool {
    guard let value = literal(id) else { return false }
    load(value, into: result)
    return true
  }

  private mutating func make(_ node: Node, into result: Int) {
    if node.kind == .list { list(node, into: result) } else { record(node, into: result) }
  }

  mutating func load(_ value: Value, into result: Int) {
    code.emitWide(.loadConstant, a: result, code.constant(value))
  }

  private mutating func loadInt(_ value: Int, into result: Int) {
    if Int(Int32(truncatingIfNeeded: value)) == value {
      code.emitWide(.loadInt, a: result, value)
    } else {
      load(.int(value), into: result)
    }
  }

  mutating func field(_ node: Node, into result: Int) {
    let start = code.top
    if case .environment? = unit.facts.binding(node.a) {
      code.emit(.environment, flag: node.op, a: result, b: code.name(tree.text(node.b)))
      return
    }
    let global = globalOperand(node.a)
    let base = global ?? operand(node.a)
    code.span = node.span
    code.emit(
      global == nil ? .getField : .getFieldOfGlobal, flag: node.op | taken(base, start, global), a: result,
      b: base, c: code.field(tree.text(node.b)))
    code.release(to: start)
  }

  /// The flag of an access whose base lies in a register of its own, which is then emptied: what was read there can be
  /// changed in place again.
  private func taken(_ base: Int, _ start: Int, _ global: Int?) -> UInt8 {
    global == nil && base >= start ? 2 : 0
  }

  mutating func index(_ node: Node, into result: Int) {
    let start = code.top
    let global = isPure(node.b) ? globalOperand(node.a) : nil
    let base = global ?? leftOperand(node.a, before: node.b)
    let index = operand(node.b)
    code.span = node.span
    code.emit(
      global == nil ? .getIndex : .getIndexOfGlobal, flag: node.op | taken(base, start, global), a: result,
      b: base, c: index)
    code.release(to: start)
  }

  mutating func closure(_ id: NodeID, into result: Int) {
    guard let inner = unit.facts.function(id) else { return }
    var compiler = FunctionCompiler(info: inner, work: work, shows: false)
    let slot = FunctionSlot()
    slot.function = compiler.closureBody(id)
    code.span = tree[id].span
    code.emitWide(.closure, a: result, code.slot(slot))
  }

  /// A condition or row value becomes a closure over the row; a closure in its place is passed as it is.
  mutating func rowArgument(_ id: NodeID, into result: Int) {
    if tree[id].kind == .condition, tree[tree[id].a].kind == .closure {
      closure(tree[id].a, into: result)
    } else {
      closure(id, into: result)
    }
  }
}
