internal import Base
import Syntax

extension Checker {
  /// Checks an expression, pipe or stage; gives its type and keeps it for the compiler.
  @discardableResult
  func check(_ id: NodeID) -> Type {
    if givesUp() { return .any }
    let type = expression(id)
    unit.types.keep(type, of: id)
    return type
  }

  private func expression(_ id: NodeID) -> Type {
    let node = tree[id]
    switch node.kind {
    case .none: return .any
    case .null: return .null
    case .true, .false: return .bool
    case .int: return .int
    case .float: return .float
    case .duration: return .duration
    case .date: return .datetime
    case .text:
      warnOfDollar(node)
      return .string
    case .word: return .string
    case .template: return template(node)
    case .variable: return variable(id, node)
    case .inStage: return check(node.a)
    case .rowField: return rowField(id, node)
    case .field: return field(id, node)
    case .index: return index(node)
    case .list: return list(node)
    case .record: return record(node)
    case .spread, .condition, .rowValue, .entry, .flag: return check(node.a)
    case .closure: return closure(id, parameterTypes: [])
    case .negate:
      let type = check(node.a)
      expect(type, .oneOf([.number, .duration]), node.span, "`-`")
      return type
    case .not:
      condition(node.a)
      return .bool
    case .binary: return binary(node)
    case .pipeline: return pipeline(node)
    case .call: return call(id, input: nil)
    case .ifElse: return ifElse(node)
    case .match: return match(node)
    case .tryCatch: return tryCatch(id, node)
    case .block: return block(id)
    case .effect: return effect(node)
    default: return .any
    }
  }

  private func template(_ node: Node) -> Type {
    var isSealed = false
    for part in tree.list(node.a, node.b) {
      let type = check(part)
      if case .sealed = type { isSealed = true }
      if case .null = type { error(CheckFault.nullInText, tree[part].span) }
    }
    return isSealed ? .sealed : .string
  }

  private func variable(_ id: NodeID, _ node: Node) -> Type {
    if let type = ownVariable(id, node.a) { return type }
    guard let (binding, type) = resolve(node.a, node.span) else { return .any }
    if case .environment = binding {
      error(CheckFault.wholeEnvironment, node.span)
    }
    unit.facts.keep(binding, of: id)
    return type
  }

  /// The type of a variable of the function that is being checked; nil where the name means something else.
  private func ownVariable(_ id: NodeID, _ name: UInt32) -> Type? {
    let number = names[name]
    guard number != 0, scopes == nil, !tree.ownNames.isValue(name) else { return nil }
    let variable = unit.facts.variable(numbered: number)
    guard variable.owner === function else { return nil }
    variable.isUsed = true
    variable.fields = nil
    variable.noteRead(at: tree[id].span, isRepeated: isRepeated)
    unit.facts.keepLocal(number, of: id)
    return variable.type
  }

  private func rowField(_ id: NodeID, _ node: Node) -> Type {
    let name = tree.text(node.a)
    if let row = function.row {
      row.noteField(name, among: row.fields)
      row.noteRead(at: node.span, isRepeated: false)
    }
    guard function.kind == .row, let row = function.row else {
      error(CheckFault.fieldOutside(name), node.span)
      return .any
    }
    if node.op == 1 {
      let known = row.type.columns?.first { sameBytes($0.name, name) }
      closedSets[id] = known?.words
      return known?.type ?? .any
    }
    return column(name, of: row.type, node.span, field: id)
  }

  private func field(_ id: NodeID, _ node: Node) -> Type {
    let name = tree.text(node.b)
    if tree[node.a].kind == .variable, tree[node.a].a == tree.ownNames.env {
      unit.facts.keep(Binding.environment, of: node.a)
      return node.op == 1 ? .optional(.string) : .string
    }
    let base = checkBase(node.a, of: name)
    switch base {
    case .datetime: return column(name, of: .record(DateField.columns), node.span)
    case .rows:
      error(CheckFault.fieldOfRows(name), node.span)
      return .any
    case .int, .float, .bool, .string, .duration, .null, .sealed, .closure, .range:
      error(ValueFault.noFields(type: base.name, field: name), node.span)
      return .any
    default:
      if node.op == 1 { return .any }
      return column(name, of: base, node.span, field: id)
    }
  }

  /// Checks what a field is taken of; of a parameter that is no other use than of this field.
  private func checkBase(_ id: NodeID, of field: String) -> Type {
    guard tree[id].kind == .variable, case let number = names[tree[id].a], number != 0 else {
      return check(id)
    }
    let parameter = unit.facts.variable(numbered: number)
    guard parameter.isParameter, parameter.owner === function, let fields = parameter.fields else {
      return check(id)
    }
    let base = check(id)
    parameter.noteField(field, among: fields)
    return base
  }

