import Crypto

/// The sealed texts of a secret, of a machine account its name and description, of other things only the name.
package enum SecretPart: String, Sendable {
  /// The sealed texts; the key of a secret is its `name`.
  case name, note, value, description

  /// How long it may be.
  var limit: TextLimit {
    switch self {
    case .name: .name
    case .note: .note
    case .value: .value
    case .description: .description
    }
  }

  /// Begins the message of a digest: no value has the digest of a key or note of the same text.
  func feed(_ mac: HMACSHA256) {
    (rawValue + "\0").utf8.span.withUnsafeBytes { mac.update($0) }
  }
}
