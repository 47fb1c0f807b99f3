import Syntax

extension FunctionCompiler {
  /// Compiles `match`: the value of the first arm that fits.
  mutating func match(_ node: Node, into result: Int, isTail: Bool = false) {
    let start = code.top
    let subject = code.take()
    collected(node.a, into: subject)
    var ends: [Int] = []
    let arms = Array(tree.list(node.b, node.c))
    var run: (end: Int, table: MatchTable, from: Int)?
    var seen = 0
    for (number, id) in arms.enumerated() {
      if number >= seen {
        let constants = constantRun(arms, from: number)
        seen = constants.end
        if constants.isLong {
          code.tables.append(MatchTable())
          code.emitWide(.matchTable, a: subject, code.tables.count - 1)
          run = (constants.end, code.tables[code.tables.count - 1], code.here)
        }
      }
      let inner = code.top
      var parts = Array(tree.list(tree[id].a, tree[id].b))
      let body = parts.removeLast()
      var fails: [Int] = []
      alternatives(parts, subject, &fails)
      if let run { note(parts, in: run.table, code.here - run.from) }
      if tree[id].c != 0 { condition(tree[id].c, falseJumps: &fails) }
      self.isTail = isTail
      if tree[body].kind == .block { block(body, into: result) } else { compile(body, into: result) }
      ends.append(code.jump())
      code.land(fails)
      code.release(to: inner)
      if let ended = run, ended.end == number + 1 {
        ended.table.finish(code.here - ended.from)
        run = nil
      }
    }
    code.span = node.span
    code.emit(.noMatch, a: subject)
    code.land(ends)
    code.release(to: start)
  }

  // MARK: tables

  /// As few ints, or texts, are tried in turn as fast.
  private static let (fewInts, fewTexts) = (4, 8)

  /// A constant of an arm, as far as a table takes it.
  private enum ArmConstant {
    case int(Int)
    case text(String)
    case range(ClosedRange<Int>)
    /// A value that is neither an int nor a text.
    case other
  }

  /// Where the arms end that take nothing but constants, from one of them on, and whether a table is worth it.
  private func constantRun(_ arms: [NodeID], from start: Int) -> (end: Int, isLong: Bool) {
    var (end, ints, texts, ranges) = (start, 0, 0, 0)
    while end < arms.count {
      let constants = tree.list(tree[arms[end]].a, tree[arms[end]].b).dropLast().map { armConstant($0) }
      let isFull = ranges >= MatchTable.mostRanges
      if constants.contains(where: { if case .range? = $0 { isFull } else { $0 == nil } }) { break }
      for constant in constants {
        switch constant {
        case .int: ints += 1
        case .text: texts += 1
        case .range: ranges += 1
        case .other, nil: break
        }
      }
      end += 1
    }
    let isLong =
      ints + ranges >= FunctionCompiler.fewInts || texts >= FunctionCompiler.fewTexts && ranges == 0
    return (max(end, start + 1), isLong)
  }

  private func armConstant(_ pattern: NodeID) -> ArmConstant? {
    let node = tree[pattern]
    switch node.kind {
    case .matchValue:
      if let number = int(node.a) { return .int(number) }
      switch tree[node.a].kind {
      case .text, .word: return .text(tree.text(tree[node.a].a))
      case .null, .true, .false: return .other
      default: return nil
      }
    case .matchRange:
      guard let low = node.a == 0 ? .min : int(node.a), let last = node.b == 0 ? .max : int(node.b) else {
        return nil
      }
      let high = node.op == 1 && node.b != 0 ? last - 1 : last
      return low <= high ? .range(low...high) : nil
    default: return nil
    }
  }

  private func int(_ id: NodeID) -> Int? {
    switch tree[id].kind {
    case .int: Int(tree.integers[Int(tree[id].a)])
    case .negate where tree[tree[id].a].kind == .int: -Int(tree.integers[Int(tree[tree[id].a].a)])
    default: nil
    }
  }

  private func note(_ patterns: [NodeID], in table: MatchTable, _ distance: Int) {
    for pattern in patterns {
      switch armConstant(pattern) {
      case .int(let number): table.add(number, distance)
      case .text(let text): table.add(text, distance)
      case .range(let range): table.add(range, distance)
      case .other, nil: break
      }
    }
  }

  // MARK: tests

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