  /// The type of a column; an error where the columns are known and do not have it.
  func column(_ name: String, of type: Type, _ span: Span, field id: NodeID = 0) -> Type {
    let columns: [Column]?
    switch type {
    case .record(let known): columns = known
    case .entity(_, let known): columns = known
    default: columns = nil
    }
    guard let columns else {
      if case .entity(let kind, nil) = type, !["kind", "id", "name"].contains(name) {
        error(CheckFault.fieldOfMention(name, kind: kind), span)
      }
      return .any
    }
    if let found = columns.first(where: { sameBytes($0.name, name) }) {
      if let words = found.words, id != 0 { closedSets[id] = words }
      return found.type
    }
    error(CheckFault.unknownColumn(name, columns: columns.map(\.name)), span)
    return .any
  }

  private func index(_ node: Node) -> Type {
    let base = check(node.a)
    let index = check(node.b)
    switch base {
    case .list, .rows:
      if case .range = index { return base }
      expect(index, .oneOf([.int, .range]), tree[node.b].span, "an index")
      return node.op == 1 ? .any : item(of: base)
    default: return .any
    }
  }

  private func list(_ node: Node) -> Type {
    var item: Type?
    for id in tree.list(node.a, node.b) {
      let type = check(id)
      let isSpread = tree[id].kind == .spread
      if isSpread { expect(type, .list(.any), tree[id].span, "`...` in a list") }
      let one = isSpread ? self.item(of: type) : type
      item = item.map { merged($0, one) } ?? one
    }
    return .list(item ?? .any)
  }

  private func record(_ node: Node) -> Type {
    var columns: [Column]? = []
    // The place of each key among the columns.
    var seen: [ExactText: Int] = [:]
    var own: Set<ExactText> = []
    for id in tree.list(node.a, node.b) {
      if tree[id].kind == .spread {
        let type = check(tree[id].a)
        expect(type, .record(nil), tree[id].span, "`...` in a record")
        for column in type.columns ?? [] where seen[ExactText(column.name)] == nil {
          seen[ExactText(column.name)] = columns?.count ?? 0
          columns?.append(column)
        }
        if type.columns == nil { columns = nil }
        continue
      }
      if tree[id].kind == .computedEntry {
        let type = check(tree[id].a)
        expect(type, .string, tree[tree[id].a].span, "a key")
        check(tree[id].b)
        columns = nil
        continue
      }
      let key = ExactText(tree.text(tree[id].a))
      let type = check(tree[id].b)
      if !own.insert(key).inserted { error(CheckFault.keyTwice(key.text), tree[id].span) }
      if let place = seen[key] {
        columns?[place] = Column(key.text, type)
      } else {
        seen[key] = columns?.count ?? 0
        columns?.append(Column(key.text, type))
      }
    }
    return .record(columns)
  }

  /// Checks a closure; `parameterTypes` are those of what calls it.
  func closure(_ id: NodeID, parameterTypes: [Type]) -> Type {
    let node = tree[id]
    let info = FunctionInfo(kind: .closure, name: "closure", unit: unit, parent: function)
    unit.facts.keep(info, of: id)
    inside(info) {
      for (number, pattern) in tree.list(node.a, node.b).enumerated() {
        let type = number < parameterTypes.count ? parameterTypes[number] : .any
        if tree[pattern].kind == .bindName {
          bind(pattern, type, isParameter: true)
        } else {
          let hidden = Variable(
            OwnNames.absent, isMutable: false, span: tree[pattern].span, owner: info, type: type)
          hidden.fields = nil
          info.add(parameter: hidden)
          bind(pattern, type)
        }
      }
      let result = block(statements: tree.list(tree[node.c].a, tree[node.c].b), isTop: false)
      info.result = result
      unit.types.keep(result, of: node.c)
    }
    return .closure
  }

  /// Checks a row argument: an expression over the current row.
  func rowArgument(_ id: NodeID, row: Type) -> Type {
    let info = FunctionInfo(kind: .row, name: "row", unit: unit, parent: function)
    unit.facts.keep(info, of: id)
    inside(info) {
      let variable = Variable(
        tree.ownNames.it, isMutable: false, span: tree[id].span, owner: info, type: row)
      variable.isUsed = true
      variable.isParameter = true
      info.row = variable
      if variable.number != OwnNames.absent { names.make(variable.number, unit.facts.add(variable)) }
      info.result = check(tree[id].a)
    }
    return info.result
  }

  private func inside(_ info: FunctionInfo, _ body: () -> Void) {
    let saved = (function, loopDepth, loopsAroundFinally, isRepeated)
    function = info
    loopDepth = 0
    loopsAroundFinally = nil
    isRepeated = false
    names.open()
    body()
    closeBlock()
    (function, loopDepth, loopsAroundFinally, isRepeated) = saved
  }

