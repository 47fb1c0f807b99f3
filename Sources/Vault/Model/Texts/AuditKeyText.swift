import Base
import Crypto

/// The text of an audit key's public half: `sms-audit.1.BASE64`.
///
/// It is no secret.
package enum AuditKeyText {
  private static let mark = "sms-audit.1."

  /// The text of a public key.
  package static func write(_ publicKey: [UInt8]) -> String { mark + base64Encode(publicKey) }

  /// The public key of a text; nil where it is none.
  package static func read(_ text: String) -> [UInt8]? {
    guard text.hasPrefix(mark), let bytes = base64Decode(String(text.dropFirst(mark.utf8.count))),
      bytes.count == SigningKey.publicKeyCount
    else { return nil }
    return bytes
  }
}
