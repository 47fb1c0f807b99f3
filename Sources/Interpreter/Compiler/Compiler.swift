internal import Base
import Syntax

/// Compiles a checked program to code for the machine.
package enum Compilation {
  /// The code of a program's files in the order in which they run; `def`s are put into their slots.
  ///
  /// - Parameter shows: whether the value of each statement at top level is shown; else the last one is the result.
  static func compile(_ program: Program, context: Context, shows: Bool) throws(Fault) -> [Function] {
    var scripts: [Function] = []
    for unit in program.units where !unit.isCompiled {
      let work = CompileWork(context, unit.tree.source)
      for def in unit.defs.values where def.info.unit === unit { try compile(def, work) }
      let isRoot = unit === program.unit
      var compiler = FunctionCompiler(info: unit.script, work: work, shows: isRoot && shows)
      scripts.append(compiler.script(returnsLast: isRoot && !shows))
      try work.finish()
      unit.isCompiled = true
    }
    return scripts
  }

  /// The code of one `test` block: used files first, then the file's own names and the block.
  static func compile(_ program: Program, test: NodeID, context: Context) throws(Fault) -> [Function] {
    var scripts: [Function] = []
    for unit in program.units {
      let work = CompileWork(context, unit.tree.source)
      for def in unit.defs.values where def.info.unit === unit { try compile(def, work) }
      var compiler = FunctionCompiler(info: unit.script, work: work, shows: false)
      scripts.append(
        unit === program.unit ? compiler.test(test) : compiler.script(returnsLast: false))
      try work.finish()
    }
    return scripts
  }

  private static func compile(_ def: DefInfo, _ work: CompileWork) throws(Fault) {
    var compiler = FunctionCompiler(info: def.info, work: work, shows: false)
    let function = compiler.definition(def)
    try work.finish()
    def.slot.function = function
  }
}

/// Compiles one function.
struct FunctionCompiler {
  let info: FunctionInfo
  let work: CompileWork
  let shows: Bool
  var code: Assembler
  var loops: [Loop] = []
  var cleanups: [Cleanup] = []
  /// Holes found while cleanups are being copied, for the cleanup with that number.
  var pendingHoles: [((Int, Int), Int)] = []
  /// Whether what is compiled next gives the function's value.
  var isTail = false
  /// The expression of the function's value: a variable that it reads once is moved out of its register.
  var tail: Span?
  /// How many `try`s, `plan`s and `batch`es are around what is being compiled: no stream leaves them.
  var guards = 0

  /// A `for` or `while` around what is being compiled.
  struct Loop {
    var breaks: [Int] = []
    var continues: [Int] = []
    /// How many `finally` blocks were open around it.
    let cleanups: Int
  }

  /// A `finally` block around what is being compiled (0: a `plan` or `batch`), and the code that it must not
  /// watch: its own copies.
  struct Cleanup {
    let block: NodeID
    var holes: [(Int, Int)] = []
  }

  init(info: FunctionInfo, work: CompileWork, shows: Bool) {
    self.info = info
    self.work = work
    self.shows = shows
    code = Assembler(registers: info.parameters.count, work: work)
    for (index, parameter) in info.parameters.enumerated() { parameter.register = index }
  }

  var context: Context { work.context }

  var unit: Unit { info.unit }
  var tree: CheckedTree { info.unit.tree }

  /// Compiles a file's statements.
  mutating func script(returnsLast: Bool) -> Function {
    context.machine.reserveGlobals(context.globalNames.count)
    let result = code.take()
    let statements = Array(tree.list(tree[tree.root].a, tree[tree.root].b))
    for (number, id) in statements.enumerated() {
      if returnsLast, number == statements.count - 1 {
        statement(id, into: result)
      } else {
        topStatement(id)
      }
    }
    if !returnsLast || statements.isEmpty { code.emit(.loadNull, a: result) }
    code.emit(.return, a: result)
    return code.function(info)
  }

  /// Compiles a `test` block behind the names that its file makes; other statements are not for tests.
  mutating func test(_ id: NodeID) -> Function {
    context.machine.reserveGlobals(context.globalNames.count)
    let result = code.take()
    for statement in tree.list(tree[tree.root].a, tree[tree.root].b)
    where tree[statement].kind == .bind || tree[statement].kind == .mutable {
      discard(statement)
    }
    block(tree[id].b, into: nil)
    code.emit(.loadNull, a: result)
    code.emit(.return, a: result)
    return code.function(info)
  }

