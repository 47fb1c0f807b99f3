internal import Base
import Syntax

extension Checker {
  /// Checks a block with a scope of its own; gives the type of its last value.
  @discardableResult
  func block(_ id: NodeID, isLoop: Bool = false) -> Type {
    guard tree[id].kind == .block else { return .any }
    names.open()
    let type = block(statements: tree.list(tree[id].a, tree[id].b), isTop: false, dropsLast: isLoop)
    closeBlock()
    return type
  }

  @discardableResult
  func block(statements: ArraySlice<NodeID>, isTop: Bool, dropsLast: Bool = false) -> Type {
    // At a terminal a statement at top level shows what it gives.
    let showsTop = isTop && (scopes != nil || context.host.outputIsTerminal)
    var last = Type.null
    var ended = false
    for id in statements {
      if ended {
        warning(CheckFault.unreachable, tree[id].span)
        ended = false
      }
      last = statement(id)
      let isDropped = isTop ? !showsTop : dropsLast || id != statements.last
      if isDropped { refuseDropped(id) }
      if endsBlock(id) { ended = true }
    }
    return last
  }

  /// Reports a statement that discards a one-time result, such as a new token.
  private func refuseDropped(_ id: NodeID) {
    guard unit.mustTake else { return }
    let stage = tree[id].kind == .pipeline ? tree.list(tree[id].a, tree[id].b).last ?? id : id
    guard let callee = unit.facts.callee(stage), callee.mustBeTaken else { return }
    error(CheckFault.dropped(command: callee.name), tree[stage].span)
  }

  private func endsBlock(_ id: NodeID) -> Bool {
    switch tree[id].kind {
    case .return, .break, .continue, .throwing: true
    case .ifElse: endsIf(tree[id])
    case .match:
      tree.list(tree[id].b, tree[id].c).allSatisfy { arm in
        tree.list(tree[arm].a, tree[arm].b).last.map(endsInside) ?? false
      }
    case .tryCatch:
      tree[id].c != 0 && endsInside(tree[id].c)
        || endsInside(tree[id].a) && (tree[id].b == 0 || endsInside(tree[id].b))
    case .call: isExit(id)
    default: false
    }
  }

  /// `exit` ends the run, and so the block.
  private func isExit(_ id: NodeID) -> Bool {
    unit.facts.callee(id)?.isExit ?? false
  }

  /// A loop, not a recursion: a chain of `else if` is as long as it is.
  private func endsIf(_ node: Node) -> Bool {
    var node = node
    while node.c != 0, endsInside(node.b) {
      guard tree[node.c].kind == .ifElse else { return endsInside(node.c) }
      node = tree[node.c]
    }
    return false
  }

  private func endsInside(_ id: NodeID) -> Bool {
    guard tree[id].kind == .block, let last = tree.list(tree[id].a, tree[id].b).last else { return false }
    return endsBlock(last)
  }

  /// Checks a statement; gives the type of its value, null where it has none.
  func statement(_ id: NodeID) -> Type {
    if givesUp() { return .null }
    let node = tree[id]
    switch node.kind {
    case .bind:
      let type = check(node.b)
      bind(node.a, type)
      if tree[node.b].kind == .closure { unit.facts.variable(node.a)?.arity = Int(tree[node.b].b) }
      return .null
    case .mutable:
      let type = check(node.b)
      let variable = define(id, node.a, node.span, type: widened(type), isMutable: true)
      variable.isUsed = true
      return .null
    case .assign:
      assign(node)
      return .null
    case .def, .use:
      if function !== unit.script || names.depth > 1 {
        error(CheckFault.notAtTop(node.kind == .def ? "def" : "use"), node.span)
      }
      return .null
    case .test:
      block(node.b)
      return .null
    case .forIn:
      forIn(node)
      return .null
    case .whileLoop:
      let wasRepeated = isRepeated
      isRepeated = true
      condition(node.a)
      loopDepth += 1
      block(node.b, isLoop: true)
      loopDepth -= 1
      isRepeated = wasRepeated
      return .null
    case .return:
      if function.kind == .script {
        error(CheckFault.returnOutside, node.span)
      } else if loopsAroundFinally != nil {
        refuseLeaving("return", node.span)
      }
      return node.a == 0 ? .null : check(node.a)
    case .break, .continue:
      if loopDepth == 0 {
        error(CheckFault.loopWordOutside(node.kind == .break ? "break" : "continue"), node.span)
      } else if let loopsAroundFinally, loopDepth <= loopsAroundFinally {
        refuseLeaving(node.kind == .break ? "break" : "continue", node.span)
      }
      return .null
    case .throwing:
      let type = check(node.a)
      expect(type, .oneOf([.string, .record(nil), .error]), tree[node.a].span, "`throw`")
      return .null
    default: return check(id)
    }
  }

