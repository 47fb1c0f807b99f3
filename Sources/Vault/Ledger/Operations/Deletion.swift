import Base

/// A thing to delete.
///
/// Tombstones keep its name and the names of what is deleted with it.
struct Deletion: Sendable, Equatable, Codable {
  /// Its id.
  let id: UUID128
  /// The ids of those that get no tombstone, because their names do not open.
  let nameless: Set<UUID128>

  init(_ id: UUID128, nameless: Set<UUID128> = []) {
    self.id = id
    self.nameless = nameless
  }
}
