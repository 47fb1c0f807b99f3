/// A value of the language as a test knows it, with an equality and an order of its own to compare with.
package indirect enum EqualThing {
  case null
  case bool(Bool)
  case int(Int)
  case float(Double)
  /// Seconds since 2026-01-01T00:00:00Z.
  case date(Int)
  /// Milliseconds.
  case duration(Int)
  case text(String)
  case entity(kind: String, id: String, name: String)
  case list([EqualThing])
  case record([(key: String, value: EqualThing)])
  case range(Int, Int, inclusive: Bool)

  /// As the language writes it; entities come from a command `thing KIND ID NAME`.
  package var code: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let number): "\(number)"
    case .float(let number): "\(number)"
    case .date(let seconds):
      "2026-01-0\(1 + seconds / 86400)T\(Self.two(seconds / 3600 % 24)):\(Self.two(seconds / 60 % 60)):\(Self.two(seconds % 60))Z"
    case .duration(let milliseconds): "\(milliseconds)ms"
    case .text(let text): Self.quoted(text)
    case .entity(let kind, let id, let name):
      "(thing \(Self.quoted(kind)) \(Self.quoted(id)) \(Self.quoted(name)))"
    case .list(let items): "[\(items.map(\.code).joined(separator: ", "))]"
    case .record(let entries):
      "{\(entries.map { "\(Self.quoted($0.key)): \($0.value.code)" }.joined(separator: ", "))}"
    case .range(let low, let high, let inclusive): "(\(low)\(inclusive ? ".." : "..<")\(high))"
    }
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": out += "\\\(scalar)"
      case " "..."~": out.unicodeScalars.append(scalar)
      default: out += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return out + "\""
  }

  package var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  // MARK: equality

  /// Equal, where nothing is read as a reference.
  package func isSame(as other: EqualThing) -> Bool { isEqual(to: other, byName: false) }

  package func isEqual(to other: EqualThing, byName: Bool = true) -> Bool {
    if let left = exact, let right = other.exact { return left == right }
    switch (self, other) {
    case (.null, .null): return true
    case (.bool(let a), .bool(let b)): return a == b
    case (.date(let a), .date(let b)), (.duration(let a), .duration(let b)): return a == b
    case (.text(let a), .text(let b)): return Array(a.utf8) == Array(b.utf8)
    case (.entity(let a, let b, _), .entity(let c, let d, _)): return a == c && b == d
    case (.entity, .text), (.entity, .record): return byName && other.names(self)
    case (.text, .entity), (.record, .entity): return byName && names(other)
    case (.list(let a), .list(let b)):
      return a.count == b.count && zip(a, b).allSatisfy { $0.isEqual(to: $1, byName: byName) }
    case (.record(let a), .record(let b)):
      return a.count == b.count && isNaming == other.isNaming
        && a.allSatisfy { entry in
          b.contains {
            Array($0.key.utf8) == Array(entry.key.utf8) && entry.value.isEqual(to: $0.value, byName: byName)
          }
        }
    case (.range(let a, let b, let c), .range(let d, let e, let f)): return a == d && b == e && c == f
    default: return false
    }
  }

  /// A number without rounding: whole part and half a millionth of a billionth of what is left.
  private var exact: (Int128, Double)? {
    switch self {
    case .int(let number): return (Int128(number), 0)
    case .float(let number):
      let whole = number.rounded(.down)
      return (Int128(whole), number - whole)
    default: return nil
    }
  }

  /// A record that may name an entity names no other one in its parts.
  private var isNaming: Bool {
    guard case .record(let entries) = self, entries.count > 1 else { return false }
    return entries.contains { $0.key == "kind" }
      && entries.allSatisfy { entry in
        guard case .text = entry.value else { return false }
        return ["kind", "id", "name"].contains(entry.key)
      }
  }

  /// Whether a text or a record names an entity.
  private func names(_ entity: EqualThing) -> Bool {
    guard case .entity(let kind, let id, let name) = entity else { return false }
    switch self {
    case .text(let text):
      return [name, id, kind + ":" + name, kind + ":" + id].contains { Array($0.utf8) == Array(text.utf8) }
    case .record(let entries):
      var texts: [String: String] = [:]
      for entry in entries {
        guard case .text(let text) = entry.value, ["kind", "id", "name"].contains(entry.key) else {
          return false
        }
        texts[entry.key] = text
      }
      guard texts["kind"] == kind, texts.count > 1 else { return false }
      if let own = texts["id"] { return own == id }
      return Array((texts["name"] ?? "").utf8) == Array(name.utf8)
    default: return false
    }
  }

  // MARK: order

  /// Below, at or above zero; nil where two values have no order.
  package func order(_ other: EqualThing) -> Int? {
    if let left = exact, let right = other.exact { return left < right ? -1 : left == right ? 0 : 1 }
    switch (self, other) {
    case (.bool(let a), .bool(let b)): return (a ? 1 : 0) - (b ? 1 : 0)
    case (.date(let a), .date(let b)), (.duration(let a), .duration(let b)):
      return a < b ? -1 : a == b ? 0 : 1
    case (.text(let a), .text(let b)): return Self.order(a, b)
    case (.entity(let kind, let id, let name), .entity(let other, let otherID, let otherName)):
      guard kind == other else { return nil }
      if id == otherID { return 0 }
      let byName = Self.order(name, otherName)
      return byName == 0 ? Self.order(id, otherID) : byName
    case (.entity(_, _, let name), .text(let text)): return other.names(self) ? 0 : Self.order(name, text)
    case (.text(let text), .entity(_, _, let name)): return names(other) ? 0 : Self.order(text, name)
    default: return nil
    }
  }

  private static func order(_ a: String, _ b: String) -> Int {
    if Array(a.utf8) == Array(b.utf8) { return 0 }
    return a.utf8.lexicographicallyPrecedes(b.utf8) ? -1 : 1
  }
}

