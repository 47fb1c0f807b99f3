internal import Base
import Syntax

/// Values as text.
///
/// Sealed text shows as `••••`, always.
package struct Display {
  /// How sealed text shows.
  package static let mask = "••••"
  let context: Context

  /// Shows values with the zones and now of a run.
  package init(_ context: Context) { self.context = context }

  /// As it stands in a text or table cell: text without quotes, entities by name.
  package func inline(_ value: Value) -> String {
    switch value {
    case .text(let text): text.string
    case .entity(let entity): entity.name
    case .null: ""
    default: literal(value, 0)
    }
  }

  /// As the language writes it: text in quotes, lists and records with their brackets.
  package func literal(_ value: Value) -> String { literal(value, 0) }

  private func literal(_ value: Value, _ depth: Int) -> String {
    if depth > 200 { return "…" }
    switch value {
    case .null: return "null"
    case .bool(let value): return value ? "true" : "false"
    case .int(let value): return String(value)
    case .float(let value):
      return value == value.rounded() && abs(value) < 1e15 ? format(value) : String(value)
    case .duration(let value): return Display.duration(value)
    case .datetime(let instant): return context.zones.text(Int64(instant.microseconds), in: instant.zone)
    case .text(let text): return Display.quoted(text.string)
    case .range(let range): return text(of: range)
    case .list(let list):
      var out = "["
      for (place, item) in list.items.enumerated() {
        if Work.isOver(holding: out.utf8.count) { return "…" }
        if place > 0 { out += ", " }
        out += literal(item, depth + 1)
      }
      return out + "]"
    case .record(let record):
      var out = "{"
      for (place, (key, value)) in zip(record.shape.keys, record.values).enumerated() {
        if Work.isOver(holding: out.utf8.count) { return "…" }
        if place > 0 { out += ", " }
        out += "\(Display.key(key)): \(literal(value, depth + 1))"
      }
      return out + "}"
    case .closure(let closure):
      return "<closure of \(closure.parameterCount) parameter\(closure.parameterCount == 1 ? "" : "s")>"
    case .error(let error): return "error \(error.fault.code): \(error.fault.message)"
    case .sealed: return Display.mask
    case .entity(let entity): return entity.name
    case .stream: return "<rows>"
    }
  }

  /// Whole floats with one digit behind the point; a zero keeps its sign.
  private func format(_ value: Double) -> String { value == 0 ? String(value) : "\(Int(value)).0" }

  private func text(of range: RangeObject) -> String {
    let low = range.low.isNull ? "" : literal(range.low)
    let high = range.high.isNull ? "" : literal(range.high)
    return low + (range.isInclusive ? ".." : "..<") + high
  }

  /// A text in double quotes with escapes.
  package static func quoted(_ text: String) -> String {
    Base.quoted(text) { scalar in
      if scalar == "\0" { return "\\0" }
      return scalar.value < 0x20 || scalar.value == 0x7F ? "\\u{\(hexText(scalar.value))}" : nil
    }
  }

  private static func key(_ key: String) -> String {
    let isName =
      !key.isEmpty
      && key.utf8.allSatisfy {
        ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || $0 == 0x5F || ($0 >= 0x30 && $0 <= 0x39)
      }
      && !(key.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 } ?? true)
    return isName ? key : quoted(key)
  }

  /// `332d 11h`, `1m 5s`: the two largest units, what is smaller cut off; below a minute as it is written.
  package static func shortDuration(_ microseconds: Int) -> String {
    let units: [(String, UInt)] = [
      ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000),
    ]
    let size = microseconds.magnitude
    for ((unit, length), (next, part)) in zip(units, units.dropFirst()) where size >= length {
      let rest = size % length / part
      let text = "\(microseconds < 0 ? "-" : "")\(size / length)\(unit)"
      return rest == 0 ? text : "\(text) \(rest)\(next)"
    }
    return duration(microseconds)
  }

  /// `1d2h`, `90ms`: units from weeks down, exact.
  package static func duration(_ microseconds: Int) -> String {
    if microseconds == 0 { return "0s" }
    var rest = microseconds.magnitude
    var out = microseconds < 0 ? "-" : ""
    for (unit, size) in [
      ("w", UInt(604_800_000_000)), ("d", 86_400_000_000), ("h", 3_600_000_000), ("m", 60_000_000),
      ("s", 1_000_000),
    ] {
      if unit == "w", rest % size != 0 { continue }
      let count = rest / size
      if count > 0 { out += "\(count)\(unit)" }
      rest %= size
    }
    if rest > 0 { out += rest % 1000 == 0 ? "\(rest / 1000)ms" : "\(Double(rest) / 1000)ms" }
    return out
  }
}
