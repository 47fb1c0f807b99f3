package import Base

/// An earlier value of a secret; the value itself leaves only through `revealVersion`.
package struct SecretVersion: Sendable, Equatable {
  /// The id of 16 bytes, which never changes.
  package let id: UUID128
  /// When it was replaced, in µs.
  package let replaced: Int64
  /// The principal who replaced it.
  package let editor: EntityRef?

  /// How many earlier values are kept of each secret.
  package static let limit = 10
}
