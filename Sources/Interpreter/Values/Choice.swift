/// A word that may be given, and what it means.
package struct Choice: Sendable, Equatable {
  /// The word as it is typed.
  package var word: String
  /// What the word means, as a phrase that completion shows beside it.
  package var meaning: String

  /// A word with its meaning.
  package init(_ word: String, _ meaning: String) {
    self.word = word
    self.meaning = meaning
  }
}

/// What completion offers for a parameter or flag, beyond what its type says.
package enum Offer: Sendable {
  /// The columns of the rows that arrive.
  case columns
  /// Some words; others may be given, too.
  case words([Choice])
  /// Commands and topics of help.
  case topics
  /// Names of time zones.
  case zones
  /// The options of the dialogue, then the values of the one that was given.
  case options

  /// Words that explain themselves.
  package static func plain(_ words: [String]) -> Offer { .words(words.map { Choice($0, "") }) }
}
