internal import Base
internal import Crypto
internal import Interpreter
internal import Vault

/// The text of a new invite code or key: opening it records no event, and a text that is never opened is lost.
final class CodeEnvelope: OneTimeText {
  let kind: String
  let id: String
  private(set) var wasOpened = false
  private let text: Secret
  private let owner: String
  private let isPlanned: Bool

  /// The code of an invite.
  init(_ invite: NewInvite, isPlanned: Bool) {
    self.isPlanned = isPlanned
    kind = "invite"
    id = invite.person.id.text
    text = invite.code
    owner = invite.person.email
  }

  /// The text of a key.
  init(_ key: NewKey, isPlanned: Bool) {
    self.isPlanned = isPlanned
    kind = "key"
    id = key.id.text
    text = key.text
    owner = key.person.name
  }

  func open(_ purpose: RevealPurpose, _ body: (UnsafeRawBufferPointer) throws(Fault) -> Void) throws(Fault) {
    if isPlanned { throw PlannedChanges.noText(kind) }
    try text.withBytes { (bytes) throws(Fault) in try body(bytes) }
    wasOpened = true
  }

  /// The message at the end of a run that never opened the text.
  var loss: String {
    let help = kind == "invite" ? "`person reset` makes another" : "`person key revoke` ends it"
    return "the \(kind) of \(owner) was made, but nothing took its text: it is lost; \(help)"
  }
}
