internal import Base
package import Syntax

/// A name that holds a value: found by the checker, given a register by the compiler.
final class Variable {
  /// Its name's number in the tree of its owner, or `OwnNames.absent`.
  let number: UInt32
  let isMutable: Bool
  let span: Span
  /// The function whose registers hold it.
  let owner: FunctionInfo
  var type: Type
  /// The number among the globals where `def`s (or later lines of the REPL) see it.
  var global: Int?
  var isUsed = false
  /// How often it is read at most: 2 stands for all more than once.
  private(set) var reads = 0
  /// Where it is read, as far as there is room; none once a place may run several times.
  private var places = SIMD8<UInt32>(repeating: 0)
  private var placeCount = 0
  /// A parameter that a stream may stay in: one place reads it, once.
  var mayBeStream = false
  /// Of a name for a closure that never changes: how many parameters that takes.
  var arity: Int?
  /// The current row of a row argument, or a parameter.
  var isParameter = false
  /// The fields that are read of it; nil once it is used in another way.
  var fields: [String]? = []
  /// Set by the compiler when the statement that makes it is compiled.
  var register = -1

  var name: String { number == OwnNames.absent ? "" : owner.unit.tree.text(number) }

  init(_ number: UInt32, isMutable: Bool, span: Span, owner: FunctionInfo, type: Type) {
    self.number = number
    self.isMutable = isMutable
    self.span = span
    self.owner = owner
    self.type = type
  }

  /// Notes that one more place reads it.
  func noteRead(at span: Span, isRepeated: Bool) {
    reads = min(2, reads + (isRepeated ? 2 : 1))
    if isRepeated { placeCount = .max }
    guard placeCount < places.scalarCount else {
      placeCount = .max
      return
    }
    places[placeCount] = span.start
    placeCount += 1
  }

  /// Whether what stands there surely reads it once.
  func isReadOnce(in span: Span) -> Bool {
    guard placeCount <= places.scalarCount else { return false }
    return (0..<placeCount).count { places[$0] >= span.start && places[$0] < span.end } == 1
  }

  /// Notes that a field is read; a set of fields too large to be worth narrowing counts as all fields.
  func noteField(_ name: String, among known: [String]?) {
    guard let known, known.count < 64 else {
      fields = nil
      return
    }
    fields = known.contains { sameBytes($0, name) } ? known : known + [name]
  }
}

/// How a function refers to a name in its code.
enum Binding {
  case local(Variable)
  case global(Variable)
  /// A captured value, by its number.
  case capture(Int)
  case now
  case arguments
  case environment
}

/// A function while it is checked and compiled: a script's body, a `def`, a closure or a row argument.
final class FunctionInfo {
  enum Kind { case script, def, closure, row }

  let kind: Kind
  let name: String
  let unit: Unit
  let parent: FunctionInfo?
  /// What it captures: the variable of the enclosing function, or the enclosing function's own capture.
  private(set) var captures: [(outer: Binding, variable: Variable)] = []
  private var captureNumbers: [ObjectIdentifier: Int] = [:]
  var parameters: [Variable] {
    get { row.map { [$0] } ?? named }
    set { named = newValue }
  }
  private var named: [Variable] = []
  /// A `def` whose declared result is surely no stream: rows that it gives are read at its end.
  var givesNoStream = false
  var effect: Effect = .read
  var calls: [DefInfo] = []
  var inner: [FunctionInfo] = []
  /// The current row, in a row argument: its only parameter.
  var row: Variable?
  /// The type of a closure's or row argument's result.
  var result = Type.any

  /// The effect with that of everything it calls, once it is known.
  var whole: Effect?
  /// When the search for that came here first, and the earliest one that is reached from here; 0 before it came.
  var (order, low) = (0, 0)

  init(kind: Kind, name: String, unit: Unit, parent: FunctionInfo?) {
    self.kind = kind
    self.name = name
    self.unit = unit
    self.parent = parent
    parent?.inner.append(self)
  }

  /// The number of a variable among the captures; nil if it is not captured.
  func capture(of variable: Variable) -> Int? {
    captures.isEmpty ? nil : captureNumbers[ObjectIdentifier(variable)]
  }

