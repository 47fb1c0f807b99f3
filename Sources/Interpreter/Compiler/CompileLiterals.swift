import Syntax

extension FunctionCompiler {
  mutating func template(_ node: Node, into result: Int) {
    let parts = tree.list(node.a, node.b)
    if parts.count <= FunctionCompiler.longest { return template(Array(parts), node.span, into: result) }
    // The text of pieces; each piece is the text of its parts.
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

  /// Parts of a text, or fields of a record, in consecutive registers.
  static let longest = 1024

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

  /// A list or record of constants: the compiler makes it once, an assignment copies it before it changes it.
  ///
  /// Looks a few levels down only: each list on the way down asks once more.
  mutating func literal(_ id: NodeID, levels: Int = 4) -> Value? {
    let node = tree[id]
    switch node.kind {
    case .null: return .null
    case .true: return .bool(true)
    case .false: return .bool(false)
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

  mutating func list(_ node: Node, into result: Int) {
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

  mutating func record(_ node: Node, into result: Int) {
    record(tree.list(node.a, node.b), node.span, into: result)
  }

  /// A record of some entries.
  mutating func record(_ entries: ArraySlice<NodeID>, _ span: Span, into result: Int) {
    let start = code.top
    var rest = entries
    func pieceLength() -> Int {
      rest.prefix(FunctionCompiler.longest).prefix { tree[$0].kind == .entry }.count
    }
    guard pieceLength() < entries.count else {
      plainRecord(entries, span, into: result)
      return
    }
    let record = code.take()
    let first = pieceLength()
    plainRecord(rest.prefix(first), span, into: record)
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
        plainRecord(rest.prefix(count), span, into: register)
        rest = rest.dropFirst(count)
      }
      code.emit(.mergeRecord, flag: 1, a: record, b: register)
      code.release(to: inner)
    }
    code.emit(.take, a: result, b: record)
    code.release(to: start)
  }

  /// A record of entries whose values are in consecutive registers.
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
}
