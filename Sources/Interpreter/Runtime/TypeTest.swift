/// Whether a value is of a type, when running.
enum TypeTest {
  /// An int where a float is wanted, as the float that a word would be read as; nil where there is nothing to change.
  static func asFloat(_ value: Value, _ type: Type) -> Value? {
    switch (type, value) {
    case (.float, .int(let number)): return .float(Double(number))
    case (.optional(let inner), _): return asFloat(value, inner)
    case (.list(let item), .list(let list)):
      switch item {
      case .float, .list, .optional: break
      default: return nil
      }
      var items = list.items
      var hasChanged = false
      for index in items.indices {
        guard let float = asFloat(items[index], item) else {
          if !isFloat(items[index], item) { return nil }
          continue
        }
        items[index] = float
        hasChanged = true
      }
      return hasChanged ? .list(items) : nil
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
      if case .any = item { true } else { list.items.allSatisfy { isA($0, item, context) } }
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
