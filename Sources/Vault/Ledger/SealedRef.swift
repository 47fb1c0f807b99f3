import Base
import Crypto

/// A thing as the ledger names it: by kind and id, with its name as it is stored.
struct SealedRef: Sendable, Hashable {
  /// A name that the ledger does not read.
  enum Name: Sendable, Hashable {
    /// A sealed name.
    case sealed(String)
    /// The name of a person or group, which is not sealed.
    case plain(String)
    /// None, for a thing that the caller may not see: its id stands for it.
    case hidden
  }

  /// The kind.
  let kind: EntityKind
  /// The id.
  let id: UUID128
  /// The name.
  let name: Name

  init(_ kind: EntityKind, _ id: UUID128, _ name: Name) {
    self.kind = kind
    self.id = id
    self.name = name
  }

  init<Row: NamedRow>(_ row: Row) { self.init(Row.kind, row.id, .sealed(row.name.text)) }

  init(_ person: Person) { self.init(.person, person.id, .plain(person.email)) }

  init(_ group: GroupRow) { self.init(.group, group.id, .plain(group.name)) }
}
