internal import Base
internal import Syntax

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

/// The order of a `def`'s parameters in its registers: positional ones, the rest, flags.
enum DefParameters {
  static func ordered(_ parts: [NodeID], _ tree: CheckedTree) -> [NodeID] {
    let parameters = parts.dropFirst(3)
    return (0...2).flatMap { kind in parameters.filter { tree[$0].op == kind } }
  }
}
