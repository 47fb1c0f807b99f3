internal import Base
import Syntax

/// The register or slot of the variable that an assignment changes.
private enum Home {
  case register(Int)
  case global(Int)
}

/// What is made of the value of a place for the place itself: `place = (place | append a b)`, `(place | skip n)`,
/// `[...place a b]`, `{...place k: v}`, `"\\(place)…"`.
private struct SelfUpdate {
  enum Kind {
    case call(NodeID, any Command.Type)
    /// The same with arguments as the command's signature reads them; the place is what stands before the pipe.
    case record(NodeID, any Command.Type, [ArgumentPlan], place: NodeID)
    case list
    /// The place in the record's `...place`.
    case spread(NodeID)
    case text
  }

  let kind: Kind
  let change: PlaceChange
  /// The values that it takes besides; of a text its parts.
  let more: [NodeID]
}

extension FunctionCompiler {
  /// Compiles an assignment: keys and value first, then one instruction that changes the place or does nothing.
  mutating func assign(_ node: Node) {
    let start = code.top
    var keys: [NodeID] = []
    var root = node.a
    while tree[root].kind == .field || tree[root].kind == .index {
      keys.append(root)
      root = tree[root].a
    }
    keys.reverse()
    guard let home = home(of: root) else { return }
    if node.op > 0, let op = BinaryOperator(rawValue: node.op - 1) {
      assign(op, node, home, keys)
    } else if let update = update(of: node.a, node.b) {
      compile(update, node, home, keys)
    } else if keys.isEmpty {
      assignWhole(node, home)
    } else {
      assignPlace(node, home, keys)
    }
    code.release(to: start)
  }

  private func home(of root: NodeID) -> Home? {
    switch unit.facts.binding(root) {
    case .local(let variable): global(of: variable).map { .global($0) } ?? .register(variable.register)
    case .global(let variable): .global(variable.global ?? 0)
    default: nil
    }
  }

  // MARK: whole variables

  private mutating func assignWhole(_ node: Node, _ home: Home) {
    let value = tree[node.b]
    let isPlain = value.kind == .binary && value.op <= BinaryOperator.modulo.rawValue
    if case .register(let register) = home, isPlain { return collected(node.b, into: register) }
    let register = code.take()
    collected(node.b, into: register)
    put(register, home)
  }

  /// Moves a value into a variable.
  private mutating func put(_ register: Int, _ home: Home) {
    switch home {
    case .register(let home): code.emit(.take, a: home, b: register)
    case .global(let global): code.emitWide(.setGlobal, flag: 1, a: register, global)
    }
  }

  // MARK: places

  /// Registers side by side with the keys of a place.
  private mutating func lay(_ keys: [NodeID]) -> Int {
    let first = code.top
    for key in keys {
      let register = code.take()
      if tree[key].kind == .field {
        code.emitWide(.loadSite, a: register, code.field(tree.text(tree[key].b)))
      } else {
        compile(tree[key].b, into: register)
      }
    }
    return first
  }

  private mutating func assignPlace(_ node: Node, _ home: Home, _ keys: [NodeID]) {
    if case .register(let home) = home, keys.count == 1, tree[keys[0]].kind == .index {
      let key = leftOperand(tree[keys[0]].b, before: node.b)
      let value = code.top
      let register = mayBeStream(node.b) ? code.take() : operand(node.b)
      if mayBeStream(node.b) { collected(node.b, into: register) }
      code.span = node.span
      code.emit(.setItem, flag: register >= value ? 1 : 0, a: home, b: key, c: register)
      return
    }
    let first = lay(keys)
    collected(node.b, into: code.take())
    code.span = node.span
    change(.set, home, first, keys.count)
  }

  /// Emits a change of a place whose keys are in registers from `first`, with the values behind them.
  ///
  /// Gives the place of the jump that is taken where the work is done.
  @discardableResult
  private mutating func change(
    _ change: PlaceChange, _ home: Home, _ first: Int, _ keys: Int, detail: UInt8 = 0
  ) -> Int {
    var (register, global) = (0, 0)
    var isGlobal = false
    switch home {
    case .register(let number): register = number
    case .global(let number): (global, isGlobal) = (number, true)
    }
    code.emit(.changePlace, flag: change.rawValue << 1 | (isGlobal ? 1 : 0), a: register, b: first, c: keys)
    code.emitWide(.jump, flag: detail, a: global, 0)
    code.forgetShared(from: first)
    return code.here - 1
  }

  // MARK: `place op= value`

