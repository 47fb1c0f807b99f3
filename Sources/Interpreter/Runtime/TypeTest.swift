/// Whether a value is of a type, when running.
enum TypeTest {
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
