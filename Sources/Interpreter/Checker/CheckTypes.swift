internal import Base
import Syntax

/// What the checker knows about types: it says no only where it is sure.
extension Checker {
  /// Tells an error where a value of one type surely cannot be used as another.
  func expect(_ given: Type, _ wanted: Type, _ span: Span, _ what: @autoclosure () -> String) {
    if !mayBe(given, wanted) {
      error(CheckFault.wrongType(what: what(), wanted: wanted, given: given), span)
    }
  }

  /// False only where no value of the first type can be of the second.
  func mayBe(_ given: Type, _ wanted: Type) -> Bool {
    // Most are one plain type, given and wanted.
    if let own = given.fixedName, own == wanted.fixedName { return true }
    switch (given, wanted) {
    case (.any, _), (_, .any), (_, .condition), (_, .rowValue): return true
    case (.oneOf(let types), _): return types.contains { mayBe($0, wanted) }
    case (_, .oneOf(let types)): return types.contains { mayBe(given, $0) }
    case (.optional(let inner), _): return mayBe(inner, wanted) || mayBe(.null, wanted)
    case (.null, .optional), (.null, .null): return true
    case (_, .optional(let inner)): return mayBe(given, inner)
    case (.named(let name), _):
      return context.registry.type(name)?.accepts.contains { mayBe($0, wanted) } ?? true
    case (_, .named(let name)):
      return context.registry.type(name)?.accepts.contains { mayBe(given, $0) } ?? true
    // An int may stand wherever a float is wanted.
    case (.int, .float): return true
    case (.int, .number), (.float, .number), (.number, .int), (.number, .float), (.number, .number):
      return true
    case (.list(let a), .list(let b)): return mayBe(a, b)
    case (.list(let item), .rows), (.rows, .list(let item)): return mayBe(item, Checker.anyRecord)
    case (.rows, .rows): return true
    case (.range, .list), (.range, .rows): return true
    case (.record, .record), (.entity, .record), (.error, .record): return true
    case (.record, .entity): return true
    case (.entity(let a, _), .entity(let b, _)): return a == b
    case (.entity, .string): return false
    case (.list, _), (_, .list): return false
    default: return given.hasName(of: wanted)
    }
  }

  private static let anyRecord = Type.record(nil)

  /// The type of one item of what can be gone through.
  func item(of type: Type) -> Type {
    switch type {
    case .list(let item): item
    case .rows(let columns): .record(columns)
    case .range: .oneOf([.int, .datetime, .float, .duration])
    default: .any
    }
  }

  /// The type of a `mut`: what it holds may change.
  func widened(_ type: Type) -> Type {
    switch type {
    case .null: .any
    case .list: .list(.any)
    case .record: .record(nil)
    case .int, .float: .number
    default: type
    }
  }

  func withoutNull(_ type: Type) -> Type {
    switch type {
    case .optional(let inner): inner
    case .null: .any
    default: type
    }
  }

  /// A type that covers both.
  func merged(_ a: Type, _ b: Type) -> Type {
    switch (a, b) {
    case (.any, _), (_, .any): .any
    case (.null, .null): .null
    case (.null, .optional), (.optional, .null): .any
    case (.null, let other), (let other, .null): .optional(other)
    case (.int, .float), (.float, .int), (.number, .int), (.number, .float), (.int, .number),
      (.float, .number):
      .number
    case (.record(let x), .record(let y)): .record(sameColumns(x, y) ? x : nil)
    case (.rows(let x), .rows(let y)): .rows(sameColumns(x, y) ? x : nil)
    case (.list(let x), .list(let y)): .list(merged(x, y))
    default: a.hasName(of: b) ? a : .any
    }
  }

  private func sameColumns(_ a: [Column]?, _ b: [Column]?) -> Bool {
    guard let a, let b, a.count == b.count else { return false }
    return zip(a, b).allSatisfy { sameBytes($0.name, $1.name) && $0.type.hasName(of: $1.type) }
  }

