import Syntax

/// What the checker found out about nodes of a tree: found by the node's number, without hashing.
///
/// A node has at most one of these, by its kind: one table of numbers serves for all.
struct NodeFacts {
  private enum Tag: UInt32 { case none, binding, variable, plan, function }

  private var bindings: [Binding] = []
  private var variables: [Variable] = []
  private var plans: [CallPlan] = []
  private var functions: [FunctionInfo] = []
  /// By node: the place of its fact in the list of its tag, times 8, and the tag; 0 where there is none.
  private var places: [UInt32]

  init(_ nodeCount: Int) { places = [UInt32](repeating: 0, count: nodeCount) }

  /// What a mention of a name means; by the node of the mention.
  subscript(binding id: NodeID) -> Binding? {
    get { place(id, .binding).map { bindings[$0] } }
    set {
      guard let newValue else { return places[Int(id)] = 0 }
      if let known = place(id, .binding) {
        bindings[known] = newValue
      } else {
        put(id, bindings.count, .binding)
        bindings.append(newValue)
      }
    }
  }

  /// By the node that makes it: `mutable`, `bindName`, `parameter`, a `tryCatch` for its error.
  subscript(variable id: NodeID) -> Variable? {
    get { place(id, .variable).map { variables[$0] } }
    set {
      guard let newValue else { return places[Int(id)] = 0 }
      if let known = place(id, .variable) {
        variables[known] = newValue
      } else {
        put(id, variables.count, .variable)
        variables.append(newValue)
      }
    }
  }

  subscript(plan id: NodeID) -> CallPlan? {
    get { place(id, .plan).map { plans[$0] } }
    set {
      guard let newValue else { return places[Int(id)] = 0 }
      if let known = place(id, .plan) {
        plans[known] = newValue
      } else {
        put(id, plans.count, .plan)
        plans.append(newValue)
      }
    }
  }

  /// By the node of a closure or row argument.
  subscript(function id: NodeID) -> FunctionInfo? {
    get { place(id, .function).map { functions[$0] } }
    set {
      guard let newValue else { return places[Int(id)] = 0 }
      if let known = place(id, .function) {
        functions[known] = newValue
      } else {
        put(id, functions.count, .function)
        functions.append(newValue)
      }
    }
  }

  private func place(_ id: NodeID, _ tag: Tag) -> Int? {
    let place = places[Int(id)]
    return place & 7 == tag.rawValue ? Int(place >> 3) : nil
  }

  private mutating func put(_ id: NodeID, _ place: Int, _ tag: Tag) {
    places[Int(id)] = UInt32(place) << 3 | tag.rawValue
  }
}

/// What the compiler asks about the types of nodes: one byte for each.
struct NodeTypes {
  enum Mark: UInt8 {
    /// Not known, or a stream or what may hold one.
    case open
    /// Surely no stream.
    case plain
    case int
  }

  private var marks: [Mark]

  init(_ nodeCount: Int) { marks = [Mark](repeating: .open, count: nodeCount) }

  subscript(_ id: NodeID) -> Mark { marks[Int(id)] }

  mutating func keep(_ type: Type, of id: NodeID) {
    switch type {
    case .any, .rows, .list, .optional, .oneOf: marks[Int(id)] = .open
    case .int: marks[Int(id)] = .int
    default: marks[Int(id)] = .plain
    }
  }
}
