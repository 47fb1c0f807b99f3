import Base

/// A thing that is to be deleted, of which tombstones keep the names.
struct Deletion: Sendable, Equatable, Codable {
  /// Its id.
  let id: UUID128
  /// What goes without a tombstone, because its name does not open: itself, or what is deleted with it.
  let nameless: Set<UUID128>

  init(_ id: UUID128, nameless: Set<UUID128> = []) {
    self.id = id
    self.nameless = nameless
  }
}
