import Base
import Crypto

/// The text of a random credential: `sms-key.1.ID.BASE64` and `sms-invite.1.ID.BASE64`.
///
/// The last part is the seed of the credential's key pair, 256 random bits.
enum CredentialText {
  /// The prefix of the text of a kind.
  static func mark(_ kind: CredentialKind) -> String {
    switch kind {
    case .cronKey: "sms-key.1."
    case .invite: "sms-invite.1."
    case .recovery: "sms-recovery.1."
    case .passphrase: ""
    }
  }

  /// The text of a credential.
  static func write(_ kind: CredentialKind, _ id: UUID128, _ seed: Secret) -> Secret {
    Secret(joining: [Secret(utf8: mark(kind) + id.text + "."), base64Encode(seed)])
  }

  /// The id and the seed of a text; nil where it is not a text of this kind.
  static func read(_ text: Secret, _ kind: CredentialKind) -> (id: UUID128, seed: Secret)? {
    let mark = Array(mark(kind).utf8)
    let idCount = 36
    return text.withBytes { bytes in
      let start = mark.count + idCount + 1
      guard bytes.count > start, bytes.prefix(mark.count).elementsEqual(mark),
        bytes[start - 1] == UInt8(ascii: ".")
      else { return nil }
      let name = String(decoding: bytes[mark.count..<start - 1], as: UTF8.self)
      guard let id = UUID128(name),
        let seed = try? base64Decode(secret: UnsafeRawBufferPointer(rebasing: bytes[start...])),
        seed.count == SealingKeyPair.seedCount
      else { return nil }
      return (id, seed)
    }
  }
}
