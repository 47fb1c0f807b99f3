package import Base

/// The organization key as it travels: JSON under the token's key, `{"encryptionKey":"<base64>"}`.
extension AccessToken {
  /// The EncString, under this token's key, that gives its holder the organization key.
  package func encryptedPayload(
    organizationKey: SymmetricKey, random: inout some RandomBytes
  ) throws(CryptoError) -> String {
    try Self.encryptedPayload(organizationKey: organizationKey, key: key(), random: &random)
  }

  /// The EncString under the key of a token; nothing else of the payload is needed.
  package static func encryptedPayload(
    organizationKey: SymmetricKey, key: SymmetricKey, random: inout some RandomBytes
  ) throws(CryptoError) -> String {
    let json = Secret(joining: [
      Secret(utf8: #"{"encryptionKey":""#), base64Encode(organizationKey.secret), Secret(utf8: #""}"#),
    ])
    return try EncStringCipher(key).seal(secret: json, random: &random)
  }

  /// The organization key in `payload`, which was made under `key`; other members of the JSON are ignored.
  package static func organizationKey(
    fromPayload payload: String, key: SymmetricKey
  ) throws(CryptoError) -> SymmetricKey {
    let json = try EncStringCipher(key).open(payload)
    let text = try json.withBytes { (json) throws(CryptoError) in
      try PayloadReader.member("encryptionKey", of: json)
    }
    let bytes = try text.withBytes { (text) throws(CryptoError) in try base64Decode(secret: text) }
    return try SymmetricKey(bytes)
  }
}
