import Base
import Crypto
import Testing

@Suite struct AccessTokenTests {
  private static let left = "0.01234567-89ab-cdef-0123-456789abcdef.AbCdEfGhIjKlMnOpQrStUvWxYz0123"
  private static let seed = "AAECAwQFBgcICQoLDA0ODw=="

  @Test func `a new token has the parts of the protocol and comes back`() throws {
    var random = SystemRandomBytes()
    let id = UUID128.random(using: &random)
    let token = AccessToken.generate(id: id, random: &random)
    let text = try token.text().text()
    let halves = text.split(separator: ":", omittingEmptySubsequences: false)
    let parts = halves[0].split(separator: ".", omittingEmptySubsequences: false)
    #expect(halves.count == 2)
    #expect(parts.count == 3)
    #expect(parts[0] == "0")
    #expect(parts[1] == id.text)
    #expect(parts[2].utf8.count == 30)
    #expect(parts[2].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) })
    #expect(base64Decode(String(halves[1]))?.count == 16)

    let parsed = try AccessToken(parsing: token.text())
    #expect(parsed.id == id)
    #expect(parsed.clientSecret.isEqual(to: token.clientSecret))
    #expect(parsed.seed.isEqual(to: token.seed))
    #expect(parsed.key().secret.isEqual(to: token.key().secret))
  }

  @Test func `each character of client secrets is equally likely`() throws {
    var random = SeededRandomBytes(seed: 12)
    var counts: [UInt8: Int] = [:]
    let id = UUID128(high: 0, low: 0)
    let tokens = 2000
    for _ in 0..<tokens {
      AccessToken.generate(id: id, random: &random).clientSecret.withBytes { bytes in
        for byte in bytes { counts[byte, default: 0] += 1 }
      }
    }
    #expect(counts.count == 62)
    // 968 expected each; 6 standard deviations are 184. A plain remainder would favour eight letters by a quarter.
    for (byte, count) in counts { #expect(abs(count - tokens * 30 / 62) < 184, "byte \(byte)") }
  }

  @Test func `a token without padding is read, and printed with it`() throws {
    let token = try AccessToken(parsing: Secret(utf8: "\(Self.left):AAECAwQFBgcICQoLDA0ODw"))
    #expect(try token.text().text() == "\(Self.left):\(Self.seed)")
  }

  @Test func `ids in other forms are printed in the usual one`() throws {
    let text = "0.0123456789ABCDEF0123456789ABCDEF.x:\(Self.seed)"
    #expect(try AccessToken(parsing: Secret(utf8: text)).id.text == "01234567-89ab-cdef-0123-456789abcdef")
  }

  @Test(arguments: [
    ("", "Doesn't contain a decryption key"),
    (left, "Doesn't contain a decryption key"),
    (":\(seed)", "Has the wrong number of parts"),
    ("0.x:\(seed)", "Has the wrong number of parts"),
    ("\(left).x:\(seed)", "Has the wrong number of parts"),
    ("1\(left.dropFirst()):\(seed)", "Is the wrong version"),
    ("0\(left):\(seed)", "Is the wrong version"),
    (" \(left):\(seed)", "Is the wrong version"),
    (".a.b:\(seed)", "Is the wrong version"),
    ("0.a.b:\(seed)", "Has an invalid identifier"),
    ("0..b:\(seed)", "Has an invalid identifier"),
    ("0.01234567-89ab-cdef-0123-456789abcdeg.b:\(seed)", "Has an invalid identifier"),
    ("\(left):", "Invalid base64 length: expected 16, got 0"),
    ("\(left):AAEC", "Invalid base64 length: expected 16, got 3"),
    ("\(left):AAECAwQFBgcICQoLDA0ODxA=", "Invalid base64 length: expected 16, got 17"),
    ("\(left):\(seed)\n", "Error decoding base64"),
    ("\(left):\(seed) ", "Error decoding base64"),
    ("\(left)::\(seed)", "Error decoding base64"),
    ("\(left):AAECAwQFBgcICQoLDA0ODw=", "Error decoding base64"),
    ("\(left):AAECAwQFBgcICQoLDA0ODx==", "Error decoding base64"),
    ("\(left):AAECAwQFBgcICQoLDA0OD-==", "Error decoding base64"),
    ("\(left):AAECAwQFBgcICQoLDA0OD", "Error decoding base64"),
  ])
  func `what is no token gets its reason`(text: String, reason: String) {
    #expect(throws: CryptoError.malformed(reason)) { try AccessToken(parsing: Secret(utf8: text)) }
  }

  @Test func `the hash of the client secret`() throws {
    let token = try AccessToken(parsing: Secret(utf8: "\(Self.left):\(Self.seed)"))
    #expect(token.clientSecretHash() == "OB82cT+p5u59YW8xWcr1jJdJQsQ5G3DgU0eMiDKrti4=")
  }
}

@Suite struct TokenPayloadTests {
  private static let keyText = WireVectorTests.organizationKeyText