  private mutating func topStatement(_ id: NodeID) {
    if shows, isValue(id) {
      let start = code.top
      let register = code.take()
      statement(id, into: register)
      code.showLastCall(register)
      code.span = tree[id].span
      code.emit(.show, a: register)
      code.release(to: start)
    } else {
      discard(id)
    }
  }

  /// Compiles a `def`: defaults of parameters, checks of their types, the body.
  mutating func definition(_ def: DefInfo) -> Function {
    let parts = Array(tree.list(tree[def.node].b, tree[def.node].c))
    for (register, id) in DefParameters.ordered(parts, tree).enumerated() {
      prepare(register, tree[id], def.signature)
    }
    let result = code.take()
    isTail = true
    block(parts[1], into: result)
    code.span = tree[def.node].span
    if info.givesNoStream, let last = tree.list(tree[parts[1]].a, tree[parts[1]].b).last, mayBeStream(last) {
      code.emit(.collect, a: result)
    }
    code.emit(.return, a: result)
    let function = code.function(info)
    function.signature = DefSignature(
      required: def.signature.positional.filter { !$0.isOptional }.count,
      positional: def.signature.positional.count,
      hasRest: def.signature.rest != nil, flags: def.signature.flags.count)
    return function
  }

  private mutating func prepare(_ register: Int, _ node: Node, _ signature: Signature) {
    let extra = Array(tree.list(node.b, node.c))
    code.span = node.span
    if extra[1] != 0 {
      let skip = code.jump(.jumpIfPresent, a: register)
      if info.parameters[register].mayBeStream {
        compile(extra[1], into: register)
      } else {
        collected(extra[1], into: register)
      }
      code.land(skip)
    }
    let type: Type?
    switch node.op {
    case 0: type = signature.positional[register].type
    case 2:
      let flag = register - signature.positional.count - (signature.rest == nil ? 0 : 1)
      type = signature.flags[flag].type.map { extra[1] == 0 ? .optional($0) : $0 }
    default: type = signature.rest.map { .list($0.type) }
    }
    guard let type, extra[0] != 0 else { return }
    if case .any = type { return }
    let name = tree.text(node.a)
    code.types.append(TypedParameter(name: node.op == 2 ? "--" + name : name, type: type))
    let kind = TypeTest.kind(type).map { UInt8(truncatingIfNeeded: $0) } ?? TypeTest.noKind
    code.emit(.checkType, flag: kind, a: register, b: code.types.count - 1)
  }

  /// Compiles a closure or row argument.
  mutating func closureBody(_ id: NodeID) -> Function {
    let node = tree[id]
    code.span = node.span
    if node.kind == .closure {
      for (register, pattern) in tree.list(node.a, node.b).enumerated() where tree[pattern].kind != .bindName
      {
        destructure(pattern, from: register)
      }
      let result = code.take()
      isTail = true
      blockStatements(node.c, into: result)
      code.emit(.return, a: result)
      let function = code.function(info)
      let body = tree.list(tree[node.c].a, tree[node.c].b)
      if body.count == 1, let only = body.first {
        if isTruth(only) { function.rowFields = rowFields }
        if function.types.isEmpty, info.parameters.count == 1 { function.rowFacts = facts(of: only) }
      }
      return function
    }
    info.row?.register = 0
    let result = code.take()
    isTail = true
    compile(node.a, into: result)
    code.emit(.return, a: result)
    let function = code.function(info)
    function.rowFacts = facts(of: node.a)
    function.isRow = true
    if isTruth(node.a) { function.rowFields = rowFields }
    return function
  }

  /// The fields of the row that are looked at; nil where it is used in another way.
  private var rowFields: [String]? { info.parameters.isEmpty ? [] : info.parameters[0].fields }

