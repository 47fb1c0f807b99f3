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
    case .null, .none, .yes, .no, .int, .float, .duration, .date, .text, .word: constant(node, into: result)
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
    case .yes: code.emit(.loadBool, a: result, b: 1)
    case .no: code.emit(.loadBool, a: result, b: 0)
    case .int: loadInt(Int(tree.integers[Int(node.a)]), into: result)
    case .float: load(.float(tree.floats[Int(node.a)]), into: result)
    case .duration: load(.duration(Int(tree.integers[Int(node.a)])), into: result)
    case .date:
      let zone = node.b == 0 ? nil : Int16(Int(node.b) - 1440)
      load(Words.date(tree.integers[Int(node.a)], zone, context), into: result)
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

  private mutating func variable(_ id: NodeID, into result: Int) {
    switch unit.facts.binding(id) {
    case .local(let variable) where global(of: variable) == nil:
      guard variable.register != result else { return }
      if isMovable(variable) {
        code.emit(.take, a: result, b: variable.register)
      } else {
        code.emit(.move, a: result, b: variable.register)
        noteShared(id, result)
      }
    case .local(let variable), .global(let variable):
      code.emitWide(.getGlobal, a: result, variable.global ?? 0)
      noteShared(id, result)
    case .capture(let index): code.emit(.getCapture, a: result, b: index)
    case .now: load(.datetime(context.now), into: result)
    case .arguments: load(.list(context.arguments.map(Value.string)), into: result)
    default: code.emit(.loadNull, a: result)
    }
  }

  /// The number of the global that is a variable's only home: what can be changed has one.
  func global(of variable: Variable) -> Int? { variable.isMutable ? variable.global : nil }

  /// Whether nobody can see a variable any more once it was read here.
  private func isMovable(_ variable: Variable) -> Bool {
    guard let tail, variable.owner === info, loops.isEmpty, guards == 0, cleanups.isEmpty else { return false }
    return variable.isReadOnce(in: tail)
  }

  /// Notes that a register has a copy of what a variable holds, which is in the way of changing that in place.
  private mutating func noteShared(_ id: NodeID, _ register: Int) {
    switch unit.types[id] {
    case .int: break
    default: code.shared.insert(register)
    }
  }

  /// A register that holds the value: a variable's own where it has one, else a new one.
  mutating func operand(_ id: NodeID) -> Int {
    if let register = home(of: id) { return register }
    let register = code.take()
    compile(id, into: register)
    return register
  }

  /// The register that a variable has for itself; nil for all else.
  private func home(of id: NodeID) -> Int? {
    guard tree[id].kind == .variable, case .local(let variable)? = unit.facts.binding(id),
      global(of: variable) == nil
    else { return nil }
    return variable.register
  }


  /// Moves a variable, which nobody reads any more, to where the result goes; false where it stays.
  private mutating func takes(_ id: NodeID, before right: NodeID, into result: Int) -> Bool {
    guard tree[id].kind == .variable, case .local(let variable)? = unit.facts.binding(id),
      global(of: variable) == nil, variable.register != result, isMovable(variable), isPure(right)
    else { return false }
    code.emit(.take, a: result, b: variable.register)
    return true
  }

  /// The global that a variable is, where an instruction has room for its number.
  private func globalOperand(_ id: NodeID) -> Int? {
    guard tree[id].kind == .variable else { return nil }
    switch unit.facts.binding(id) {
    case .local(let variable):
      return global(of: variable).flatMap { $0 <= Instruction.largest ? $0 : nil }
    case .global(let variable): return variable.global.flatMap { $0 <= Instruction.largest ? $0 : nil }
    default: return nil
    }
  }

  /// Like `operand`, for the left of two: copied where the right one could change the variable, and moved to where the
  /// result goes where nobody reads it any more.
  mutating func leftOperand(_ id: NodeID, before right: NodeID, into result: Int? = nil) -> Int {
    if let result, takes(id, before: right, into: result) { return result }
    if isPure(right) { return operand(id) }
    let register = code.take()
    compile(id, into: register)
    return register
  }

  func isPure(_ id: NodeID) -> Bool {
    let node = tree[id]
    switch node.kind {
    case .null, .yes, .no, .int, .float, .duration, .date, .text, .variable, .rowField: return true
    case .field, .negate, .not: return isPure(node.a)
    case .index, .binary, .computedEntry: return isPure(node.a) && isPure(node.b)
    case .list, .record, .template: return tree.list(node.a, node.b).allSatisfy { isPure($0) }
    case .entry: return isPure(node.b)
    case .spread: return isPure(node.a)
    case .closure: return true
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

  mutating func emitTemplate(
    _ words: [(isConstant: Bool, number: Int)], _ span: Span, into result: Int
  ) {
    code.span = span
    code.emit(.template, a: result, b: words.count)
    for word in words { code.emitWide(.part, flag: word.isConstant ? 1 : 0, word.number) }
  }

  mutating func template(_ parts: [NodeID], _ span: Span, into result: Int) {
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

  private mutating func index(_ node: Node, into result: Int) {
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

  /// A list or record all of whose parts stand in the source: made once, and copied by who changes it.
  ///
  /// Looks a few levels down only: each list on the way down asks once more.
  private mutating func literal(_ id: NodeID, levels: Int = 4) -> Value? {
    let node = tree[id]
    switch node.kind {
    case .null: return .null
    case .yes: return .bool(true)
    case .no: return .bool(false)
    case .int: return .int(Int(tree.integers[Int(node.a)]))
    case .float: return .float(tree.floats[Int(node.a)])
    case .duration: return .duration(Int(tree.integers[Int(node.a)]))
    case .text, .word: return .string(tree.text(node.a))
    case .list where levels > 0:
      var items: [Value] = []
      for (number, item) in tree.list(node.a, node.b).enumerated() {
        if number & CompileWork.stretch == CompileWork.stretch { work.look() }
        guard !work.isOver, let value = literal(item, levels: levels - 1) else { return nil }
        items.append(value)
      }
      return .list(items)
    case .record where levels > 0:
      let entries = tree.list(node.a, node.b)
      var values: [Value] = []
      for entry in entries {
        guard tree[entry].kind == .entry, let value = literal(tree[entry].b, levels: levels - 1) else {
          return nil
        }
        values.append(value)
      }
      let shape = code.shape(entries.map { tree.text(tree[$0].a) })
      return .record(RecordObject(shape: code.shapes[shape], values: values))
    default: return nil
    }
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
        code.emit(isSpread ? .extend : .append, flag: isSpread ? 1 : 0, a: list, b: register)
        code.release(to: inner)
      }
      code.emit(.take, a: result, b: list)
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
      code.emit(.mergeRecord, flag: 1, a: record, b: register)
      code.release(to: inner)
    }
    code.emit(.take, a: result, b: record)
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
      code.emit(.take, a: result, b: register)
    case .coalesce:
      let register = code.take()
      compile(node.a, into: register)
      let skip = code.jump(.jumpIfNotNull, a: register)
      compile(node.b, into: register)
      code.land(skip)
      code.emit(.take, a: result, b: register)
    case .range, .rangeBelow:
      let low = leftOperand(node.a, before: node.b)
      let high = operand(node.b)
      code.span = node.span
      code.emit(.newRange, flag: op == .range ? 1 : 0, a: result, b: low, c: high)
    default:
      let left = leftOperand(node.a, before: node.b, into: result)
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
      if op == .or {
        var falses: [Int] = []
        condition(node.a, falseJumps: &falses)
        let holds = code.jump()
        code.land(falses)
        condition(node.b, falseJumps: &falseJumps)
        code.land(holds)
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
  mutating func ifElse(_ first: Node, into result: Int?, isTail: Bool = false) {
    var node = first
    var ends: [Int] = []
    while true {
      var falses: [Int] = []
      condition(node.a, falseJumps: &falses)
      self.isTail = isTail
      block(node.b, into: result)
      if node.c != 0 || result != nil { ends.append(code.jump()) }
      code.land(falses)
      guard node.c != 0, tree[node.c].kind == .ifElse, !work.isOver else { break }
      node = tree[node.c]
      code.span = node.span
    }
    self.isTail = isTail
    defer { self.isTail = false }
    if node.c != 0 { block(node.c, into: result) } else if let result { code.emit(.loadNull, a: result) }
    code.land(ends)
  }
}
