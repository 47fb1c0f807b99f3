/// The number of a node in its tree; 0 is "none".
package typealias NodeID = UInt32

/// What a node is; the comment of each case says what its four numbers hold.
///
/// "text" is a number in `Tree.symbols`,
/// "list" a start in `Tree.links` and a count.
package enum NodeKind: UInt8, Sendable {
  /// No node (id 0), or a place where parsing failed.
  case none
  case null, yes, no
  /// a: index in `Tree.integers`
  case int
  /// a: index in `Tree.floats`
  case float
  /// a: index in `Tree.integers` (microseconds)
  case duration
  /// a: index in `Tree.integers` (microseconds UTC), b: offset in minutes + 1440 (0: none written), op 1: bare date
  case date
  /// a: text
  case text
  /// a, b: list of parts, each a `text` or a `pipeline`
  case template
  /// A word of a call, kept as text. a: text
  case word
  /// a: name
  case variable
  /// `.name` of the current row. a: name
  case rowField
  /// a: base, b: name, op 1: optional
  case field
  /// a: base, b: index expression, op 1: optional
  case index
  /// a, b: list of items
  case list
  /// a, b: list of `entry` and `spread`
  case record
  /// a: name, b: value
  case entry
  /// An entry whose key is calculated. a: key expression, b: value
  case computedEntry
  /// a: value
  case spread
  /// a, b: list of patterns; c: body block
  case closure
  /// a: operand
  case negate, not
  /// op: `BinaryOperator`; a, b: operands
  case binary
  /// a, b: list of stages (one stage alone is not wrapped)
  case pipeline
  /// A stage behind `|` that is no call, and reads what comes as `$in`. a: the stage
  case inStage
  /// a, b: list of parts: words, values, spreads, flags, row arguments. The first part is the name (a `word`).
  case call
  /// a: name, b: value (0: none), op 1: short (`-l`)
  case flag
  /// An expression up to the end of the stage, over the current row. a: expression
  case condition
  /// One postfix expression or parenthesis over the current row. a: expression
  case rowValue
  /// a: condition, b: block, c: else (0, `ifElse` or `block`)
  case ifElse
  /// a: subject; b, c: list of `arm`
  case match
  /// a, b: list of patterns and then body; c: guard (0: none)
  case arm
  /// a: block; b: catch block (0: none); c: finally block (0: none); the name of the error is in `Tree.catchNames`
  case tryCatch
  /// op 0: plan, 1: batch; a: block
  case effect
  /// a, b: list of statements
  case block
  /// a: pattern, b: value
  case bind
  /// a: name, b: value
  case mutable
  /// op: 0 `=`, else `BinaryOperator` + 1; a: place, b: value
  case assign
  /// a: name; b, c: list: doc text number, body, result type (0: none), then parameters
  case def
  /// op: 0 positional, 1 rest, 2 flag; a: name; b, c: list: type (0: none), default (0: none), short letter (0: none)
  case parameter
  /// a: name; b, c: list of type arguments; op 1: null allowed
  case type
  /// a: path text, b: name + 1 (0: none)
  case use
  /// a: pattern, b: what is gone through, c: block
  case forIn
  /// a: condition, b: block
  case whileLoop
  /// a: value (0: none)
  case giveBack
  case leave, next
  /// a: value
  case throwing
  /// a: name text, b: block
  case test
  /// Patterns. a: name
  case bindName
  case bindAny
  /// a, b: list of patterns; c: 0, or 1 + name of the rest; op 1: a rest without a name
  case bindList
  /// a, b: list of `bindField`
  case bindRecord
  /// a: key, b: pattern (0: binds the key's own name)
  case bindField
  /// A value to compare with. a: literal node
  case matchValue
  /// A range to lie in. a, b: literal nodes (0: open at this end); op 1: without its end
  case matchRange
}

extension NodeKind {
  /// Compared in place: the walk over a tree asks for kinds more than for anything else.
  @inlinable
  @inline(__always)
  package static func == (left: NodeKind, right: NodeKind) -> Bool {
    unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
  }

  @inlinable
  @inline(__always)
  package static func != (left: NodeKind, right: NodeKind) -> Bool { !(left == right) }
}

package enum BinaryOperator: UInt8, Sendable {
  case add, subtract, multiply, divide, floorDivide, modulo
  case equal, notEqual, less, lessEqual, greater, greaterEqual
  case matches, notMatches, within, notWithin, has
  case and, or, coalesce, range, rangeBelow

  @inlinable
  @inline(__always)
  package static func == (left: BinaryOperator, right: BinaryOperator) -> Bool {
    unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
  }

  @inlinable
  @inline(__always)
  package static func != (left: BinaryOperator, right: BinaryOperator) -> Bool { !(left == right) }

  package var text: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .floorDivide: "//"
    case .modulo: "%"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessEqual: "<="
    case .greater: ">"
    case .greaterEqual: ">="
    case .matches: "=~"
    case .notMatches: "!~"
    case .within: "in"
    case .notWithin: "not-in"
    case .has: "has"
    case .and: "and"
    case .or: "or"
    case .coalesce: "??"
    case .range: ".."
    case .rangeBelow: "..<"
    }
  }
}

/// One node: fixed size, 24 bytes.
package struct Node: Sendable {
  package var kind: NodeKind
  package var op: UInt8
  package var start: UInt32
  package var end: UInt32
  package var a: UInt32
  package var b: UInt32
  package var c: UInt32

  @inlinable
  @inline(__always)
  package var span: Span { Span(start: start, end: end) }
}

/// A parsed file: all nodes in one array, lists of children in another.
package struct Tree: Sendable {
  package let source: Source
  package internal(set) var nodes: [Node]
  package internal(set) var links: [UInt32] = []
  package internal(set) var integers: [Int64] = []
  package internal(set) var floats: [Double] = []
  package internal(set) var symbols = Symbols()
  /// The names after `catch`, in the order of their `tryCatch` nodes.
  package internal(set) var catchNames: [(node: NodeID, name: UInt32)] = []
  /// The block of the whole program.
  package internal(set) var root: NodeID = 0
  package internal(set) var edition = 1
  /// The ranges of all comments, for tools that print the source again.
  package internal(set) var comments: [Span] = []

  init(source: Source) {
    self.source = source
    nodes = []
    // Nearly no text has more nodes than half its bytes; pages that stay untouched cost nothing.
    let count = source.bytes.count
    nodes.reserveCapacity(count / 2 + 2)
    links.reserveCapacity(count / 3)
    integers.reserveCapacity(count / 8)
    symbols.reserve(sourceBytes: count)
    nodes.append(Node(kind: .none, op: 0, start: 0, end: 0, a: 0, b: 0, c: 0))
  }

  package subscript(_ id: NodeID) -> Node { nodes[Int(id)] }

  /// The children of a list that starts in `links` at `start`.
  package func list(_ start: UInt32, _ count: UInt32) -> ArraySlice<UInt32> {
    links[Int(start)..<(Int(start) + Int(count))]
  }

  /// The text or name with a number.
  package func text(_ number: UInt32) -> String { symbols[number] }
}

extension Tree {
  /// The name that belongs to a `tryCatch` node, out of all of them.
  package static func catchName(_ names: [(node: NodeID, name: UInt32)], _ node: NodeID) -> UInt32? {
    var low = 0
    var high = names.count
    while low < high {
      let middle = (low + high) / 2
      if names[middle].node < node { low = middle + 1 } else { high = middle }
    }
    return low < names.count && names[low].node == node ? names[low].name : nil
  }
}
