internal import Base
import Syntax

/// Reads words as values of the types that parameters have: the same for calls in scripts and for command lines.
enum BareWords {
  /// The value of a word for a type; a fault says why it has none.
  static func read(_ word: String, as type: Type, _ context: Context) -> Result<Value, Fault> {
    let literal = Literal.read(word: word)
    switch type {
    case .any, .rowValue: return .success(literal.map { value($0, context) } ?? .string(word))
    case .string: return .success(.string(word))
    case .null: if case .null? = literal { return .success(.null) }
    case .bool: if case .bool(let value)? = literal { return .success(.bool(value)) }
    case .int: if case .int(let value)? = literal { return .success(.int(Int(value))) }
    case .float, .number:
      if case .int(let number)? = literal {
        if case .float = type { return .success(.float(Double(number))) }
        return .success(.int(Int(number)))
      }
      if case .float(let value)? = literal { return .success(.float(value)) }
    case .duration: if case .duration(let value)? = literal { return .success(.duration(Int(value))) }
    case .datetime: if case .date? = literal, let literal { return .success(value(literal, context)) }
    case .range:
      switch literal {
      case .range?, .dates?: return .success(literal.map { value($0, context) } ?? .string(word))
      default: break
      }
    case .optional(let inner):
      if case .null? = literal { return .success(.null) }
      return read(word, as: inner, context)
    case .oneOf(let types): return readFirst(word, types, type, context)
    case .named(let name):
      guard let registered = context.registry.type(name) else { return .success(.string(word)) }
      return registered.read(word).map { .string(word) }
    case .entity: return .success(.string(word))
    default: break
    }
    return .failure(Fault(ArgumentFault.notOfType(word, type)))
  }

  private static func readFirst(_ word: String, _ types: [Type], _ whole: Type, _ context: Context) -> Result<
    Value, Fault
  > {
    for type in types {
      if case .success(let value) = read(word, as: type, context) { return .success(value) }
    }
    return .failure(Fault(ArgumentFault.notOfType(word, whole)))
  }

  /// The value of a literal; a date without offset is in the run's zone.
  static func value(_ literal: Literal, _ context: Context) -> Value {
    switch literal {
    case .null: .null
    case .bool(let value): .bool(value)
    case .int(let value): .int(Int(value))
    case .float(let value): .float(value)
    case .duration(let value): .duration(Int(value))
    case .date(let microseconds, let offset, _): date(microseconds, offset, context)
    case .range(let low, let high, let inclusive):
      .range(RangeObject(low: .int(Int(low)), high: .int(Int(high)), isInclusive: inclusive))
    case .dates(let low, let high, let inclusive):
      .range(
        RangeObject(
          low: date(low.microseconds, low.offsetMinutes, context),
          high: date(high.microseconds, high.offsetMinutes, context), isInclusive: inclusive,
          zones: context.zones))
    }
  }

  static func date(_ microseconds: Int64, _ offset: Int16?, _ context: Context) -> Value {
    if let offset {
      return .datetime(
        Instant(
          microseconds: Int(microseconds),
          zone: offset == 0 ? 0 : ZoneTable.number(offsetMinutes: Int(offset))))
    }
    if context.zone == 0 { return .datetime(Instant(microseconds: Int(microseconds))) }
    let instant = context.zones.instant(localMicroseconds: microseconds, in: context.zone)
    return .datetime(Instant(microseconds: Int(instant), zone: context.zone))
  }
}
