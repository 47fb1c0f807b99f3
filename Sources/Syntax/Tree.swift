/// The number of a node in its tree; 0 is "none".
package typealias NodeID = UInt32

/// What a node is; the comment of each case says what its four numbers hold.
///
/// "text" is a number in `Tree.symbols`,
/// "list" a start in `Tree.links` and a count.
package enum NodeKind: UInt8, Sendable {
  /// No node (id 0), or a place where parsing failed.
  case none
  /// The literals `null`, `true` and `false`.
  case null, `true`, `false`
  /// A literal int.
  ///
  /// a: index in `Tree.integers`
  case int
  /// A literal float.
  ///
  /// a: index in `Tree.floats`
  case float
  /// A literal duration.
  ///
  /// a: index in `Tree.integers` (microseconds)
  case duration
  /// A literal date.
  ///
  /// a: index in `Tree.integers` (microseconds UTC), b: offset in minutes + 1440 (0: none written), op 1: bare date
  case date
  /// A literal text.
  ///
  /// a: text
  case text
  /// A text with parts that are calculated.
  ///
  /// a, b: list of parts, each a `text` or a `pipeline`
  case template
  /// A word of a call, kept as text.
  ///
  /// a: text
  case word
  /// A variable `$name`.
  ///
  /// a: name
  case variable
  /// `.name` of the current row.
  ///
  /// a: name
  case rowField
  /// A field of a value.
  ///
  /// a: base, b: name, op 1: optional
  case field
  /// An item or field whose index is calculated.
  ///
  /// a: base, b: index expression, op 1: optional
  case index
  /// A literal list.
  ///
  /// a, b: list of items
  case list
  /// A literal record.
  ///
  /// a, b: list of `entry` and `spread`
  case record
  /// An entry of a record.
  ///
  /// a: name, b: value
  case entry
  /// An entry whose key is calculated.
  ///
  /// a: key expression, b: value
  case computedEntry
  /// `...value` in a list, a record or a call.
  ///
  /// a: value
  case spread
  /// A closure `{|a b| …}`.
  ///
  /// a, b: list of patterns; c: body block
  case closure
  /// `-x` and `not x`.
  ///
  /// a: operand
  case negate, not
  /// An operator between two operands.
  ///
  /// op: `BinaryOperator`; a, b: operands
  case binary
  /// Stages with `|` between them; one stage alone is not wrapped.
  ///
  /// a, b: list of stages
  case pipeline
  /// A stage behind `|` that is no call, and reads what comes as `$in`.
  ///
  /// a: the stage
  case inStage
  /// a, b: list of parts: words, values, spreads, flags, row arguments. The first part is the name (a `word`).
  case call
  /// A flag of a call.
  ///
  /// a: name, b: value (0: none), op 1: short (`-l`)
  case flag
  /// An expression up to the end of the stage, over the current row.
  ///
  /// a: expression
  case condition
  /// One postfix expression or parenthesis over the current row.
  ///
  /// a: expression
  case rowValue
  /// A conditional: `if … { … } else { … }`.
  case ifElse
  /// A value compared with patterns: `match … { … }`.
  case match
  /// An arm of a `match`.
  ///
  /// a, b: list of patterns and then body; c: guard (0: none)
  case arm
  /// `try … catch … finally …`.
  ///
  /// a: block; b: catch block (0: none); c: finally block (0: none); the name of the error is in `Tree.catchNames`
  case tryCatch
  /// `plan { … }` and `batch { … }`.
  ///
  /// op 0: plan, 1: batch; a: block
  case effect
  /// Statements in braces.
  ///
  /// a, b: list of statements
  case block
  /// `let pattern = value`.
  ///
  /// a: pattern, b: value
  case bind
  /// `mut name = value`.
  ///
  /// a: name, b: value
  case mutable
  /// An assignment.
  ///
  /// op: 0 `=`, else `BinaryOperator` + 1; a: target, b: value
  case assign
  /// `def name …`.
  ///
  /// a: name; b, c: list: doc text number, body, result type (0: none), then parameters
  case def
  /// A parameter of a `def`.
  ///
  /// op: 0 positional, 1 rest, 2 flag; a: name; b, c: list: type (0: none), default (0: none), short letter (0:
  /// none)
  case parameter
  /// A type of a parameter or a result.
  ///
  /// a: name; b, c: list of type arguments; op 1: null allowed
  case type
  /// `use PATH as NAME`.
  ///
  /// a: path text, b: name + 1 (0: none)
  case use
  /// `for pattern in value { … }`.
  ///
  /// a: pattern, b: what is gone through, c: block
  case forIn
  /// `while condition { … }`.
  ///
  /// a: condition, b: block
  case whileLoop
  /// `return value`.
  ///
  /// a: value (0: none)
  case `return`
  /// `break` and `continue`.
  case `break`, `continue`
  /// `throw value`.
  ///
  /// a: value
  case throwing
  /// `test NAME { … }`.
  ///
  /// a: name text, b: block
  case test
  /// A pattern that binds a name.
  ///
  /// a: name
  case bindName
  /// The pattern `_`, which takes anything.
  case bindAny
  /// A pattern of a list.
  ///
  /// a, b: list of patterns; c: 0, or 1 + name of the rest; op 1: a rest without a name
  case bindList
  /// A pattern of a record.
  ///
  /// a, b: list of `bindField`
  case bindRecord
  /// A field in a pattern of a record.
  ///
  /// a: key, b: pattern (0: binds the key's own name)
  case bindField
  /// A pattern that is a value to compare with.
  ///
  /// a: literal node
  case matchValue
  /// A pattern that is a range.
  ///
  /// a, b: literal nodes (0: open at this end); op 1: without its end
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

/// The operators between two operands.
package enum BinaryOperator: UInt8, Sendable {
  /// `+ - * / // %`.
  case add, subtract, multiply, divide, floorDivide, modulo
  /// `== != < <= > >=`.
  case equal, notEqual, less, lessEqual, greater, greaterEqual
  /// `=~ !~ in not-in has`.
  case matches, notMatches, within, notWithin, has
  /// `and or ?? .. ..<`.
  case and, or, coalesce, range, rangeBelow

  @inlinable
  @inline(__always)
  package static func == (left: BinaryOperator, right: BinaryOperator) -> Bool {
    unsafeBitCast(left, to: UInt8.self) == unsafeBitCast(right, to: UInt8.self)
  }

  @inlinable
  @inline(__always)
  package static func != (left: BinaryOperator, right: BinaryOperator) -> Bool { !(left == right) }

  /// The operator as code writes it.
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
  /// What the node is.
  package var kind: NodeKind
  /// A small fact that `NodeKind` explains, such as the operator.
  package var op: UInt8
  /// The byte at which its text begins.
  package var start: UInt32
  /// The byte behind its text.
  package var end: UInt32
  /// The first operand, as `NodeKind` explains it.
  package var a: UInt32
  /// The second operand, as `NodeKind` explains it.
  package var b: UInt32
  /// The third operand, as `NodeKind` explains it.
  package var c: UInt32

  /// The range of its text.
  @inlinable
  @inline(__always)
  package var span: Span { Span(start: start, end: end) }
}

/// A parsed file: all nodes in one array, lists of children in another.
package struct Tree: Sendable {
  /// The text that was parsed.
  package let source: Source
  /// All nodes; the first one is `none`.
  package internal(set) var nodes: [Node]
  /// Lists of children, one behind the other.
  package internal(set) var links: [UInt32] = []
  /// The ints, microseconds and dates of literals.
  package internal(set) var integers: [Int64] = []
  /// The floats of literals.
  package internal(set) var floats: [Double] = []
  /// The texts and names, by number.
  package internal(set) var symbols = Symbols()
  /// The names after `catch`, in the order of their `tryCatch` nodes.
  package internal(set) var catchNames: [(node: NodeID, name: UInt32)] = []
  /// The block of the whole program.
  package internal(set) var root: NodeID = 0
  /// The edition of the language that the file asks for.
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

  /// The node of an id.
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
