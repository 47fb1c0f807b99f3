import Syntax

extension FunctionCompiler {
  /// Compiles an expression; its value goes to a register.
  mutating func compile(_ id: NodeID, into result: Int) {
    if work.isOver { return }
    let node = tree[id]
    code.span = node.span
    switch node.kind {
    case .null, .none: code.emit(.loadNull, a: result)
    case .yes: code.emit(.loadBool, a: result, b: 1)
    case .no: code.emit(.loadBool, a: result, b: 0)
    case .int: loadInt(Int(tree.integers[Int(node.a)]), into: result)
    case .float: load(.float(tree.floats[Int(node.a)]), into: result)
    case .duration: load(.duration(Int(tree.integers[Int(node.a)])), into: result)
    case .date:
      load(
        Words.date(tree.integers[Int(node.a)], node.b == 0 ? nil : Int16(Int(node.b) - 1440), context),
        into: result)
    case .text, .word: load(.string(tree.text(node.a)), into: result)
    case .template: template(node, into: result)
    case .variable: variable(id, into: result)
    case .rowField:
      code.emit(.getField, flag: node.op, a: result, b: 0, c: code.name(tree.text(node.a)))
    case .field: field(node, into: result)
    case .index: index(node, into: result)
    case .list: list(node, into: result)
    case .record: record(node, into: result)
    case .spread, .entry, .flag, .inStage: compile(node.a, into: result)
    case .closure: closure(id, into: result)
    case .condition, .rowValue: rowArgument(id, into: result)
    case .negate, .not: unary(node, into: result)
    case .binary: binary(node, into: result)
    case .pipeline: pipeline(node, into: result)
    case .call: single(id, into: result)
    case .ifElse: ifElse(node, into: result)
    case .match: match(node, into: result)
    case .tryCatch: tryCatch(id, into: result)
    case .block: block(id, into: result)
    case .effect: effect(node, into: result)
    default: statement(id, into: result)
    }
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

  private mutating func variable(_ id: NodeID, into result: Int) {
    switch unit.facts.binding(id) {
    case .local(let variable):
      if variable.register != result { code.emit(.move, a: result, b: variable.register) }
    case .global(let variable): code.emitWide(.getGlobal, a: result, variable.global ?? 0)
    case .capture(let index): code.emit(.getCapture, a: result, b: index)
    case .now: load(.datetime(context.now), into: result)
    case .arguments: load(.list(context.arguments.map(Value.string)), into: result)
    default: code.emit(.loadNull, a: result)
    }
  }

  /// A register that holds the value: a variable's own where it has one, else a new one.
  mutating func operand(_ id: NodeID) -> Int {
    if tree[id].kind == .variable, case .local(let variable)? = unit.facts.binding(id) {
      return variable.register
    }
    let register = code.take()
    compile(id, into: register)
    return register
  }

  /// Like `operand`, for the left of two: copied where the right one could change the variable.
  private mutating func leftOperand(_ id: NodeID, before right: NodeID) -> Int {
    if isPure(right) { return operand(id) }
    let register = code.take()
    compile(id, into: register)
    return register
  }

  private func isPure(_ id: NodeID) -> Bool {
    let node = tree[id]
    switch node.kind {
    case .null, .yes, .no, .int, .float, .duration, .date, .text, .variable, .rowField: return true
    case .field, .negate, .not: return isPure(node.a)
    case .index, .binary: return isPure(node.a) && isPure(node.b)
    case .call, .pipeline: return !containsBlock(id)
    default: return false
    }
  }

  /// Calls cannot change a variable of the caller: closures capture copies.
  ///
  /// Only blocks inside arguments could.
  private func containsBlock(_ id: NodeID) -> Bool {
    let node = tree[id]
    guard node.kind == .call || node.kind == .pipeline else { return !isPure(id) }
    return tree.list(node.a, node.b).contains { part in
      switch tree[part].kind {
      case .word, .closure, .condition, .rowValue: false
      case .flag: tree[part].b != 0 && tree[tree[part].b].kind != .word && !isPure(tree[part].b)
      default: containsBlock(part)
      }
    }
  }

  private mutating func template(_ node: Node, into result: Int) {
    let parts = tree.list(node.a, node.b)
    if parts.count <= FunctionCompiler.longest { return template(Array(parts), node.span, into: result) }
    // The text of pieces, each of which is the text of its parts.
    let start = code.top
    var pieces: [(isConstant: Bool, number: Int)] = []
    for from in stride(from: parts.startIndex, to: parts.endIndex, by: FunctionCompiler.longest) {
      let register = code.take()
      let end = min(from + FunctionCompiler.longest, parts.endIndex)
      template(Array(parts[from..<end]), node.span, into: register)
      pieces.append((false, register))
    }
    emitTemplate(pieces, node.span, into: result)
    code.release(to: start)
  }

  /// Parts of a text, or fields of a record, that lie in registers side by side.
  private static let longest = 1024

  private mutating func emitTemplate(
    _ words: [(isConstant: Bool, number: Int)], _ span: Span, into result: Int
  ) {
    code.span = span
    code.emit(.template, a: result, b: words.count)
    for word in words { code.emitWide(.part, flag: word.isConstant ? 1 : 0, word.number) }
  }

  private mutating func template(_ parts: [NodeID], _ span: Span, into result: Int) {
    let start = code.top
    let arePure = parts.allSatisfy { isPure($0) }
    let words = parts.map { part in
      if tree[part].kind == .text {
        return (isConstant: true, number: code.constant(.string(tree.text(tree[part].a))))
      }
      // A later part could change the variable; what a `def` is given may be rows, which are read here.
      if arePure, tree[part].kind == .variable, !mayBeStream(part) {
        return (isConstant: false, number: operand(part))
      }
      let register = code.take()
      collected(part, into: register)
      return (isConstant: false, number: register)
    }
    emitTemplate(words, span, into: result)
    code.release(to: start)
  }

  private mutating func field(_ node: Node, into result: Int) {
    let start = code.top
    if case .environment? = unit.facts.binding(node.a) {
      code.emit(.environment, flag: node.op, a: result, b: code.name(tree.text(node.b)))
      return
    }
    let base = operand(node.a)
    code.span = node.span
    code.emit(.getField, flag: node.op, a: result, b: base, c: code.name(tree.text(node.b)))
    code.release(to: start)
  }

  private mutating func index(_ node: Node, into result: Int) {
    let start = code.top
    let base = leftOperand(node.a, before: node.b)
    let index = operand(node.b)
    code.span = node.span
    code.emit(.getIndex, flag: node.op, a: result, b: base, c: index)
    code.release(to: start)
  }

  private mutating func list(_ node: Node, into result: Int) {
    let start = code.top
    let items = Array(tree.list(node.a, node.b))
    let isShort = items.count <= 32 && !items.contains { tree[$0].kind == .spread }
    if isShort {
      let first = code.top
      for item in items {
        let register = code.take()
        collected(item, into: register)
      }
      code.span = node.span
      code.emit(.newList, a: result, b: first, c: items.count)
    } else {
      let list = code.take()
      code.emit(.newList, a: list, b: 0, c: 0)
      for item in items {
        let inner = code.top
        let isSpread = tree[item].kind == .spread
        let register = code.take()
        if isSpread { compile(tree[item].a, into: register) } else { collected(item, into: register) }
        code.emit(isSpread ? .extend : .append, a: list, b: register)
        code.release(to: inner)
      }
      code.emit(.move, a: result, b: list)
    }
    code.release(to: start)
  }

  private mutating func record(_ node: Node, into result: Int) {
    let start = code.top
    let entries = tree.list(node.a, node.b)
    var rest = entries
    func pieceLength() -> Int {
      rest.prefix(FunctionCompiler.longest).prefix { tree[$0].kind == .entry }.count
    }
    guard pieceLength() < entries.count else {
      plainRecord(entries, node.span, into: result)
      return
    }
    let record = code.take()
    let first = pieceLength()
    plainRecord(rest.prefix(first), node.span, into: record)
    rest = rest.dropFirst(first)
    while let next = rest.first {
      let inner = code.top
      let register = code.take()
      if tree[next].kind == .spread {
        compile(tree[next].a, into: register)
        rest.removeFirst()
      } else if tree[next].kind == .computedEntry {
        compile(tree[next].a, into: register)
        rest.removeFirst()
        let value = code.take()
        collected(tree[next].b, into: value)
        code.span = tree[tree[next].a].span
        code.emit(.setEntry, a: record, b: register, c: value)
        code.release(to: inner)
        continue
      } else {
        let count = pieceLength()
        plainRecord(rest.prefix(count), node.span, into: register)
        rest = rest.dropFirst(count)
      }
      code.emit(.mergeRecord, a: record, b: register)
      code.release(to: inner)
    }
    code.emit(.move, a: result, b: record)
    code.release(to: start)
  }

  /// A record of entries whose values lie side by side.
  private mutating func plainRecord(_ entries: ArraySlice<NodeID>, _ span: Span, into result: Int) {
    let start = code.top
    for entry in entries {
      let register = code.take()
      collected(tree[entry].b, into: register)
    }
    code.span = span
    code.emit(.newRecord, a: result, b: start, c: code.shape(entries.map { tree.text(tree[$0].a) }))
    code.release(to: start)
  }

  private mutating func closure(_ id: NodeID, into result: Int) {
    guard let inner = unit.facts.function(id) else { return }
    var compiler = FunctionCompiler(info: inner, work: work, shows: false)
    let slot = FunctionSlot()
    slot.function = compiler.closureBody(id)
    code.span = tree[id].span
    code.emitWide(.closure, a: result, code.slot(slot))
  }

  /// A condition or row value becomes a closure over the row; a closure in its place is passed as it is.
  private mutating func rowArgument(_ id: NodeID, into result: Int) {
    if tree[id].kind == .condition, tree[tree[id].a].kind == .closure {
      closure(tree[id].a, into: result)
    } else {
      closure(id, into: result)
    }
  }

  // MARK: operators

  private mutating func unary(_ node: Node, into result: Int) {
    let start = code.top
    let register = operand(node.a)
    code.span = node.span
    code.emit(node.kind == .not ? .not : .negate, a: result, b: register)
    code.release(to: start)
  }

  private mutating func binary(_ node: Node, into result: Int) {
    let op = BinaryOperator(rawValue: node.op) ?? .add
    let start = code.top
    switch op {
    case .and, .or:
      let register = code.take()
      compile(node.a, into: register)
      code.span = tree[node.a].span
      let skip = code.jump(op == .and ? .jumpIfFalse : .jumpIfTrue, a: register)
      compile(node.b, into: register)
      code.span = tree[node.b].span
      code.emit(.checkBool, a: register)
      code.land(skip)
      code.emit(.move, a: result, b: register)
    case .coalesce:
      let register = code.take()
      compile(node.a, into: register)
      let skip = code.jump(.jumpIfNotNull, a: register)
      compile(node.b, into: register)
      code.land(skip)
      code.emit(.move, a: result, b: register)
    case .range, .rangeBelow:
      let low = leftOperand(node.a, before: node.b)
      let high = operand(node.b)
      code.span = node.span
      code.emit(.newRange, flag: op == .range ? 1 : 0, a: result, b: low, c: high)
    default:
      let left = leftOperand(node.a, before: node.b)
      code.span = node.span
      operate(op, left, node.b, into: result, span: node.span)
    }
    code.release(to: start)
  }

  /// Emits an operator on a register and an expression.
  mutating func operate(
    _ op: BinaryOperator, _ left: Int, _ rightID: NodeID, into result: Int, span: Span? = nil
  ) {
    let start = code.top
    let place = span ?? code.span
    if let constant = constantOpcode(op), tree[rightID].kind == .int {
      if let number = Int16(exactly: tree.integers[Int(tree[rightID].a)]) {
        code.span = place
        code.emit(constant, a: result, b: left, c: Int(number))
        return
      }
    }
    let right = operand(rightID)
    code.span = place
    if let plain = plainOpcode(op) {
      code.emit(plain, a: result, b: left, c: right)
    } else {
      code.emit(.binary, flag: op.rawValue, a: result, b: left, c: right)
    }
    code.release(to: start)
  }

  private func plainOpcode(_ op: BinaryOperator) -> Opcode? {
    switch op {
    case .add: .add
    case .subtract: .subtract
    case .multiply: .multiply
    case .divide: .divide
    case .floorDivide: .floorDivide
    case .modulo: .modulo
    default: nil
    }
  }

  private func constantOpcode(_ op: BinaryOperator) -> Opcode? {
    switch op {
    case .add: .addConstant
    case .subtract: .subtractConstant
    case .multiply: .multiplyConstant
    case .modulo: .moduloConstant
    default: nil
    }
  }

  // MARK: conditions

  /// Compiles a condition; the places of jumps taken where it does not hold are added.
  mutating func condition(_ id: NodeID, falseJumps: inout [Int]) {
    let node = tree[id]
    let start = code.top
    if node.kind == .binary, let op = BinaryOperator(rawValue: node.op) {
      if op == .and {
        condition(node.a, falseJumps: &falseJumps)
        condition(node.b, falseJumps: &falseJumps)
        return
      }
      if comparison(op, node, falseJumps: &falseJumps) {
        code.release(to: start)
        return
      }
    }
    let register = operand(id)
    code.span = node.span
    falseJumps.append(code.jump(.jumpIfFalse, a: register))
    code.release(to: start)
  }

  /// Emits a test with its jump for `< <= > >= == !=`; false for other operators.
  private mutating func comparison(_ op: BinaryOperator, _ node: Node, falseJumps: inout [Int]) -> Bool {
    guard let (plain, constant, swaps) = testOpcodes(op) else { return false }
    let left = leftOperand(node.a, before: node.b)
    if tree[node.b].kind == .int {
      if let number = Int32(exactly: tree.integers[Int(tree[node.b].a)]) {
        code.span = node.span
        code.emitWide(constant, a: left, Int(number))
        falseJumps.append(code.jump())
        return true
      }
    }
    let right = operand(node.b)
    code.span = node.span
    code.emit(plain, a: swaps ? right : left, b: swaps ? left : right)
    falseJumps.append(code.jump())
    return true
  }

  private func testOpcodes(_ op: BinaryOperator) -> (Opcode, Opcode, swaps: Bool)? {
    switch op {
    case .less: (.testLess, .testLessConstant, false)
    case .lessEqual: (.testLessEqual, .testLessEqualConstant, false)
    case .greater: (.testLess, .testGreaterConstant, true)
    case .greaterEqual: (.testLessEqual, .testGreaterEqualConstant, true)
    case .equal: (.testEqual, .testEqualConstant, false)
    case .notEqual: (.testNotEqual, .testNotEqualConstant, false)
    default: nil
    }
  }

  /// Compiles `if`; its value goes to a register, if one is given.
  ///
  /// A loop, not a recursion: a chain of `else if` is as long as it is.
  mutating func ifElse(_ first: Node, into result: Int?) {
    var node = first
    var ends: [Int] = []
    while true {
      var falses: [Int] = []
      condition(node.a, falseJumps: &falses)
      block(node.b, into: result)
      if node.c != 0 || result != nil { ends.append(code.jump()) }
      code.land(falses)
      guard node.c != 0, tree[node.c].kind == .ifElse, !work.isOver else { break }
      node = tree[node.c]
      code.span = node.span
    }
    if node.c != 0 { block(node.c, into: result) } else if let result { code.emit(.loadNull, a: result) }
    code.land(ends)
  }
}
