import Syntax

extension FunctionCompiler {
  /// Compiles `match`: the value of the first arm that fits.
  mutating func match(_ node: Node, into result: Int, isTail: Bool = false) {
    let start = code.top
    let subject = code.take()
    collected(node.a, into: subject)
    var ends: [Int] = []
    for id in tree.list(node.b, node.c) {
      let inner = code.top
      var parts = Array(tree.list(tree[id].a, tree[id].b))
      let body = parts.removeLast()
      var fails: [Int] = []
      alternatives(parts, subject, &fails)
      if tree[id].c != 0 { condition(tree[id].c, falseJumps: &fails) }
      self.isTail = isTail
      if tree[body].kind == .block { block(body, into: result) } else { compile(body, into: result) }
      ends.append(code.jump())
      code.land(fails)
      code.release(to: inner)
    }
    code.span = node.span
    code.emit(.noMatch, a: subject)
    code.land(ends)
    code.release(to: start)
  }

  private mutating func alternatives(_ patterns: [NodeID], _ subject: Int, _ fails: inout [Int]) {
    var hits: [Int] = []
    for (number, pattern) in patterns.enumerated() {
      var misses: [Int] = []
      test(pattern, subject, &misses)
      if number == patterns.count - 1 {
        fails.append(contentsOf: misses)
      } else {
        hits.append(code.jump())
        code.land(misses)
      }
    }
    code.land(hits)
  }

  /// Emits the tests and bindings of one pattern; jumps taken where it does not fit are added.
  private mutating func test(_ id: NodeID, _ register: Int, _ fails: inout [Int]) {
    let node = tree[id]
    code.span = node.span
    switch node.kind {
    case .bindName:
      let home = code.take()
      code.emit(.move, a: home, b: register)
      own(unit.facts.variable(id), home)
    case .matchValue:
      testValue(node.a, register)
      fails.append(code.jump())
    case .matchRange:
      let wanted = range(node)
      code.emit(.matchEqual, a: register, b: wanted)
      fails.append(code.jump())
    case .bindList:
      let items = Array(tree.list(node.a, node.b))
      code.emit(.matchIsList, flag: node.c > 0 || node.op == 1 ? 1 : 0, a: register, b: items.count)
      fails.append(code.jump())
      for (index, item) in items.enumerated() where tree[item].kind != .bindAny {
        let home = code.take()
        code.emit(.listItem, a: home, b: register, c: index)
        test(item, home, &fails)
      }
      if node.c > 0 {
        let home = code.take()
        code.emit(.listRest, a: home, b: register, c: items.count)
        own(unit.facts.variable(id), home)
      }
    case .bindRecord: testRecord(node, register, &fails)
    default: break
    }
  }

  /// Emits the test for a value; what stands in the source is a constant.
  private mutating func testValue(_ id: NodeID, _ register: Int) {
    switch tree[id].kind {
    case .int:
      if let number = Int32(exactly: tree.integers[Int(tree[id].a)]) {
        code.emitWide(.testEqualConstant, a: register, Int(number))
        return
      }
    case .text, .word:
      let number = code.constant(.string(tree.text(tree[id].a)))
      if number <= Instruction.largest {
        code.emit(.matchEqual, flag: 1, a: register, b: number)
        return
      }
    default: break
    }
    let wanted = code.take()
    compile(id, into: wanted)
    code.emit(.matchEqual, a: register, b: wanted)
  }

  /// The range of a pattern in a register: an end that is not there is null.
  private mutating func range(_ node: Node) -> Int {
    let result = code.take()
    let start = code.top
    let low = code.take()
    let high = code.take()
    for (end, register) in [(node.a, low), (node.b, high)] {
      if end == 0 { code.emit(.loadNull, a: register) } else { compile(end, into: register) }
    }
    code.emit(.newRange, flag: node.op == 1 ? 2 : 3, a: result, b: low, c: high)
    code.release(to: start)
    return result
  }

  private mutating func testRecord(_ node: Node, _ register: Int, _ fails: inout [Int]) {
    code.emit(.matchIsRecord, a: register)
    fails.append(code.jump())
    for field in tree.list(node.a, node.b) {
      let key = code.name(tree.text(tree[field].a))
      code.emit(.matchHasKey, a: register, b: key)
      fails.append(code.jump())
      let home = code.take()
      code.emit(.getField, a: home, b: register, c: code.field(tree.text(tree[field].a)))
      if tree[field].b == 0 {
        own(unit.facts.variable(field), home)
      } else {
        test(tree[field].b, home, &fails)
      }
    }
  }
}
