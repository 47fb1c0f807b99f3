internal import Base
package import Syntax

/// Checks a parsed program: names, commands, flags, columns, types, before anything runs.
///
/// Several errors in one pass; the tables it fills in the units are what the compiler reads.
package final class Checker {
  let context: Context
  let loader: (any SourceLoader)?
  let scopes: Scopes?
  var diagnostics: [Diagnostic] = []
  var units: [Unit] = []
  private var loaded: [ExactText: Unit] = [:]
  private var loading: [String] = []
  /// The state of the function that is being checked.
  var unit: Unit { didSet { tree = unit.tree } }
  private(set) var tree: CheckedTree
  var function: FunctionInfo
  var names = Names(count: 0)
  var loopDepth = 0
  /// How many loops were around the innermost `finally` when it began; nil outside of one.
  var loopsAroundFinally: Int?
  /// Whether the code being checked may run more than once for one call of its function.
  var isRepeated = false
  /// Why checking was given up.
  private var stop: Fault?
  private var nodesSeen = 0
  /// Whether the checked code may be run: the arguments of its calls are kept as they were bound.
  let isForRunning: Bool
  /// The `plan`s and `batch`es around the code being checked.
  var effectBlocks: [BlockKind] = []
  var guarded: [GuardedCall] = []
  /// Fields whose values are a closed set, by their nodes in the file that is checked: the type that reads them.
  var closedSets: [NodeID: String] = [:]

  /// Makes a checker for one program.
  ///
  /// - Parameter scopes: what earlier lines left, in the REPL; nil for scripts.
  /// - Parameter isForRunning: false for a look at a program that is never run.
  package init(
    context: Context, loader: (any SourceLoader)?, scopes: Scopes? = nil, isForRunning: Bool = true
  ) {
    self.context = context
    self.isForRunning = isForRunning
    self.loader = loader
    self.scopes = scopes
    unit = Unit(tree: parse(Source(name: "", text: "")).tree)
    tree = unit.tree
    function = unit.script
  }

  /// Checks a parsed source and everything it uses.
  package func check(_ parsed: Parsed) -> Program {
    let root = Unit(tree: parsed.tree)
    diagnostics = parsed.hasErrors ? [] : parsed.diagnostics
    var type = Type.any
    if parsed.hasErrors { tellUnread(parsed, root) } else { type = check(root) }
    checkGuarded(root)
    // A line with an error is not compiled: what it defines must not hide what earlier lines defined.
    if let scopes, stop == nil, !diagnostics.contains(where: { $0.severity == .error }) {
      scopes.defs = root.defs
      scopes.modules = root.modules
    }
    var rowKind: String?
    if case .entity(let kind, _) = item(of: type) { rowKind = kind }
    return Program(
      unit: root, units: units, diagnostics: diagnostics.sortedByPlace(), type: type,
      rowColumns: item(of: type).columns ?? type.columns, rowKind: rowKind, stop: stop)
  }

  /// True iff checking is given up: looks at signals and time once in many calls.
  func givesUp() -> Bool {
    nodesSeen &+= 1
    if nodesSeen & 0x3FF == 0, stop == nil {
      do throws(Fault) {
        try context.machine.checkStop()
      } catch {
        stop = error
      }
    }
    return stop != nil
  }

  /// Checks one file: its `use`s and `def`s first, then its statements, then the bodies of its `def`s; gives the type of
  /// its last statement.
  @discardableResult
  private func check(_ checked: Unit) -> Type {
    let saved = (unit, function, names, loopDepth, loopsAroundFinally, effectBlocks, closedSets, isRepeated)
    defer {
      (unit, function, names, loopDepth, loopsAroundFinally, effectBlocks, closedSets, isRepeated) = saved
    }
    closedSets = [:]
    isRepeated = false
    loopsAroundFinally = nil
    unit = checked
    function = checked.script
    names = Names(count: checked.tree.textCount)
    names.open()
    loopDepth = 0
    if let scopes {
      checked.defs = scopes.defs
      checked.modules = scopes.modules
    }
    let statements = tree.list(tree[tree.root].a, tree[tree.root].b)
    for id in statements where tree[id].kind == .use { use(id) }
    for id in statements where tree[id].kind == .def { declare(id) }
    units.append(checked)
    let type = block(statements: statements, isTop: true)
    for def in checked.defs.values where !def.isChecked && def.info.unit === checked { checkBody(def) }
    closeBlock()
    return type
  }

  // MARK: use

  private func use(_ id: NodeID) {
    let node = tree[id]
    let path = tree.text(node.a)
    guard let loader else {
      error(CheckFault.noFiles, node.span)
      return
    }
    let source: Source
    do throws(Fault) {
      source = try loader.load(path, from: tree.source)
    } catch {
      self.error(error.words, node.span)
      return
    }
    if (loading + [tree.source.name]).contains(where: { sameBytes($0, source.name) }) {
      error(CheckFault.circle(loading + [source.name]), node.span)
      return
    }
    let used = loaded[ExactText(source.name)] ?? load(source)
    unit.uses.append(used)
    if node.b > 0 {
      unit.modules[tree.text(node.b - 1)] = used
      return
    }
    for (name, def) in used.ownDefs where name != "main" {
      if let other = unit.defs[name], other.info.unit !== used, other.info.unit !== unit {
        error(CheckFault.ambiguousDef(name), node.span)
      }
      unit.defs[name] = def
    }
  }

  private func load(_ source: Source) -> Unit {
    let parsed = parse(source)
    diagnostics.append(contentsOf: parsed.diagnostics)
    let used = Unit(tree: parsed.tree)
    loaded[ExactText(source.name)] = used
    guard !parsed.hasErrors else { return used }
    for id in parsed.tree.list(parsed.tree[parsed.tree.root].a, parsed.tree[parsed.tree.root].b) {
      switch parsed.tree[id].kind {
      case .def, .bind, .use, .test: continue
      default:
        diagnostics.append(
          Diagnostic(CheckFault.statementInUsedFile, source: source, span: parsed.tree[id].span))
      }
    }
    loading.append(source.name)
    check(used)
    loading.removeLast()
    return used
  }

  // MARK: def

  private func declare(_ id: NodeID) {
    let node = tree[id]
    let name = tree.text(node.a)
    let parts = Array(tree.list(node.b, node.c))
    if RowCommands.isReserved(name) {
      error(CheckFault.reservedCommand(name), node.span)
    } else if let old = unit.defs[name], old.info.unit === unit, scopes == nil {
      error(CheckFault.definedTwice(name), node.span)
    } else if let old = unit.defs[name], old.info.unit !== unit, scopes == nil {
      warning(CheckFault.hidesUsed(name), node.span)
    } else if context.registry.command(name) != nil {
      warning(CheckFault.hidesCommand(name), node.span)
    } else if context.registry.isFamily(name) {
      error(CheckFault.familyName(name), node.span)
    }
    let info = FunctionInfo(kind: .def, name: name, unit: unit, parent: unit.script)
    let signature = self.signature(of: parts, name: name)
    let def = DefInfo(name: name, signature: signature, node: id, info: info)
    if let old = scopes?.defs[name] { def.takePlace(of: old) }
    unit.defs[name] = def
  }

  /// The signature of a `def`, from its parameters and the comment above it.
  private func signature(of parts: [NodeID], name: String) -> Signature {
    let doc = tree.text(parts[0]).split(separator: "\n", maxSplits: 1)
    var signature = Signature(
      doc.first.map(String.init) ?? "", category: .flow, output: parts[2] == 0 ? .any : type(of: parts[2]))
    signature.details = doc.count > 1 ? String(doc[1]) : ""
    var sawOptional = false
    var positional: [Parameter] = []
    var flags: [Flag] = []
    for id in parts.dropFirst(3) {
      let node = tree[id]
      let name = tree.text(node.a)
      let extra = Array(tree.list(node.b, node.c))
      let given: Type? = extra[0] == 0 ? nil : type(of: extra[0])
      switch node.op {
      case 1: signature.rest = Parameter(name, given ?? .any, "")
      case 2:
        let short = extra[2] == 0 ? nil : Unicode.Scalar(extra[2]).map(Character.init)
        flags.append(Flag(name, given, "", short: short))
      default:
        if signature.rest != nil { error(CheckFault.behindRest, node.span) }
        let isOptional = extra[1] != 0
        if sawOptional, !isOptional {
          error(CheckFault.defaultMissing(name), node.span)
        }
        sawOptional = sawOptional || isOptional
        positional.append(Parameter(name, given ?? .any, "", optional: isOptional))
      }
    }
    signature.positional = positional
    signature.flags = flags
    if let first = signature.positional.first { signature.input = .optional(first.type) }
    return signature
  }

  private func checkBody(_ def: DefInfo) {
    def.isChecked = true
    let saved = (function, loopDepth, loopsAroundFinally, effectBlocks, isRepeated)
    defer { (function, loopDepth, loopsAroundFinally, effectBlocks, isRepeated) = saved }
    isRepeated = false
    loopsAroundFinally = nil
    effectBlocks = []
    function = def.info
    names.open()
    loopDepth = 0
    let parts = Array(tree.list(tree[def.node].b, tree[def.node].c))
    for id in DefParameters.ordered(parts, tree) {
      let node = tree[id]
      let extra = Array(tree.list(node.b, node.c))
      if extra[1] != 0 {
        let given = check(extra[1])
        if extra[0] != 0 {
          expect(given, type(of: extra[0]), tree[extra[1]].span, "the default of \(tree.text(node.a))")
        }
      }
      define(id, node.a, node.span, type: parameterType(node, extra), isParameter: true)
    }
    let result = block(parts[1])
    if parts[2] != 0 {
      let type = type(of: parts[2])
      expect(result, type, tree[parts[1]].span, "the result of `\(def.name)`")
      function.givesNoStream = NodeTypes.mark(of: type) != .open
    }
    closeBlock()
    for parameter in function.parameters { parameter.mayBeStream = mayBeStream(parameter) }
  }

  /// A parameter is a list where a stream is given, unless one place reads it once.
  ///
  /// In the dialogue a `def` may take the place of one that its callers knew.
  private func mayBeStream(_ parameter: Variable) -> Bool {
    guard scopes == nil, parameter.reads < 2 else { return false }
    switch parameter.type {
    case .any, .rows, .list(.any), .optional(.any), .optional(.rows), .optional(.list(.any)): return true
    default: return false
    }
  }

  private func parameterType(_ node: Node, _ extra: [NodeID]) -> Type {
    let given: Type = extra[0] == 0 ? .any : type(of: extra[0])
    switch node.op {
    case 1: return .list(given)
    case 2 where extra[0] == 0: return .bool
    case 2 where extra[1] == 0: return .optional(given)
    default: return given
    }
  }

  // MARK: names

  /// Makes a name in the innermost block.
  @discardableResult
  func define(
    _ id: NodeID, _ number: UInt32, _ span: Span, type: Type, isMutable: Bool = false,
    isParameter: Bool = false
  ) -> Variable {
    var isReserved = false
    if tree.ownNames.contains(number), !(isParameter && tree.ownNames.isImplied(number)) {
      error(CheckFault.languageName(tree.text(number)), span)
      isReserved = true
    }
    let variable = Variable(number, isMutable: isMutable, span: span, owner: function, type: type)
    variable.isUsed = isReserved
    if isParameter {
      function.add(parameter: variable)
      variable.isUsed = true
    }
    if names.isMadeInBlock(number), !isTopOfREPL {
      error(CheckFault.nameTwice(variable.name), span)
    }
    if isTopOfREPL { makeGlobal(variable) }
    let own = unit.facts.add(variable)
    names.make(number, own)
    unit.facts.keep(own, of: id)
    return variable
  }

  /// True at the top level of a line of the REPL, where all names live on.
  private var isTopOfREPL: Bool { scopes != nil && function === unit.script && names.depth == 1 }

  private func makeGlobal(_ variable: Variable) {
    if let scopes {
      variable.global = scopes.globals[variable.name]?.global
      scopes.globals[variable.name] = variable
    }
    if variable.global == nil {
      variable.global = context.globalNames.count
      context.globalNames.append(variable.name)
    }
  }

  /// The variable of a name here; nil, after an error, if there is none.
  func resolve(_ number: UInt32, _ span: Span) -> (Binding, Type)? {
    let own = tree.ownNames
    if number == own.now { return (.now, .datetime) }
    if number == own.args { return (.arguments, .list(.string)) }
    if number == own.env { return (.environment, .any) }
    if let found = find(number, span) { return found }
    let name = tree.text(number)
    if name == "it" {
      error(CheckFault.rowOutside, span)
      return nil
    }
    if name == "in" {
      error(CheckFault.inputOutside, span)
      return nil
    }
    // After so many errors another "did you mean" is of no use, and each compares all names.
    let near = diagnostics.count > 100 ? nil : Suggestion.nearest(name, among: visibleNames)
    error(CheckFault.unknownVariable(name, near: near), span)
    return nil
  }

  private var visibleNames: [String] {
    names.all.map { unit.facts.variable(numbered: $0).name } + (scopes?.globals.keys.map { $0 } ?? [])
  }

  private func find(_ number: UInt32, _ span: Span) -> (Binding, Type)? {
    let known = names[number]
    if known != 0 { return use(unit.facts.variable(numbered: known), span) }
    if let scopes, let variable = scopes.globals[tree.text(number)] {
      variable.isUsed = true
      return (reach(global: variable, in: function), variable.type)
    }
    return nil
  }

  /// How the function that is being checked reaches a variable.
  private func use(_ variable: Variable, _ span: Span) -> (Binding, Type)? {
    variable.isUsed = true
    variable.fields = nil
    variable.noteRead(at: span, isRepeated: isRepeated || variable.owner !== function)
    if variable.global != nil, scopes != nil { return (reach(global: variable, in: function), variable.type) }
    if variable.owner === function { return (.local(variable), variable.type) }
    if let binding = capture(variable, in: function) { return (binding, variable.type) }
    // A `def` stands between: only the file's top level can be seen through it.
    if variable.global == nil { makeGlobal(variable) }
    return (reach(global: variable, in: function), variable.type)
  }

  /// A global: closures capture its value when they are made, all else reads it.
  private func reach(global variable: Variable, in inner: FunctionInfo) -> Binding {
    guard inner.kind == .closure || inner.kind == .row, let parent = inner.parent else {
      return .global(variable)
    }
    if let known = inner.capture(of: variable) { return .capture(known) }
    return .capture(inner.addCapture(reach(global: variable, in: parent), variable))
  }

  /// The capture of a variable in a closure, passing it down from its owner; nil where a `def` stands between.
  private func capture(_ variable: Variable, in inner: FunctionInfo) -> Binding? {
    if variable.owner === inner { return .local(variable) }
    guard inner.kind == .closure || inner.kind == .row, let parent = inner.parent else { return nil }
    if let known = inner.capture(of: variable) { return .capture(known) }
    guard let outer = capture(variable, in: parent) else { return nil }
    return .capture(inner.addCapture(outer, variable))
  }

  /// Ends the innermost block, and tells of its names that nothing used.
  func closeBlock() {
    while let last = names.takeLast() {
      let variable = unit.facts.variable(numbered: last)
      if variable.isUsed || scopes != nil || variable.global != nil || variable.name.hasPrefix("_") {
        continue
      }
      warning(CheckFault.unusedVariable(variable.name), variable.span)
    }
    names.close()
  }

  // MARK: reports

  @inline(never)
  func error(_ cause: some FaultCause, _ span: Span) {
    diagnostics.append(Diagnostic(cause, source: tree.source, span: span))
  }

  @inline(never)
  func warning(_ cause: CheckFault, _ span: Span) {
    diagnostics.append(Diagnostic(cause, severity: .warning, source: tree.source, span: span))
  }
}

extension [Diagnostic] {
  /// By file in the order of first use, then by place.
  fileprivate func sortedByPlace() -> [Diagnostic] {
    var files: [ExactText: Int] = [:]
    func file(_ diagnostic: Diagnostic) -> ExactText { ExactText(diagnostic.source?.name ?? "") }
    for diagnostic in self where files[file(diagnostic)] == nil { files[file(diagnostic)] = files.count }
    var told: Set<ExactText> = []
    return enumerated().filter { _, diagnostic in
      // A type or default may be looked at more than once.
      told.insert(
        ExactText(
          "\(diagnostic.source?.name ?? "") \(diagnostic.span) \(diagnostic.code) \(diagnostic.message)")
      ).inserted
    }.sorted { left, right in
      let a = (files[file(left.element)] ?? 0, Int(left.element.span.start), left.offset)
      let b = (files[file(right.element)] ?? 0, Int(right.element.span.start), right.offset)
      return a < b
    }.map(\.element)
  }
}
