import Base
import Crypto
import Testing

/// Bytes that a test dictates instead of random ones.
struct FixedBytes: RandomBytes {
  var next: UInt8

  mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    for index in buffer.indices {
      buffer[index] = next
      next &+= 1
    }
  }
}

/// The vectors of the wire protocol, made with Python's `cryptography`; clients decrypted them.
@Suite struct WireVectorTests {
  static let organizationKeyText =
    "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl9gYWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+fw=="
  static let tokenText =
    "0.01234567-89ab-cdef-0123-456789abcdef.AbCdEfGhIjKlMnOpQrStUvWxYz0123:AAECAwQFBgcICQoLDA0ODw=="
  static let payload =
    "2.oKGio6SlpqeoqaqrrK2urw==|7/a6dSCDpGScFQnUP0ZJxyjeCZKYwWdCsVFR7GJa0UdFULqxSFFChBYO4FmVd38MITrKba8bX"
    + "qEk2j5FjtcTC0eQwTVNhc5LSG4LYBeOLCsAngO+jwiz+c8Fx8eLUKhcF+5VfoDyaQynwJaUpn4cQQ==|m6tWztXmCS4C40oGEJAR"
    + "cGo08MiBpa5p4Zajv1PpnOM="

  static func organizationKey() throws -> SymmetricKey {
    try SymmetricKey(Secret(copying: Array(0x40...0x7f)))
  }

  @Test func `V1, the token's key`() throws {
    let token = try AccessToken(parsing: Secret(utf8: Self.tokenText))
    let expected =
      "565621a407eea6fe20ca2b3b6518635fa1ba327c3f010dc8e522a29e4c93d14b"
      + "8a18e3c2c6f3b33cc8e7f2b0a4ede285ee766ab9dbb76d35fe01104269ad0f99"
    #expect(token.key().secret.withBytes { hexEncode($0) } == expected)
    #expect(token.id.text == "01234567-89ab-cdef-0123-456789abcdef")
    #expect(try token.clientSecret.text() == "AbCdEfGhIjKlMnOpQrStUvWxYz0123")
    #expect(try token.text().text() == Self.tokenText)
    let extracted = hmacSHA256(key: Array("bitwarden-accesstoken".utf8), Array(0...15))
    #expect(hexEncode(extracted) == "aede2863d74bdce145335a8701313556d2d0f67bde50db6b37d8ceb2ae232e6b")
  }

  @Test(arguments: [
    (
      UInt8(0x10), "hunter2",
      "2.EBESExQVFhcYGRobHB0eHw==|lWNibbXQC4jA2uJUthNRRQ==|2t0/4dm8CkjpsR1oxs6sS2EAuws3z8WeTtd7H7u0jXk="
    ),
    (
      0x10, "",
      "2.EBESExQVFhcYGRobHB0eHw==|0F1n4APIo3Slie81lvOhpA==|98635k3zqIZSDmpzt3HsO0TSU43pG3gZsgoSaxJAr8w="
    ),
    (
      0x20, "Schlüssel 🔑 0123456789",
      "2.ICEiIyQlJicoKSorLC0uLw==|pzTwtC4ZvLp2KTuxyHAd2sA9G5jsnb3zdJkI5dTLUUE=|"
        + "SAeja2uebJySMAaBGxj97XpVEnEDWbU9IfU27Q8uOJs="
    ),
  ])
  func `V2 and V3, texts both ways`(vector: UInt8, plaintext: String, encString: String) throws {
    let cipher = try EncStringCipher(Self.organizationKey())
    var random = FixedBytes(next: vector)
    #expect(try cipher.seal(text: plaintext, random: &random) == encString)
    #expect(try cipher.openText(encString) == plaintext)
    #expect(try cipher.open(encString).isEqual(to: Secret(utf8: plaintext)))
    #expect(EncStringCipher.isWellFormed(encString))
    #expect(EncStringCipher.length(ofPlaintext: plaintext.utf8.count) == encString.utf8.count)
  }

  @Test func `V4, the payload both ways`() throws {
    let token = try AccessToken(parsing: Secret(utf8: Self.tokenText))
    var random = FixedBytes(next: 0xa0)
    let organizationKey = try Self.organizationKey()
    #expect(try token.encryptedPayload(organizationKey: organizationKey, random: &random) == Self.payload)
    let opened = try AccessToken.organizationKey(fromPayload: Self.payload, key: token.key())
    #expect(opened.secret.isEqual(to: organizationKey.secret))
    #expect(opened.secret.withBytes { base64Encode($0) } == Self.organizationKeyText)
  }
}
