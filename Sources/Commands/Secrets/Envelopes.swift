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

  func open(_ door: Door, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let session = try access.open()
    let revealed = try Fault.wrapping { () throws(VaultError) in try session.reveal([secret]) }
    guard let text = revealed.first else { return }
    try (part == .value ? text.value : text.note).withBytes { (bytes) throws(Fault) in try body(bytes) }
  }
}

/// The text of a token that was just made: it needs no event, and it is lost when nobody opens it.
final class TokenEnvelope: Envelope {
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

  func open(_ door: Door, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
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

  func open(_ door: Door, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    let session = try access.open()
    let text = try Fault.wrapping { () throws(VaultError) in
      try session.revealVersion(version, of: secret)
    }
    try text.withBytes { (bytes) throws(Fault) in try body(bytes) }
  }
}