  /// Reports a statement that would leave a `finally`: an error, a limit or `exit` that led to it goes on behind it.
  private func refuseLeaving(_ word: String, _ span: Span) {
    error(CheckFault.leavesFinally(word), span)
  }

  private func assign(_ node: Node) {
    let value = check(node.b)
    var place = tree[node.a]
    var isWhole = true
    while place.kind == .field || place.kind == .index {
      if place.kind == .index { check(place.b) }
      isWhole = false
      place = tree[place.a]
    }
    let name = tree.text(place.a)
    guard let (binding, type) = resolve(place.a, place.span) else { return }
    let rootID = root(of: node.a)
    unit.facts.keep(binding, of: rootID)
    switch binding {
    case .global where function.kind == .closure || function.kind == .row:
      refuseCapture(name, place.span)
    case .local(let variable), .global(let variable):
      if !variable.isMutable {
        error(CheckFault.notMutable(name), place.span)
      } else if variable.owner !== function, scopes?.globals[name] !== variable {
        error(CheckFault.changedFromDef, place.span)
      } else if isWhole, node.op > 0 {
        operate(BinaryOperator(rawValue: node.op - 1) ?? .add, type, value, node.span)
      } else if isWhole {
        variable.type = merged(type, value)
      }
    case .capture: refuseCapture(name, place.span)
    default: error(CheckFault.unchangeable(name), place.span)
    }
  }

  private func refuseCapture(_ name: String, _ span: Span) {
    error(CheckFault.captured(name), span)
  }

  private func root(of id: NodeID) -> NodeID {
    var id = id
    while tree[id].kind == .field || tree[id].kind == .index { id = tree[id].a }
    return id
  }

  private func forIn(_ node: Node) {
    let source = check(node.b)
    expect(source, .oneOf([.list(.any), .rows(nil), .range]), tree[node.b].span, "`for`")
    let wasRepeated = isRepeated
    isRepeated = true
    names.open()
    bind(node.a, item(of: source))
    loopDepth += 1
    block(node.c, isLoop: true)
    loopDepth -= 1
    closeBlock()
    isRepeated = wasRepeated
  }

  func condition(_ id: NodeID) {
    let type = check(id)
    expect(type, .bool, tree[id].span, "a condition")
  }

  // MARK: patterns

  /// Makes the names of a binding pattern.
  func bind(_ id: NodeID, _ type: Type, isParameter: Bool = false) {
    let node = tree[id]
    switch node.kind {
    case .bindName: define(id, node.a, node.span, type: type, isParameter: isParameter)
    case .bindList:
      expect(type, .list(.any), node.span, "a list pattern")
      for item in tree.list(node.a, node.b) { bind(item, self.item(of: type)) }
      if node.c > 0 { define(id, node.c - 1, node.span, type: .list(self.item(of: type))) }
    case .bindRecord:
      expect(type, .record(nil), node.span, "a record pattern")
      var known: [ExactText: Type] = [:]
      // A long pattern looks its columns up by name.
      if node.b > 32, let columns = type.columns {
        known = Dictionary(columns.map { (ExactText($0.name), $0.type) }) { first, _ in first }
      }
      for field in tree.list(node.a, node.b) {
        bindField(field, type, known[ExactText(tree.text(tree[field].a))])
      }
    default: break
    }
  }

  private func bindField(_ id: NodeID, _ type: Type, _ known: Type?) {
    let node = tree[id]
    let inner = known ?? column(tree.text(node.a), of: type, node.span)
    if node.b == 0 { define(id, node.a, node.span, type: inner) } else { bind(node.b, inner) }
  }

  /// Makes the names of an arm's pattern, and checks its constants.
  func matchPattern(_ id: NodeID, _ type: Type) {
    let node = tree[id]
    switch node.kind {
    case .bindName: define(id, node.a, node.span, type: type)
    case .matchValue:
      check(node.a)
      compare(type, with: node.a)
    case .matchRange:
      for end in [node.a, node.b] where end != 0 { check(end) }
    case .bindList:
      for item in tree.list(node.a, node.b) { matchPattern(item, self.item(of: type)) }
      if node.c > 0 { define(id, node.c - 1, node.span, type: .list(.any)) }
    case .bindRecord:
      for field in tree.list(node.a, node.b) {
        let inner = tree[field]
        if inner.b == 0 {
          define(field, inner.a, inner.span, type: .any)
        } else {
          matchPattern(inner.b, .any)
        }
      }
    default: break
    }
  }
}
