import Base
import Crypto
import Testing

@Suite struct SecretTextFormTests {
  /// RFC 4648, section 10.
  @Test(arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func `base64 of secret bytes both ways`(text: String, encoded: String) throws {
    #expect(try base64Encode(Secret(utf8: text)).text() == encoded)
    let secret = try Secret(utf8: encoded).withBytes { try base64Decode(secret: $0) }
    #expect(try secret.text() == text)
  }

  @Test(arguments: ["Z", "Zg", "Zg=", "Zg===", "Zh==", "=", "Zg==Zg==", "Zm9v\n", "Zm 9v", "Zm-_", "Zm9\0"])
  func `other base64 is refused`(text: String) {
    #expect(throws: CryptoError.self) { try Secret(utf8: text).withBytes { try base64Decode(secret: $0) } }
  }
}
