package import Base

/// The message of a type of event, taken apart: words, and between them the things whose ids stand there.
package struct EventTemplate: Sendable {
  /// The words: one more than things.
  package let words: [String]
  /// What the ids between them are of.
  package let things: [EntityKind]

  private static let kinds: [Character: EntityKind] = [
    "s": .secret, "p": .project, "a": .account, "u": .person, "g": .group, "t": .token,
  ]

  /// Takes a message apart in which `%s` stands for the id of a secret, and so on.
  init(_ message: String) {
    var words = [""]
    var things: [EntityKind] = []
    for (number, part) in message.split(separator: "%", omittingEmptySubsequences: false).enumerated() {
      if number > 0, let mark = part.first, let kind = Self.kinds[mark] {
        things.append(kind)
        words.append(String(part.dropFirst()))
      } else {
        words[words.count - 1] += part
      }
    }
    self.words = words
    self.things = things
  }

  /// The message with a text for each thing.
  package func text(_ name: (EntityKind) -> String) -> String {
    zip(things, words.dropFirst()).reduce(words[0]) { $0 + name($1.0) + $1.1 }
  }
}

extension EventCode {
  /// The message, taken apart.
  package var message: EventTemplate { EventTemplate(template) }
}

extension EventRow {
  /// The id of a thing that the event names in its message.
  package func id(of kind: EntityKind) -> UUID128? {
    switch kind {
    case .secret: secret
    case .project: project
    case .account: account
    case .person: person
    case .group: group
    case .token: token
    case .grant, .event: nil
    }
  }
}