  /// Captures one more variable; gives its number.
  func addCapture(_ outer: Binding, _ variable: Variable) -> Int {
    captureNumbers[ObjectIdentifier(variable)] = captures.count
    captures.append((outer, variable))
    return captures.count - 1
  }

  /// Adds a parameter behind the others.
  func add(parameter: Variable) {
    parameter.isParameter = true
    named.append(parameter)
  }
}

/// A `def`: what calls need to know, and where its code will be.
package final class DefInfo {
  /// The name by which code calls it.
  package let name: String
  /// Its parameters, result and doc text as those of a command.
  package let signature: Signature
  /// The same for help: its effect is that of all that it calls.
  package var described: Signature {
    var described = signature
    described.effect = info.wholeEffect()
    return described
  }
  let node: NodeID
  let info: FunctionInfo
  private(set) var slot: FunctionSlot
  var isChecked = false

  init(name: String, signature: Signature, node: NodeID, info: FunctionInfo) {
    self.name = name
    self.signature = signature
    self.node = node
    self.info = info
    slot = FunctionSlot()
  }

  /// In the dialogue: callers of the old `def` call this one from now on, if they lay their arguments out as it wants them.
  func takePlace(of old: DefInfo) {
    if layout == old.layout { slot = old.slot }
  }

  /// The facts that a caller's code depends on: how many arguments it takes, and the defaults of flags.
  private var layout: [String] {
    signature.positional.map { $0.isOptional ? "optional" : "required" } + [
      signature.rest == nil ? "" : "rest"
    ]
      + signature.flags.map { "\($0.name) \($0.type == nil) \(hasDefault($0.name))" }
  }

  /// True iff a flag has a default, which the `def` itself calculates.
  func hasDefault(_ flag: String) -> Bool { defaults.contains(ExactText(flag)) }

  /// The flags that have a default.
  private lazy var defaults: Set<ExactText> = {
    let tree = info.unit.tree
    var names: Set<ExactText> = []
    for id in tree.list(tree[node].b, tree[node].c).dropFirst(3)
    where tree[id].op == 2 && tree.list(tree[id].b, tree[id].c).dropFirst().first != 0 {
      names.insert(ExactText(tree.text(tree[id].a)))
    }
    return names
  }()
}

/// Where the code of a function is found: callers keep the slot, so that a `def` may be compiled after them or replaced.
final class FunctionSlot {
  var function: Function? {
    didSet { layout = function?.layout }
  }
  /// The function's layout; nil while it has no code.
  private(set) var layout: Layout?
}

/// One parsed file with what the checker found out about it.
final class Unit {
  let tree: CheckedTree
  var facts: NodeFacts
  var types: NodeTypes
  /// By the number of a call's only word, or of its first one where the others are arguments.
  var callees: [Callee?]
  /// True iff the result of some call may not be dropped.
  var mustTake = false
  var defs: [String: DefInfo] = [:]
  /// The names that `use … as n` made, with the `def`s behind them.
  var modules: [String: Unit] = [:]
  var uses: [Unit] = []
  var isCompiled = false
  /// The definitions that importers of the file get: its own, not those that it imports.
  var ownDefs: [String: DefInfo] { defs.filter { $0.value.info.unit === self } }
  private(set) lazy var script = FunctionInfo(kind: .script, name: "script", unit: self, parent: nil)

  init(tree: Tree) {
    self.tree = CheckedTree(tree)
    facts = NodeFacts(tree.nodes.count)
    types = NodeTypes(tree.nodes.count)
    callees = [Callee?](repeating: nil, count: tree.symbols.count)
  }
}

/// A parsed file's tree as an object: who gets at it counts one reference, not one of each array.
final class CheckedTree {
  let source: Source
  let root: NodeID
  let integers: [Int64]
  let floats: [Double]
  private let nodes: [Node]
  private let links: [UInt32]
  private let symbols: Symbols
  let ownNames: OwnNames
  private let named: [(node: NodeID, name: UInt32)]

  init(_ tree: Tree) {
    source = tree.source
    root = tree.root
    integers = tree.integers
    floats = tree.floats
    named = tree.catchNames
    nodes = tree.nodes
    links = tree.links
    symbols = tree.symbols
    ownNames = OwnNames(tree.symbols)
  }

  subscript(_ id: NodeID) -> Node { nodes[Int(id)] }