  /// Checks an operator against the types of its operands; gives the type of the result.
  @discardableResult
  func operate(_ op: BinaryOperator, _ left: Type, _ right: Type, _ span: Span) -> Type {
    switch op {
    case .equal, .notEqual:
      refuseSealed(left, right, span)
      return .bool
    case .less, .lessEqual, .greater, .greaterEqual:
      refuseSealed(left, right, span)
      if let a = scalar(left), let b = scalar(right), a != b {
        error(ValueFault.noOrder(left.name, right.name), span)
      }
      if isNull(left) || isNull(right) {
        error(CheckFault.nullOrder, span)
      }
      return .bool
    case .matches, .notMatches:
      refuseSealed(left, right, span)
      for type in [left, right] where scalar(type) != nil && scalar(type) != "string" {
        error(CheckFault.patternOperand(op, type.name), span)
      }
      return .bool
    case .within, .notWithin:
      if scalar(right) != nil {
        error(ValueFault.notSearchable(right.name), span)
      }
      return .bool
    case .has: return .bool
    case .range, .rangeBelow: return .range
    case .and, .or: return .bool
    case .coalesce: return .any
    default: return calculate(op, left, right, span)
    }
  }

  private func refuseSealed(_ left: Type, _ right: Type, _ span: Span) {
    guard isSealed(left) || isSealed(right) else { return }
    error(ValueFault.sealedCompared, span)
  }

  private func isSealed(_ type: Type) -> Bool {
    if case .sealed = type { return true }
    return false
  }

  private func isNull(_ type: Type) -> Bool {
    if case .null = type { return true }
    return false
  }

  /// The name under which numbers and other plain types compare; nil where the type is open.
  private func scalar(_ type: Type) -> String? {
    switch type {
    case .int, .float, .number: "number"
    case .string: "string"
    case .bool: "bool"
    case .datetime: "datetime"
    case .duration: "duration"
    default: nil
    }
  }

  private func calculate(_ op: BinaryOperator, _ left: Type, _ right: Type, _ span: Span) -> Type {
    if op != .divide, case .int = left, case .int = right { return .int }
    guard let a = scalar(left), let b = scalar(right) else {
      switch (op, left, right) {
      case (.add, .sealed, _), (.add, _, .sealed): return .sealed
      case (.add, .list(let x), .list(let y)): return .list(merged(x, y))
      default: return .any
      }
    }
    switch (op, a, b) {
    case (.divide, "number", "number"): return .float
    case (_, "number", "number"):
      return .number
    case (.add, "string", "string"): return .string
    case (.add, "duration", "duration"), (.subtract, "duration", "duration"): return .duration
    case (.add, "datetime", "duration"), (.add, "duration", "datetime"), (.subtract, "datetime", "duration"):
      return .datetime
    case (.subtract, "datetime", "datetime"): return .duration
    case (.multiply, "duration", "number"), (.multiply, "number", "duration"): return .duration
    case (.divide, "duration", "duration"): return .float
    case (.divide, "duration", "number"): return .duration
    default:
      error(CheckFault.operands(op, left.name, right.name), span)
      return .any
    }
  }

  /// The type that a type node names.
  func type(of id: NodeID) -> Type {
    let node = tree[id]
    let name = tree.text(node.a)
    var arguments: [Type] = []
    for argument in tree.list(node.b, node.c) { arguments.append(self.type(of: argument)) }
    let type: Type
    switch name {
    case "any": type = .any
    case "null": type = .null
    case "bool": type = .bool
    case "int": type = .int
    case "float": type = .float
    case "number": type = .number
    case "string": type = .string
    case "datetime": type = .datetime
    case "duration": type = .duration
    case "range": type = .range
    case "closure": type = .closure
    case "error": type = .error
    case "sealed": type = .sealed
    case "list": type = .list(arguments.first ?? .any)
    case "record": type = .record(nil)
    case "rows": type = .rows(nil)
    default:
      if context.registry.type(name) != nil {
        type = .named(name)
      } else {
        let known = [
          "any", "bool", "int", "float", "number", "string", "datetime", "duration", "range", "list",
          "record", "rows", "closure", "sealed",
        ]
        error(CheckFault.unknownType(name, known: known), node.span)
        type = .any
      }
    }
    return node.op == 1 ? .optional(type) : type
  }
}
