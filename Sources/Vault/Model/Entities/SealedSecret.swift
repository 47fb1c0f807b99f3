/// The texts that a client sends for a secret, all sealed.
package struct SealedSecret {
  /// The key.
  package var key: String
  /// The value.
  package var value: String
  /// The note.
  package var note: String

  /// The parts.
  package init(key: String, value: String, note: String) {
    self.key = key
    self.value = value
    self.note = note
  }
}
