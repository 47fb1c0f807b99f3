import Base
import Crypto

/// A ciphertext that a client of the server sent, which the server did not decrypt.
struct SentText: Equatable {
  /// The access token that it came with.
  let token: UUID128?
  /// The digest of the ciphertext; nil: events of earlier releases do not name it.
  let digest: String?

  /// What an event says of a part; nil where it is not a client's.
  init?(_ event: EventRow, _ part: SecretPart) {
    guard event.device == Principal.servedDevice else { return nil }
    token = event.token
    digest = EventDetail.sentDigest(part, event.detail)
  }

  /// Whether this may be the ciphertext that was sent.
  func mayBe(_ sealed: String) -> Bool { digest.map { $0 == EventDetail.sentDigest(of: sealed) } ?? true }
}
