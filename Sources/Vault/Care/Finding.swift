/// Something that is wrong with a vault.
package struct Finding: Sendable, Equatable {
  /// What part of the verification found it.
  package enum Area: String, Sendable {
    /// The parts of a verification, in the order in which they run.
    case pages, events, encryption, digests, references, credentials, history, proofs, signatures, anchors
    /// A client of the server sent it so: it was not tampered with.
    case client
    /// A clock was wrong when it was written: it was not tampered with.
    case clock
    /// A server that has no audit key wrote it, or one that pretends to be one.
    case servers

    /// Whether it says that the vault was changed by other means than the program.
    var isDamage: Bool { self != .client && self != .clock && self != .servers }
  }

  /// The part of the verification.
  package let area: Area
  /// The message, with ids and numbers, never with names.
  package let message: String
  /// The command that repairs it, if there is one.
  package let mend: String?

  /// The command that mends what needs no backup.
  static let repair = "vault repair --yes"

  /// A finding.
  package init(_ area: Area, _ message: String, mend: String? = nil) {
    self.area = area
    self.message = message
    self.mend = mend
  }
}

/// What a verification looked at and what it found.
package struct Verification: Sendable, Equatable {
  /// At most `Verification.limit` of them.
  package internal(set) var findings: [Finding] = []
  /// How many more there were.
  package internal(set) var furtherFindings = 0
  /// How many of all findings are damage, and not what a client sent.
  package private(set) var damages = 0
  /// How many events there are.
  package internal(set) var events: Int64 = 0
  /// How many events at the end of the chain no checkpoint covers yet.
  package internal(set) var unsigned: Int64 = 0
  /// Messages that are no findings, such as that a restore replaced the event of an anchor.
  package internal(set) var notes: [String] = []
  /// How many encrypted texts were opened.
  package internal(set) var encryptedTexts = 0

  /// How many findings are kept.
  package static let limit = 1000

  /// Whether nothing is wrong.
  package var isClean: Bool { findings.isEmpty }

  /// Whether the vault is damaged: the cause has to be found, and a backup restored.
  package var isDamaged: Bool { damages > 0 }

  mutating func add(_ area: Finding.Area, _ message: String) { add(Finding(area, message)) }

  mutating func add(_ finding: Finding) {
    let isDamage = finding.area.isDamage
    if isDamage { damages += 1 }
    if findings.count < Self.limit {
      findings.append(finding)
      return
    }
    furtherFindings += 1
    // What clients send must not push damage out of sight.
    guard isDamage, let place = findings.lastIndex(where: { !$0.area.isDamage }) else { return }
    findings[place] = finding
  }

  /// Adds what another one found and counted.
  mutating func add(_ other: Verification) {
    for finding in other.findings { add(finding) }
    damages += other.damages - other.findings.count { $0.area.isDamage }
    furtherFindings += other.furtherFindings
    encryptedTexts += other.encryptedTexts
  }
}
