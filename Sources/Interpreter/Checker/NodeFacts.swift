import Syntax

/// The checker's facts about the nodes of a tree, indexed by the node's number without hashing.
///
/// A node has at most one of these, by its kind: one table of numbers serves for all.
struct NodeFacts {
  private enum Tag: UInt32 { case none, binding, local, variable, callee, function }

  private var bindings: [Binding] = []
  private var variables: [Variable] = []
  private var callees: [Callee] = []
  /// By the place of its callee: the arguments of a call that may be run.
  private var plans: [CallPlan?] = []
  private var functions: [FunctionInfo] = []
  /// By node: the place of its fact in the list of its tag, times 8, and the tag; 0 if there is none.
  private let places: NodeTable<UInt32>

  init(_ nodeCount: Int) { places = NodeTable(nodeCount) }

  /// How each name is referred to, by the name's node.
  func binding(_ id: NodeID) -> Binding? {
    // Most names are the function's own: their uses need no entry.
    if let own = place(id, .local) { return .local(variables[own]) }
    return place(id, .binding).map { bindings[$0] }
  }

  /// By the node that makes it: `mutable`, `bindName`, `parameter`, a `tryCatch` for its error.
  func variable(_ id: NodeID) -> Variable? { place(id, .variable).map { variables[$0] } }

  /// By the node of a call.
  func callee(_ id: NodeID) -> Callee? { place(id, .callee).map { callees[$0] } }

  /// By the node of a call: its arguments as the checker bound them; nil where nothing is run.
  func plan(_ id: NodeID) -> CallPlan? { place(id, .callee).flatMap { plans[$0] } }

  /// By the node of a closure or row argument.
  func function(_ id: NodeID) -> FunctionInfo? { place(id, .function).map { functions[$0] } }

  // A node that is checked once more gets a new fact; the one before stays behind it, unused.

  mutating func keep(_ binding: Binding, of id: NodeID) {
    put(id, bindings.count, .binding)
    bindings.append(binding)
  }

  /// Keeps a use of a variable of the function where it stands.
  mutating func keepLocal(_ variable: UInt32, of id: NodeID) { put(id, Int(variable) - 1, .local) }

  mutating func keep(_ variable: UInt32, of id: NodeID) { put(id, Int(variable) - 1, .variable) }

  /// Gives a variable its number, from 1.
  mutating func add(_ variable: Variable) -> UInt32 {
    variables.append(variable)
    return UInt32(truncatingIfNeeded: variables.count)
  }

  func variable(numbered number: UInt32) -> Variable { variables[Int(number) - 1] }

  mutating func keep(_ callee: Callee, _ plan: CallPlan?, of id: NodeID) {
    put(id, callees.count, .callee)
    callees.append(callee)
    plans.append(plan)
  }

  mutating func keep(_ function: FunctionInfo, of id: NodeID) {
    put(id, functions.count, .function)
    functions.append(function)
  }

  private func place(_ id: NodeID, _ tag: Tag) -> Int? {
    let place = places[id]
    return place & 7 == tag.rawValue ? Int(place >> 3) : nil
  }

  private func put(_ id: NodeID, _ place: Int, _ tag: Tag) {
    places[id] = UInt32(truncatingIfNeeded: place) << 3 | tag.rawValue
  }
}

/// The types of nodes as far as the compiler needs them: one byte for each.
struct NodeTypes {
  enum Mark: UInt8 {
    /// Not known, or a stream or what may hold one.
    case open
    /// Surely no stream.
    case plain
    case int
    /// Sealed text, or a record with some.
    case sealed
  }

  private let marks: NodeTable<Mark>

  init(_ nodeCount: Int) { marks = NodeTable(nodeCount) }

  subscript(_ id: NodeID) -> Mark { marks[id] }

  func keep(_ type: Type, of id: NodeID) { marks[id] = NodeTypes.mark(of: type) }

  static func mark(of type: Type) -> Mark {
    switch type {
    case .any, .rows, .list, .optional, .oneOf: .open
    case .int: .int
    case .sealed: .sealed
    case .record(let columns?): columns.contains { mark(of: $0.type) == .sealed } ? .sealed : .plain
    default: .plain
    }
  }
}
