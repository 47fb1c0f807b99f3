import Syntax

extension FunctionCompiler {
  mutating func variable(_ id: NodeID, into result: Int) {
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
    case .now: code.emit(.environment, flag: 2, a: result)
    case .arguments: load(.list(context.arguments.map(Value.string)), into: result)
    default: code.emit(.loadNull, a: result)
    }
  }

  /// The number of the global that is a variable's only slot: what can be changed has one.
  func global(of variable: Variable) -> Int? { variable.isMutable ? variable.global : nil }

  /// Whether this is the last read of a variable, after which its register may be emptied.
  func isMovable(_ variable: Variable) -> Bool {
    guard let tail, variable.owner === info, loops.isEmpty, guards == 0, cleanups.isEmpty else {
      return false
    }
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
    if let register = ownRegister(of: id) { return register }
    let register = code.take()
    compile(id, into: register)
    return register
  }

  /// The register that a variable has for itself; nil for all else.
  func ownRegister(of id: NodeID) -> Int? {
    guard tree[id].kind == .variable, case .local(let variable)? = unit.facts.binding(id),
      global(of: variable) == nil
    else { return nil }
    return variable.register
  }

  /// Moves a variable at its last read into the register of the result; false if it stays.
  private mutating func takes(_ id: NodeID, before right: NodeID, into result: Int) -> Bool {
    guard tree[id].kind == .variable, case .local(let variable)? = unit.facts.binding(id),
      global(of: variable) == nil, variable.register != result, isMovable(variable), isPure(right)
    else { return false }
    code.emit(.take, a: result, b: variable.register)
    return true
  }

  /// The global that a variable is, where an instruction has room for its number.
  func globalOperand(_ id: NodeID) -> Int? {
    guard tree[id].kind == .variable else { return nil }
    switch unit.facts.binding(id) {
    case .local(let variable):
      return global(of: variable).flatMap { $0 <= Instruction.largest ? $0 : nil }
    case .global(let variable): return variable.global.flatMap { $0 <= Instruction.largest ? $0 : nil }
    default: return nil
    }
  }

  /// Like `operand`, for the left of two: copied where the right one could change the variable, and moved to where the
  /// result goes at its last read.
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
    case .null, .true, .false, .int, .float, .duration, .date, .text, .variable, .rowField: return true
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
}