  private mutating func assign(_ op: BinaryOperator, _ node: Node, _ home: Home, _ keys: [NodeID]) {
    if keys.isEmpty, case .register(let register) = home {
      operate(op, register, node.b, into: register)
      return
    }
    let first = lay(keys)
    let value = code.take()
    if isPure(node.b) {
      collected(node.b, into: value)
      code.span = node.span
      change(.operate, home, first, keys.count, detail: op.rawValue)
      return
    }
    let old = code.take()
    read(home, keys.indices.map { first + $0 }, into: old)
    operate(op, old, node.b, into: value)
    code.span = node.span
    code.emit(.clear, a: old, b: 1)
    change(.set, home, first, keys.count)
  }

  /// Reads what the keys in some registers name.
  private mutating func read(_ home: Home, _ keys: [Int], into result: Int) {
    switch home {
    case .register(let home):
      if keys.isEmpty { code.emit(.move, a: result, b: home) }
      if let key = keys.first { code.emit(.getIndex, a: result, b: home, c: key) }
    case .global(let global):
      if keys.isEmpty { code.emitWide(.getGlobal, a: result, global) }
      if let key = keys.first { code.emit(.getIndexOfGlobal, a: result, b: global, c: key) }
    }
    for key in keys.dropFirst() { code.emit(.getIndex, a: result, b: result, c: key) }
  }

  // MARK: places that are made of themselves

  /// The in-place change that an assignment makes to its own target; nil where it does something else.
  private func update(of place: NodeID, _ value: NodeID) -> SelfUpdate? {
    let node = tree[value]
    switch node.kind {
    case .pipeline:
      let stages = Array(tree.list(node.a, node.b))
      guard stages.count == 2, isSame(place, stages[0]), tree[stages[1]].kind == .call else { return nil }
      return update(of: stages[0], by: stages[1])
    case .list:
      let items = Array(tree.list(node.a, node.b))
      guard let first = items.first, tree[first].kind == .spread, isSame(place, tree[first].a),
        isCalculatedBefore(items.dropFirst())
      else { return nil }
      return SelfUpdate(kind: .list, change: .append, more: Array(items.dropFirst()))
    case .record:
      let entries = Array(tree.list(node.a, node.b))
      guard let first = entries.first, tree[first].kind == .spread, isSame(place, tree[first].a),
        entries.count > 1, isCalculatedBefore(entries.dropFirst())
      else { return nil }
      return SelfUpdate(kind: .spread(tree[first].a), change: .merge, more: Array(entries.dropFirst()))
    case .template:
      let parts = Array(tree.list(node.a, node.b))
      guard let first = parts.first, isSame(place, first), isCalculatedBefore(parts.dropFirst()) else {
        return nil
      }
      return SelfUpdate(kind: .text, change: .text, more: Array(parts.dropFirst()))
    default: return nil
    }
  }

  /// The in-place change that a call makes to a target that comes through the pipe.
  private func update(of place: NodeID, by id: NodeID) -> SelfUpdate? {
    guard let callee = unit.facts.callee(id), case .command(let command) = callee.target,
      let change = PlaceChange(command.intrinsic)
    else { return nil }
    let words = Array(tree.list(tree[id].a, tree[id].b).dropFirst(callee.words))
    if change.isOfFields { return update(of: place, by: id, command, change, words) }
    let fits = change == .append || words.count == 1 || change == .skip && words.isEmpty
    guard fits, isCalculatedBefore(words),
      !words.contains(where: { tree[$0].kind == .word || tree[$0].kind == .flag })
    else { return nil }
    return SelfUpdate(kind: .call(id, command), change: change, more: words)
  }

  /// The same for a command that changes fields of a record.
  private func update(
    of place: NodeID, by id: NodeID, _ command: any Command.Type, _ change: PlaceChange, _ words: [NodeID]
  ) -> SelfUpdate? {
    guard let plan = unit.facts.plan(id) else { return nil }
    let arguments = plan.positional.compactMap { $0 }
    let arePure = words.allSatisfy { tree[$0].kind == .word || tree[$0].kind == .rowValue || isPure($0) }
    guard words.count == command.signature.positional.count, arguments.count == words.count, arePure,
      !words.contains(where: { tree[$0].kind == .flag || tree[$0].kind == .spread })
    else { return nil }
    return SelfUpdate(kind: .record(id, command, arguments, place: place), change: change, more: [])
  }

  /// Whether values can be calculated before the place is looked at.
  private func isCalculatedBefore(_ values: some Collection<NodeID>) -> Bool {
    values.count <= 255 && values.allSatisfy { tree[$0].kind != .spread && isPure($0) }
  }

