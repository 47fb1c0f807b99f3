package import Base

/// A secret in the trash.
package struct TrashedSecret: Sendable, Equatable {
  /// The creation number, by which other tables refer to the row.
  package let number: Int64
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// The key; a placeholder when it does not decrypt.
  package let key: String
  /// The project that it comes back to.
  package let project: EntityRef?
  /// When it was deleted, in µs.
  package let deleted: Int64
  /// From when on a purge of what is expired takes it, in µs.
  package var purgedOn: Int64 { deleted + Self.time }

  /// How long a secret stays in the trash, in µs.
  package static let time: Int64 = 30 * 86_400_000_000

  /// The secret as a reference.
  package var ref: EntityRef { EntityRef(kind: .secret, id: id, name: key) }
}
