internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// The value or note of a stored secret: opening commits its event first.
final class SecretEnvelope: Envelope {
  /// Which text of the secret.
  enum Part: String { case value, note }

  private let access: VaultAccess
  private let secret: UUID128
  private let part: Part

  init(_ access: VaultAccess, _ secret: UUID128, _ part: Part) {
    self.access = access
    self.secret = secret
    self.part = part
  }

  var kind: String { part.rawValue }
  var id: String { secret.text }

  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let session = try access.open()
    let revealed = try Fault.wrapping(session.reveal([secret]))
    guard let text = revealed.first else { return }
    try (part == .value ? text.value : text.note).withBytes { (bytes) throws(Fault) in try body(bytes) }
  }

  /// Secrets of one vault: one event for each, however many of its texts are asked for, all in one transaction.
  func openTogether(_ envelopes: [any Envelope], _ purpose: RevealPurpose) throws(Fault) -> [[UInt8]]? {
    var own: [SecretEnvelope] = []
    var places: [UUID128: Int] = [:]
    var ids: [UUID128] = []
    for envelope in envelopes {
      guard let envelope = envelope as? SecretEnvelope, envelope.access === access else { return nil }
      own.append(envelope)
      if places.updateValue(places[envelope.secret] ?? ids.count, forKey: envelope.secret) == nil {
        ids.append(envelope.secret)
      }
    }
    let session = try access.open()
    let wanted = ids
    let revealed = try Fault.wrapping(session.reveal(wanted))
    return own.map { envelope in
      let text = revealed[places[envelope.secret] ?? 0]
      return (envelope.part == .value ? text.value : text.note).withBytes { Array($0) }
    }
  }
}

/// The text of a new access token: opening it records no event, and a text that is never opened is lost.
final class TokenEnvelope: OneTimeText {
  let name: String
  let account: String
  private(set) var wasOpened = false
  private let token: NewToken
  private let isPlanned: Bool

  init(_ token: NewToken, isPlanned: Bool) {
    self.isPlanned = isPlanned
    self.token = token
    name = token.item.name
    account = token.item.account.name
  }

  var kind: String { "token" }
  var id: String { token.item.id.text }

  /// The message at the end of a run that never opened the text.
  var loss: String {
    "the access token \(name) (\(id)) of \(account) was made, but nothing took its text: it is lost"
  }

  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    if isPlanned { throw PlannedChanges.noText("access token") }
    try token.text.withBytes { (bytes) throws(Fault) in try body(bytes) }
    wasOpened = true
  }
}

/// An earlier value of a stored secret: opening commits an event of the secret first.
final class VersionEnvelope: Envelope {
  private let access: VaultAccess
  private let secret: UUID128
  private let version: UUID128

  init(_ access: VaultAccess, _ secret: UUID128, _ version: UUID128) {
    self.access = access
    self.secret = secret
    self.version = version
  }

  var kind: String { "version" }
  var id: String { version.text }

  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let session = try access.open()
    let text = try Fault.wrapping(session.revealVersion(version, of: secret))
    try text.withBytes { (bytes) throws(Fault) in try body(bytes) }
  }
}
