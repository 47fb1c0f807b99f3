/// Whether a value is of a type, when running.
enum TypeTest {
  /// A kind that no cell has.
  static let noKind: UInt8 = 15

  /// A bit for each kind that a cell may have.
  static let allKinds = UInt32.max

  /// A bit for each kind of cells that belong to a type regardless of their contents.
  static func kinds(_ type: Type) -> UInt32 {
    func bits(_ kinds: UInt...) -> UInt32 { kinds.reduce(0) { $0 | 1 << UInt32($1) } }
    return switch type {
    case .any, .rowValue, .condition: allKinds
    case .null: bits(Cell.null)
    case .bool: bits(Cell.bool)
    case .int: bits(Cell.int)
    case .float, .number: bits(Cell.int, Cell.float)
    case .string: bits(Cell.text)
    case .datetime: bits(Cell.datetime)
    case .duration: bits(Cell.duration)
    case .range: bits(Cell.range)
    case .closure: bits(Cell.closure)
    case .error: bits(Cell.error)
    case .sealed: bits(Cell.sealed)
    case .list(.any), .rows: bits(Cell.list, Cell.stream, Cell.range)
    case .list: bits(Cell.stream, Cell.range)
    case .record: bits(Cell.record, Cell.entity, Cell.error, Cell.row)
    case .optional(let inner): bits(Cell.null) | kinds(inner)
    case .oneOf(let types): types.reduce(0) { $0 | kinds($1) }
    case .entity, .named: 0
    }
  }

  /// The one kind of cells that are of a type; nil where others are, too.
  static func kind(_ type: Type) -> UInt? {
    switch type {
    case .bool: Cell.bool
    case .int: Cell.int
    case .duration: Cell.duration
    case .string: Cell.text
    case .float: Cell.float
    case .closure: Cell.closure
    default: nil
    }
  }

  /// A bit for each kind of items that a list may have which is surely of a type as it is; none where that is no list.
  static func itemKinds(_ type: Type) -> UInt32 {
    guard case .list(let item) = type else { return 0 }
    return takesFloats(item) ? kinds(item) & ~(1 << UInt32(Cell.int)) : kinds(item)
  }

  /// Whether an int becomes a float there.
  private static func takesFloats(_ type: Type) -> Bool {
    switch type {
    case .float: true
    case .optional(let inner): takesFloats(inner)
    default: false
    }
  }

  /// An int where a float is wanted, as the float that a word would be read as; nil where there is nothing to change.
  static func asFloat(_ value: Value, _ type: Type) -> Value? {
    switch (type, value) {
    case (.float, .int(let number)): return .float(Double(number))
    case (.optional(let inner), _): return asFloat(value, inner)
    case (.list(let item), .list(let list)):
      switch item {
      case .float: if list.isOnly(Cell.float) { return nil }
      case .list, .optional: break
      default: return nil
      }
      var changed: ListObject?
      for (index, value) in list.items.enumerated() {
        if let float = asFloat(value, item) {
          let copy = changed ?? list.part(0..<list.count)
          copy.give(index, Cell(float))
          changed = copy
        } else if !isFloat(value, item) {
          return nil
        }
      }
      return changed.map { .list($0) }
    default: return nil
    }
  }

  private static func isFloat(_ value: Value, _ type: Type) -> Bool {
    switch (type, value) {
    case (.float, .float), (.optional, .null), (.list, .list): true
    case (.optional(let inner), _): isFloat(value, inner)
    default: false
    }
  }

  static func isA(_ value: Value, _ type: Type, _ context: Context) -> Bool {
    switch (type, value) {
    case (.any, _), (.rowValue, _), (.condition, _): true
    case (.null, .null), (.bool, .bool), (.int, .int), (.float, .float), (.number, .int), (.number, .float):
      true
    case (.float, .int), (.string, .text), (.datetime, .datetime), (.duration, .duration), (.range, .range):
      true
    case (.closure, .closure), (.error, .error), (.sealed, .sealed): true
    case (.list(let item), .list(let list)):
      list.isOnly(of: kinds(item)) || list.items.allSatisfy { isA($0, item, context) }
    case (.list, .stream), (.list, .range), (.rows, .list), (.rows, .stream), (.rows, .range): true
    case (.record, .record), (.record, .entity), (.record, .error): true
    case (.entity(let kind, _), .entity(let entity)): entity.kind == kind
    case (.optional(let inner), _): value.isNull || isA(value, inner, context)
    case (.oneOf(let types), _): types.contains { isA(value, $0, context) }
    case (.named(let name), _):
      context.registry.type(name)?.accepts.contains { isA(value, $0, context) } ?? true
    default: false
    }
  }
}
