internal import Syntax

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