  private func binary(_ node: Node) -> Type {
    let op = BinaryOperator(rawValue: node.op) ?? .add
    if case .and = op { return logical(node) }
    if case .or = op { return logical(node) }
    let left = check(node.a)
    let right = check(node.b)
    if !closedSets.isEmpty { checkWords(op, node) }
    switch op {
    case .coalesce: return merged(withoutNull(left), right)
    case .matches, .notMatches: checkPattern(node.b)
    case .equal, .notEqual:
      compare(left, with: node.b)
      compare(right, with: node.a)
    case .within, .notWithin: compare(left, with: node.b)
    default: break
    }
    return operate(op, left, right, node.span)
  }

  private func logical(_ node: Node) -> Type {
    condition(node.a)
    condition(node.b)
    return .bool
  }

  /// A wrong constant pattern is found before anything runs.
  private func checkPattern(_ id: NodeID) {
    guard tree[id].kind == .text else { return }
    do throws(Fault) {
      _ = try context.patterns.pattern(tree.text(tree[id].a))
    } catch {
      self.error(error.words, tree[id].span)
    }
  }

  private func pipeline(_ node: Node) -> Type {
    let stages = tree.list(node.a, node.b)
    var type = Type.any
    for (number, stage) in stages.enumerated() {
      if number == 0 {
        type = check(stage)
      } else {
        type = tree[stage].kind == .inStage ? inStage(stage, input: type) : call(stage, input: type)
        unit.types.keep(type, of: stage)
      }
    }
    return type
  }

  /// Checks a stage that is no command: it must read `$in`, what the stage before it gives, as a list where that is rows.
  private func inStage(_ id: NodeID, input: Type) -> Type {
    let node = tree[id]
    let told = diagnostics.count
    names.open()
    let variable = Variable(
      tree.ownNames.input, isMutable: false, span: node.span, owner: function, type: input)
    let own = unit.facts.add(variable)
    if variable.number != OwnNames.absent { names.make(variable.number, own) }
    unit.facts.keep(own, of: id)
    let type = check(node.a)
    if !variable.isUsed {
      diagnostics.removeSubrange(min(told, diagnostics.count)...)
      refuseUnread(node.a)
    }
    variable.isUsed = true
    closeBlock()
    return type
  }

  private func refuseUnread(_ stage: NodeID) {
    let unread: UnreadStage
    switch tree[stage].kind {
    case .rowField,
      .field where tree[tree[stage].a].kind == .rowField:
      let path = tree.source.text(tree[stage].span).drop { $0 == "." }
      unread = .field(path: String(path))
    case .ifElse, .match, .tryCatch: unread = .choice
    default: unread = .value
    }
    error(CheckFault.unreadInput(unread), tree[stage].span)
  }

  /// A loop, not a recursion: a chain of `else if` is as long as it is.
  private func ifElse(_ node: Node) -> Type {
    var node = node
    var types: [Type] = []
    while true {
      condition(node.a)
      types.append(block(node.b))
      guard node.c != 0, tree[node.c].kind == .ifElse else { break }
      node = tree[node.c]
    }
    let last = node.c == 0 ? Type.null : block(node.c)
    return types.reversed().reduce(last) { merged($1, $0) }
  }

  private func match(_ node: Node) -> Type {
    let subject = check(node.a)
    var result: Type?
    for id in tree.list(node.b, node.c) {
      let arm = tree[id]
      var parts = Array(tree.list(arm.a, arm.b))
      let body = parts.removeLast()
      names.open()
      for pattern in parts {
        matchPattern(pattern, subject)
        if tree[pattern].kind == .matchValue { checkWord(tree[pattern].a, like: node.a) }
      }
      if parts.count > 1, !names.isBlockEmpty {
        error(CheckFault.namesInAlternatives, arm.span)
      }
      if arm.c != 0 { condition(arm.c) }
      let type = tree[body].kind == .block ? block(body) : check(body)
      unit.types.keep(type, of: body)
      closeBlock()
      result = result.map { merged($0, type) } ?? type
    }
    return result ?? .any
  }

  private func tryCatch(_ id: NodeID, _ node: Node) -> Type {
    var type = block(node.a)
    if node.b != 0 {
      names.open()
      if let name = tree.catchName(id) {
        define(id, name, tree[node.b].span, type: .error).isUsed = true
      }
      type = merged(type, block(node.b))
      closeBlock()
    }
    if node.c != 0 {
      let outer = loopsAroundFinally
      loopsAroundFinally = loopDepth
      block(node.c)
      loopsAroundFinally = outer
    }
    return type
  }
}
