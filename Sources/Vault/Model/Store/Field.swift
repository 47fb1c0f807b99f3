package import Base

/// One stored value: what a column of a row holds.
///
/// Bytes of exactly 16 are always `.id`, so that equality does not depend on who made the field.
package enum Field: Sendable, Hashable {
  /// No value.
  case null
  /// A number, a date in µs, or a bool as 0 and 1.
  case int(Int64)
  /// Plain or sealed text.
  case text(String)
  /// An id of 16 bytes.
  case id(UUID128)
  /// Other bytes.
  case blob([UInt8])

  /// The field of some bytes.
  package static func bytes(_ bytes: [UInt8]) -> Field {
    UUID128(bytes: bytes).map { .id($0) } ?? .blob(bytes)
  }

  /// The field of an optional number.
  package static func int(or value: Int64?) -> Field { value.map { .int($0) } ?? .null }

  /// The field of an optional text.
  package static func text(or value: String?) -> Field { value.map { .text($0) } ?? .null }

  /// The field of an optional id.
  package static func id(or value: UUID128?) -> Field { value.map { .id($0) } ?? .null }

  /// The field of optional bytes.
  package static func bytes(or value: [UInt8]?) -> Field { value.map { .bytes($0) } ?? .null }

  /// The field of a truth value.
  package static func bool(_ value: Bool) -> Field { .int(value ? 1 : 0) }

  /// Whether the field is null.
  package var isNull: Bool {
    if case .null = self { return true }
    return false
  }

  /// Equality by UTF-8 bytes: Swift's own `==` joins texts that differ in their bytes.
  package static func == (left: Field, right: Field) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.int(let a), .int(let b)): a == b
    case (.text(let a), .text(let b)): sameBytes(a, b)
    case (.id(let a), .id(let b)): a == b
    case (.blob(let a), .blob(let b)): a == b
    default: false
    }
  }

  /// Hashes what `==` compares.
  package func hash(into hasher: inout Hasher) {
    switch self {
    case .null: hasher.combine(0)
    case .int(let value): hasher.combine(value)
    case .text(let value): for byte in value.utf8 { hasher.combine(byte) }
    case .id(let value): hasher.combine(value)
    case .blob(let value): hasher.combine(value)
    }
  }
}

extension Field {
  /// Order of storage classes and bytes, the same as SQLite's: null, numbers, text, bytes.
  package func precedes(_ other: Field) -> Bool {
    switch (self, other) {
    case (.int(let a), .int(let b)): a < b
    case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    default: rank == other.rank ? raw.lexicographicallyPrecedes(other.raw) : rank < other.rank
    }
  }

  private var rank: Int {
    switch self {
    case .null: 0
    case .int: 1
    case .text: 2
    case .id, .blob: 3
    }
  }

  private var raw: [UInt8] {
    switch self {
    case .id(let value): value.bytes
    case .blob(let value): value
    default: []
    }
  }
}