/// Makes such values at random.
package struct EqualThings {
  package var random: StoreRandom

  package init(seed: Int) { random = StoreRandom(seed: seed &* 1_000_003) }

  package mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &random) }

  private mutating func pick<T>(_ items: [T]) -> T { items[roll(items.count)] }

  /// Things that share names, and one that is called like another one's id, and like a reference.
  private static let entities: [(kind: String, id: String, name: String)] = [
    ("account", "a1", "ci"), ("account", "a2", "web"), ("account", "a3", "ci"), ("project", "p1", "web"),
    ("project", "a1", "a2"), ("account", "a4", "account:ci"), ("account", "a5", "caf\u{e9}"),
    ("account", "a6", "cafe\u{301}"), ("group", "g1", ""),
  ]

  private static let floats: [Double] = [
    0, -0.0, 1, 0.5, -1.5, 9_007_199_254_740_992, 9_007_199_254_740_994, -9_007_199_254_740_992,
    9_223_372_036_854_775_808, -9_223_372_036_854_775_808, 9_223_372_036_854_774_784, 1e30, 1e-300, 3,
  ]

  private static let ints = [
    0, 1, -1, 3, 9_007_199_254_740_991, 9_007_199_254_740_992, 9_007_199_254_740_993, -9_007_199_254_740_993,
    .max,
    .max - 1, .max - 1023, -.max,
  ]

  private mutating func entity() -> EqualThing {
    let one = pick(Self.entities)
    return .entity(kind: one.kind, id: one.id, name: one.name)
  }

  /// What names an entity, or nearly does.
  private mutating func naming() -> EqualThing {
    let one = pick(Self.entities)
    switch roll(9) {
    case 0: return .text(one.name)
    case 1: return .text(one.id)
    case 2: return .text("\(one.kind):\(one.name)")
    case 3: return .text("\(one.kind):\(one.id)")
    case 4: return .text("\(one.kind):")
    case 5: return .record([("kind", .text(one.kind)), ("id", .text(one.id)), ("name", .text(one.name))])
    case 6: return .record([("name", .text(one.name)), ("kind", .text(one.kind))])
    case 7: return .record([("id", .text(one.id)), ("name", .text("other")), ("kind", .text(one.kind))])
    default:
      return .record([
        ("kind", .text(one.kind)), ("id", .text(one.id)), (pick(["x", "names"]), .text(one.name)),
      ])
    }
  }

  /// A value that holds no others.
  private mutating func plain() -> EqualThing {
    switch roll(12) {
    case 0: return .null
    case 1: return .bool(roll(2) == 0)
    case 2, 3: return .int(pick(Self.ints))
    case 4, 5: return .float(pick(Self.floats))
    case 6: return .date(roll(3) * 3600)
    case 7: return .duration(roll(3))
    case 8: return .range(roll(2), 1 + roll(2), inclusive: roll(2) == 0)
    case 9: return entity()
    default: return naming()
    }
  }

  /// Any value.
  package mutating func thing(depth: Int = 2) -> EqualThing {
    switch depth == 0 ? 9 : roll(10) {
    case 0, 1: return .list((0..<roll(4)).map { _ in thing(depth: depth - 1) })
    case 2, 3:
      let keys = ["a", "kind", "id", "name", "caf\u{e9}", "cafe\u{301}"].shuffled(using: &random)
      return .record(keys.prefix(roll(4)).map { ($0, thing(depth: depth - 1)) })
    default: return plain()
    }
  }

  /// A value that is mostly equal to one, written in another way.
  package mutating func variant(of thing: EqualThing) -> EqualThing {
    switch thing {
    case .int(let number): return roll(2) == 0 ? .float(Double(number)) : thing
    case .float(let number): return Int(exactly: number).map { .int($0) } ?? thing
    case .entity(let kind, let id, let name):
      switch roll(6) {
      case 0: return .text(name)
      case 1: return .text("\(kind):\(name)")
      case 2: return .text(id)
      case 3: return .record([("kind", .text(kind)), ("id", .text(id)), ("name", .text(name))])
      case 4: return .record([("kind", .text(kind)), ("name", .text(name))])
      default: return .entity(kind: kind, id: id, name: name)
      }
    case .text where roll(3) == 0: return plain()
    case .list(let items): return .list(items.map { variant(of: $0) })
    case .record(let entries):
      return .record(entries.map { ($0.key, variant(of: $0.value)) }.shuffled(using: &random))
    default: return thing
    }
  }

  /// Values of which many are equal: all that are drawn from a few and their variants.
  package mutating func things(_ count: Int) -> [EqualThing] {
    let some = (0..<max(2, count / 4)).map { _ in roll(3) == 0 ? thing() : roll(2) == 0 ? entity() : naming()
    }
    return (0..<count).map { _ in roll(2) == 0 ? pick(some) : variant(of: pick(some)) }
  }
}