  /// Whether two places are the same, whose keys are the same at any time.
  private func isSame(_ place: NodeID, _ other: NodeID) -> Bool {
    let (a, b) = (tree[place], tree[other])
    guard a.kind == b.kind, a.kind != .field && a.kind != .index || b.op == 0 else { return false }
    switch a.kind {
    case .variable: return isSameVariable(place, other)
    case .field: return sameBytes(tree.text(a.b), tree.text(b.b)) && isSame(a.a, b.a)
    case .index: return isSame(a.a, b.a) && isSameKey(a.b, b.b)
    default: return false
    }
  }

  private func isSameKey(_ key: NodeID, _ other: NodeID) -> Bool {
    let (a, b) = (tree[key], tree[other])
    guard a.kind == b.kind else { return false }
    switch a.kind {
    case .variable: return isSameVariable(key, other)
    case .int: return tree.integers[Int(a.a)] == tree.integers[Int(b.a)]
    case .text: return sameBytes(tree.text(a.a), tree.text(b.a))
    default: return false
    }
  }

  private func isSameVariable(_ id: NodeID, _ other: NodeID) -> Bool {
    switch (unit.facts.binding(id), unit.facts.binding(other)) {
    case (.local(let a), .local(let b)), (.global(let a), .global(let b)): a === b
    default: false
    }
  }

  private mutating func compile(_ update: SelfUpdate, _ node: Node, _ home: Home, _ keys: [NodeID]) {
    let first = lay(keys)
    let values = code.top
    var count = update.more.count
    switch update.kind {
    case .text:
      template(update.more, node.span, into: code.take())
      count = 1
    case .spread:
      record(update.more[...], tree[node.b].span, into: code.take())
      count = 1
    case .record(_, let command, let arguments, _):
      for (argument, parameter) in zip(arguments, command.signature.positional) {
        _ = self.argument(argument, parameter)
      }
      count = arguments.count
    case .call, .list:
      for value in update.more { collected(value, into: code.take()) }
    }
    code.span = node.span
    let done = change(update.change, home, first, keys.count, detail: UInt8(truncatingIfNeeded: count))
    // Elsewhere the value is made from what there is, as it stands in the source.
    let window = code.take()
    switch update.kind {
    case .record(_, _, _, let place), .spread(let place): code.span = tree[place].span
    case .call, .list, .text: break
    }
    read(home, keys.indices.map { first + $0 }, into: window)
    make(update, node, window, values, count)
    code.span = node.span
    if keys.isEmpty {
      put(window, home)
    } else {
      // The keys once more, with the value behind them.
      let again = code.top
      for key in keys.indices { code.emit(.move, a: code.take(), b: first + key) }
      code.emit(.take, a: code.take(), b: window)
      change(.set, home, again, keys.count)
    }
    code.land(done)
  }

  /// Makes the new value in a window from the old one there and the values in registers.
  private mutating func make(_ update: SelfUpdate, _ node: Node, _ window: Int, _ values: Int, _ count: Int) {
    switch update.kind {
    case .call(let id, let command), .record(let id, let command, _, _):
      code.span = tree[id].span
      call(command, tree[id].span, window, arguments: Array(values..<(values + count)))
      code.emit(.collect, a: window)
    case .list:
      let list = code.take()
      code.emit(.newList, a: list, b: list, c: 0)
      code.emit(.extend, a: list, b: window)
      for value in values..<(values + count) { code.emit(.append, a: list, b: value) }
      code.emit(.take, a: window, b: list)
    case .spread(let place):
      code.span = tree[place].span
      let record = code.take()
      code.emit(.newRecord, a: record, b: record, c: code.shape([]))
      code.emit(.mergeRecord, flag: 1, a: record, b: window)
      code.emit(.mergeRecord, flag: 1, a: record, b: values)
      code.emit(.take, a: window, b: record)
    case .text: emitTemplate([(false, window), (false, values)], node.span, into: window)
    }
  }
}

extension PlaceChange {
  /// The in-place change that a command known to the machine makes; nil for other commands.
  fileprivate init?(_ intrinsic: Intrinsic?) {
    switch intrinsic {
    case .append: self = .append
    case .first: self = .first
    case .skip: self = .skip
    case .last: self = .last
    case .merge: self = .merge
    case .update: self = .update
    case .insert: self = .insert
    case .upsert: self = .upsert
    case .length, .call, nil: return nil
    }
  }

  /// Whether it changes the fields of a record.
  fileprivate var isOfFields: Bool {
    switch self {
    case .merge, .update, .insert, .upsert: true
    case .set, .operate, .append, .text, .first, .skip, .last: false
    }
  }
}