  /// The children of a list that starts in the links at `start`.
  func list(_ start: UInt32, _ count: UInt32) -> ArraySlice<UInt32> {
    links[Int(start)..<(Int(start) + Int(count))]
  }

  /// The text or name with a number.
  func text(_ number: UInt32) -> String { symbols[number] }

  /// The number of a text, if it stands in the source.
  func number(of text: String) -> UInt32? { symbols.known(text) }

  /// The node of the variable that ends at a place.
  func variable(endingAt end: Int) -> NodeID? {
    nodes.lastIndex { $0.kind == .variable && Int($0.end) == end }.map { NodeID($0) }
  }

  /// How many different texts and names there are.
  var textCount: Int { symbols.count }

  /// The name that a `catch` gives the error of its `try`.
  func catchName(_ node: NodeID) -> UInt32? { Tree.catchName(named, node) }
}

/// A checked call: its target and its arguments.
final class CallPlan {
  enum Target {
    case command(any Command.Type)
    case def(DefInfo)
  }

  let callee: Callee
  var positional: [ArgumentPlan?]
  var rest: [ArgumentPlan] = []
  var flags: [ArgumentPlan?]
  /// With `...` among the positional arguments: all of them in order, told apart when running.
  var spread: [ArgumentPlan]?

  /// The plan of a call without arguments; an `ArgumentBinder` puts them in.
  init(_ callee: Callee) {
    self.callee = callee
    positional = callee.noPositional
    flags = callee.noFlags
  }

  var target: Target { callee.target }
  var signature: Signature { callee.signature }

  /// Takes the arguments out.
  func clear() {
    for index in positional.indices where positional[index] != nil { positional[index] = nil }
    for index in flags.indices where flags[index] != nil { flags[index] = nil }
    while !rest.isEmpty { rest.removeLast() }
    if spread != nil { spread = nil }
  }
}

/// The command or `def` that the words at the beginning of a call name.
final class Callee {
  let target: CallPlan.Target
  /// How many words that takes.
  let words: Int
  let name: String
  let signature: Signature
  let effect: Effect
  /// Its result must not be discarded.
  let mustBeTaken: Bool
  /// It ends the run, and so the block where it stands.
  let isExit: Bool
  /// Some parameter is a key, which is another one for each row.
  let takesKeys: Bool
  /// The signature asks for more than its positional parameters.
  let hasRequirements: Bool
  /// The positional arguments of an empty plan: shared until one is added.
  fileprivate let noPositional: [ArgumentPlan?]
  fileprivate let noFlags: [ArgumentPlan?]
  /// A plan without arguments, for a check behind which nothing is run: it looks at a call and gives the plan back.
  private var spare: CallPlan?

  init(_ target: CallPlan.Target, words: Int, mustBeTaken: Bool = false) {
    self.target = target
    self.words = words
    self.mustBeTaken = mustBeTaken
    switch target {
    case .command(let command):
      (signature, name) = (command.signature, command.name)
      isExit = name == "exit"
    case .def(let def):
      (signature, name) = (def.signature, def.name)
      isExit = false
    }
    effect = signature.effect
    hasRequirements = Requirements.hasMore(signature)
    noPositional = Array(repeating: nil, count: signature.positional.count)
    noFlags = Array(repeating: nil, count: signature.flags.count)
    takesKeys = (signature.positional + [signature.rest].compactMap { $0 }).contains(where: Callee.isKey)
  }

  func takePlan() -> CallPlan {
    guard let plan = spare else { return CallPlan(self) }
    spare = nil
    return plan
  }

  func giveBack(_ plan: CallPlan) {
    plan.clear()
    spare = plan
  }

  static func isKey(_ parameter: Parameter) -> Bool {
    if case .rowValue = parameter.type { return parameter.name == "key" }
    return false
  }
}