  /// Whether an expression gives true or false, or fails: a closure would be called with the whole row.
  private func isTruth(_ id: NodeID) -> Bool {
    let node = tree[id]
    switch node.kind {
    case .binary:
      switch BinaryOperator(rawValue: node.op) {
      case .equal, .notEqual, .less, .lessEqual, .greater, .greaterEqual, .matches, .notMatches, .within,
        .notWithin, .has, .and, .or:
        return true
      default: return false
      }
    case .not, .true, .false: return true
    default: return false
    }
  }

  // MARK: row facts

  private func facts(of id: NodeID) -> RowFacts {
    var facts = RowFacts()
    facts.path = path(id)
    (facts.conjuncts, facts.isWhole) = conjuncts(of: id)
    return facts
  }

  /// The fields that an expression takes out of the row, one out of the other, where it does nothing else.
  private func path(_ id: NodeID) -> [String]? {
    var names: [String] = []
    var node = tree[id]
    while node.kind == .field, node.op == 0 {
      names.append(tree.text(node.b))
      node = tree[node.a]
    }
    switch node.kind {
    case .rowField where node.op == 0: names.append(tree.text(node.a))
    case .variable where isFirstParameter(node): break
    default: return nil
    }
    return names.isEmpty ? nil : names.reversed()
  }

  /// Whether a variable is the first parameter of the closure that is compiled.
  private func isFirstParameter(_ node: Node) -> Bool {
    guard info.kind == .closure, let first = info.parameters.first else { return false }
    return sameBytes(first.name, tree.text(node.a))
  }

  /// The comparisons of columns with what does not depend on the row that a condition begins with, and whether it is
  /// nothing else.
  private func conjuncts(of id: NodeID) -> ([RowConjunct], isWhole: Bool) {
    let node = tree[id]
    guard node.kind == .binary, let op = BinaryOperator(rawValue: node.op) else { return ([], false) }
    if op == .and {
      let left = conjuncts(of: node.a)
      guard left.isWhole else { return left }
      let right = conjuncts(of: node.b)
      return (left.0 + right.0, right.isWhole)
    }
    if let comparison = comparison(op), let column = column(node.a), !dependsOnRow(node.b) {
      return (
        [RowConjunct(column: column, comparison: comparison, operand: operandFunction(node.b))], true
      )
    }
    if let comparison = comparison(op)?.mirrored, let column = column(node.b), !dependsOnRow(node.a) {
      return (
        [RowConjunct(column: column, comparison: comparison, operand: operandFunction(node.a))], true
      )
    }
    return ([], false)
  }

  /// The column of the row that an expression is; nil where it is something else.
  private func column(_ id: NodeID) -> String? {
    guard let path = path(id), path.count == 1 else { return nil }
    return path[0]
  }

  private func comparison(_ op: BinaryOperator) -> RowComparison.Operator? {
    switch op {
    case .equal: .equal
    case .notEqual: .notEqual
    case .less: .less
    case .lessEqual: .lessEqual
    case .greater: .greater
    case .greaterEqual: .greaterEqual
    case .within: .within
    case .notWithin: .notWithin
    default: nil
    }
  }

  /// True unless the expression surely gives the same for every row, without calling anything.
  private func dependsOnRow(_ id: NodeID) -> Bool {
    let node = tree[id]
    switch node.kind {
    case .null, .true, .false, .int, .float, .duration, .date, .text: return false
    case .variable:
      let name = tree.text(node.a)
      return name == "it" || info.parameters.contains { sameBytes($0.name, name) }
    case .negate, .not: return dependsOnRow(node.a)
    case .field: return dependsOnRow(node.a)
    case .binary: return dependsOnRow(node.a) || dependsOnRow(node.b)
    case .list: return tree.list(node.a, node.b).contains { dependsOnRow($0) }
    default: return true
    }
  }

  private func operandFunction(_ id: NodeID) -> Function {
    var inner = FunctionCompiler(info: info, work: work, shows: false)
    let result = inner.code.take()
    inner.compile(id, into: result)
    inner.code.emit(.return, a: result)
    return inner.code.function(info)
  }
}

extension RowComparison.Operator {
  /// The same comparison with its sides exchanged; nil if there is none.
  fileprivate var mirrored: RowComparison.Operator? {
    switch self {
    case .equal, .notEqual: self
    case .less: .greater
    case .lessEqual: .greaterEqual
    case .greater: .less
    case .greaterEqual: .lessEqual
    default: nil
    }
  }
}
