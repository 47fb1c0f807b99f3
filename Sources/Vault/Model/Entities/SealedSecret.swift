/// The texts that a client sends for a secret, all sealed.
package struct SealedSecret {
  /// The sealed key.
  package var key: String
  /// The sealed value.
  package var value: String
  /// The sealed note.
  package var note: String

  /// The parts.
  package init(key: String, value: String, note: String) {
    self.key = key
    self.value = value
    self.note = note
  }
}