/// The state that outlives a line of the REPL: names and `def`s.
package final class Scopes {
  var globals: [String: Variable] = [:]
  var defs: [String: DefInfo] = [:]
  var modules: [String: Unit] = [:]

  /// Scopes without names, for the first line of a dialogue.
  package init() {}

  /// A line of the dialogue as a program: one that begins with `|` goes on with the last value.
  package static func continued(_ line: String) -> String {
    line.drop(while: \.isWhitespace).first == "|" ? "$last " + line : line
  }

  /// The names of variables and `def`s, for completion.
  package var names: [String] { globals.keys.sorted() + defs.keys.sorted() }

  /// The same names in a copy: checking with it leaves the original as it is.
  package func copy() -> Scopes {
    let copy = Scopes()
    copy.globals = globals
    copy.defs = defs
    copy.modules = modules
    return copy
  }

  /// The `def`s with their signatures, by name.
  package var definitions: [(name: String, signature: Signature)] {
    defs.sorted { $0.key < $1.key }.map { (name: $0.key, signature: $0.value.signature) }
  }

  /// Whether a `def` has this name.
  package func isDef(_ name: String) -> Bool { defs[name] != nil }
  /// Whether the name of a `def` begins so.
  package func hasDef(beginning text: String) -> Bool { defs.keys.contains { $0.hasPrefix(text) } }
  /// Whether `use … as` gave a file this name.
  package func isModule(_ name: String) -> Bool { modules[name] != nil }
}

/// A checked program, ready to be compiled and run.
package final class Program {
  let unit: Unit
  /// All files in the order in which their statements run: used ones first.
  let units: [Unit]
  /// The errors and warnings of all its files.
  package let diagnostics: [Diagnostic]
  /// The type of what the last statement gives.
  package let type: Type
  /// The columns of the rows that the last statement gives; nil where they are not known.
  package let rowColumns: [Column]?
  /// The kind of the things that the last statement gives, such as `account`; nil where it gives others.
  package let rowKind: String?
  /// Why checking was given up, where it was: the rest is not known then.
  private let stop: Fault?

  init(
    unit: Unit, units: [Unit], diagnostics: [Diagnostic], type: Type, rowColumns: [Column]? = nil,
    rowKind: String? = nil, stop: Fault? = nil
  ) {
    self.unit = unit
    self.units = units
    self.diagnostics = diagnostics
    self.type = type
    self.rowColumns = rowColumns
    self.rowKind = rowKind
    self.stop = stop
  }

  /// The type of the variable whose mention ends at a place; nil where none does, or it is not known.
  package func typeOfVariable(endingAt end: Int) -> Type? {
    guard let node = unit.tree.variable(endingAt: end) else { return nil }
    switch unit.facts.binding(node) {
    case .local(let variable)?, .global(let variable)?: return variable.type
    case .now?: return .datetime
    default: return nil
    }
  }

  /// Throws where checking was given up.
  package func finish() throws(Fault) {
    if let stop { throw stop }
  }

  /// Whether an error was found: then the program must not run.
  package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

  /// Whether the script, or a file that it uses, may read `$args`: whether the name stands in it.
  package var mayReadArguments: Bool { units.contains { $0.tree.ownNames.args != OwnNames.absent } }

  /// The `def main` that the script is run with, if it has one.
  package var main: DefInfo? { unit.defs["main"] }

  /// The signature of `def main` for help; running the script also does what stands outside of it.
  package var mainSignature: Signature? {
    guard let main else { return nil }
    var signature = main.described
    signature.effect = effect
    return signature
  }

  /// The `test` blocks of the file: their titles, in order.
  package var tests: [String] { testNodes.map { unit.tree.text(unit.tree[$0].a) } }

  var testNodes: [NodeID] {
    let root = unit.tree[unit.tree.root]
    return unit.tree.list(root.a, root.b).filter { unit.tree[$0].kind == .test }
  }

  /// What running the whole program may do.
  package var effect: Effect {
    var effect = unit.script.wholeEffect()
    if let main { effect.formUnion(main.info.wholeEffect()) }
    return effect
  }
}

/// Brings in the files that `use` names.
package protocol SourceLoader: AnyObject {
  /// The source of a path that stands in another source; a fault where it cannot be read.
  func load(_ path: String, from source: Source) throws(Fault) -> Source
}

/// The order of a `def`'s parameters in its registers: positional ones, the rest, flags.
enum DefParameters {
  static func ordered(_ parts: [NodeID], _ tree: CheckedTree) -> [NodeID] {
    let parameters = parts.dropFirst(3)
    return (0...2).flatMap { kind in parameters.filter { tree[$0].op == kind } }
  }
}