  private static func open(_ json: String) throws -> SymmetricKey {
    var random = SeededRandomBytes(seed: 13)
    let token = AccessToken.generate(id: UUID128.random(using: &random), random: &random)
    let payload = try EncStringCipher(token.key()).seal(text: json, random: &random)
    return try AccessToken.organizationKey(fromPayload: payload, key: token.key())
  }

  @Test(arguments: [
    #"{"encryptionKey":"\#(keyText)"}"#,
    #" { "encryptionKey" : "\#(keyText)" } "#,
    #"{"a":[1,{"encryptionKey":"no"},[],{}],"b":-1.5e+3,"c":null,"encryptionKey":"\#(keyText)","d":true}"#,
    #"{"\u0065ncryptionKey":"\#(keyText.replacing("/", with: #"\/"#).replacing("+", with: #"\u002B"#))"}"#,
    #"{"encryptionKey":"AAAA","é\ud83d\udd11\n\"":"}","encryptionKey":"\#(keyText)"}"#,
  ])
  func `other members and other spellings are no hindrance`(json: String) throws {
    #expect(try Self.open(json).secret.isEqual(to: WireVectorTests.organizationKey().secret))
  }

  @Test(arguments: [
    "", "{}", "[]", "null", "\"encryptionKey\"", #"{"encryptionKey":1}"#, #"{"encryptionKey":null}"#,
    #"{"encryptionKey":"\#(keyText)""#, #"{"encryptionKey":"\#(keyText)"}x"#,
    #"{"encryptionKey":"\#(keyText)",}"#,
    #"{"encryptionkey":"\#(keyText)"}"#, #"{"a":{"encryptionKey":"\#(keyText)"}}"#,
    #"{"encryptionKey":"x\"}"#,
    #"{"encryptionKey":"\q"}"#, #"{"encryptionKey":"\u12"}"#, #"{"encryptionKey":"\ud83d"}"#,
    #"{"encryptionKey":"\ud83dx\udd11"}"#, "{\"encryptionKey\":\"\n\"}", #"{"encryptionKey" "x"}"#,
    #"{"a":}"#,
    #"{"a":\#(String(repeating: "[", count: 5000))"#, #"{"a":[1 2],"encryptionKey":"\#(keyText)"}"#,
  ])
  func `what is not that JSON is malformed`(json: String) {
    #expect(throws: CryptoError.malformed("the token's payload is not the expected JSON")) {
      try Self.open(json)
    }
  }

  @Test func `a key of another size or text is malformed`() {
    #expect(throws: CryptoError.malformed("a key must have 64 bytes")) {
      try Self.open(#"{"encryptionKey":"\#(base64Encode([UInt8](repeating: 1, count: 32)))"}"#)
    }
    #expect(throws: CryptoError.malformed("not standard base64")) {
      try Self.open(#"{"encryptionKey":"\#(Self.keyText.dropLast())"}"#)
    }
  }

  @Test func `another token's key does not open it`() throws {
    var random = SeededRandomBytes(seed: 14)
    let key = SymmetricKey.generate(&random)
    #expect(throws: CryptoError.authentication) {
      try AccessToken.organizationKey(fromPayload: WireVectorTests.payload, key: key)
    }
  }
}
