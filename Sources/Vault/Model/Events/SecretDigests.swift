/// The digests of the texts of a secret, for its events: of what an operation gives it.
struct SecretDigests: Sendable, Equatable, Codable {
  /// Of the key.
  var name: [UInt8]?
  /// Of the note.
  var note: [UInt8]?
  /// Of the value.
  var value: [UInt8]?
  /// Of the value before.
  var before: [UInt8]?
  /// Whether the value before does not open, and so is not kept.
  var dropsBefore = false
}
