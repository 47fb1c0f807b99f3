/// Something that is wrong with a vault.
package struct Finding: Sendable, Equatable {
  /// What part of the verification found it.
  package enum Area: String, Sendable {
    case pages, events, encryption, digests, references, credentials, history
  }

  /// The part of the verification.
  package let area: Area
  /// What is wrong, with ids and numbers, never with names.
  package let message: String

  /// A finding.
  package init(_ area: Area, _ message: String) {
    self.area = area
    self.message = message
  }
}

/// What a verification looked at and what it found.
package struct Verification: Sendable, Equatable {
  /// At most `Verification.limit` of them.
  package internal(set) var findings: [Finding] = []
  /// How many more there were.
  package internal(set) var furtherFindings = 0
  /// How many events there are.
  package internal(set) var events: Int64 = 0
  /// How many encrypted texts were opened.
  package internal(set) var encryptedTexts = 0

  /// How many findings are kept.
  package static let limit = 1000

  /// Whether nothing is wrong.
  package var isClean: Bool { findings.isEmpty }

  mutating func add(_ area: Finding.Area, _ message: String) {
    if findings.count < Self.limit {
      findings.append(Finding(area, message))
    } else {
      furtherFindings += 1
    }
  }
}
