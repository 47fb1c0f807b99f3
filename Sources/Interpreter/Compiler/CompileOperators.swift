import Syntax

extension FunctionCompiler {
  mutating func unary(_ node: Node, into result: Int) {
    let start = code.top
    let register = operand(node.a)
    code.span = node.span
    code.emit(node.kind == .not ? .not : .negate, a: result, b: register)
    code.release(to: start)
  }

  mutating func binary(_ node: Node, into result: Int) {
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
