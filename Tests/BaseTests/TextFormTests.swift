import Base
import Crypto
import Testing

@Suite struct TextFormTests {
  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
    ("foobar", "Zm9vYmFy"),
  ])
  func `base64, RFC 4648`(text: String, encoded: String) {
    #expect(base64Encode(Array(text.utf8)) == encoded)
    #expect(base64Decode(encoded) == Array(text.utf8))
  }

  @Test func `base64 of random bytes comes back`() {
    var random = SeededRandomBytes(seed: 6)
    for count in 0..<300 {
      let bytes = random.bytes(count)
      #expect(base64Decode(base64Encode(bytes)) == bytes)
    }
  }

  @Test(arguments: [
    "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v=", "====", "=", "Z===", "Zg==Zg==", "Zm9v\n", " Zm9v",
    "Zm 9v", "Zm-_", "Zm9v,", "Zg=a", "=g==", "Zöö=", "Zm9v====", "Zm9\0",
  ])
  func `other base64 is refused`(text: String) {
    #expect(base64Decode(text) == nil)
  }

  @Test(arguments: [("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("a>?", "YT4_"), ("~~~", "fn5-")])
  func `base64 for addresses`(text: String, encoded: String) {
    #expect(base64Encode(Array(text.utf8), .url) == encoded)
    #expect(base64Decode(encoded, .url) == Array(text.utf8))
  }

  @Test(arguments: ["Z", "Zg==", "Zh", "YT4/", "fn5+", "Zm9v\n", "Zm9=", "Zg\0", "Zm9vZ"])
  func `other base64 for addresses is refused`(text: String) {
    #expect(base64Decode(text, .url) == nil)
  }

  @Test(
    arguments: [
      ("Z", 1), ("Zg", 2), ("Zg=", 3), ("Zg===", 4), ("Zh==", 3), ("Zm9=", 3), ("Zm9v=", 4), ("=", 0),
      ("Z===", 1), ("Zg==Zg==", 4), ("Zm-_", 2), ("Zg=a", 3),
    ])
  func `the first mistake is named`(text: String, offset: Int) {
    guard case .failure(let mistake) = Base64.decode(Array(text.utf8), .standard) else {
      Issue.record("\(text) was decoded")
      return
    }
    #expect(mistake.offset == offset)
  }

  @Test func `what is refused has a mistake within the text`() {
    var random = SeededRandomBytes(seed: 5)
    let alphabet = Array("AZaz09+/-_= \n".utf8)
    for _ in 0..<5000 {
      let length = Int(random.bytes(1)[0]) % 10
      let text = random.bytes(length).map { alphabet[Int($0) % alphabet.count] }
      for form in [Base64.Form.standard, .url] {
        switch Base64.decode(text, form) {
        case .success(let bytes): #expect(base64Encode(bytes, form) == String(decoding: text, as: UTF8.self))
        case .failure(let mistake): #expect(mistake.offset <= text.count)
        }
      }
    }
  }

  @Test func `hexadecimal both ways`() {
    #expect(hexEncode([0x00, 0x9f, 0xab]) == "009fab")
    #expect(hexDecode("009fAB") == [0x00, 0x9f, 0xab])
    #expect(hexDigits([0x00, 0x9f]) == Array("009f".utf8))
    #expect(hexDecode("") == [])
    for text in ["0", "0g", "00 ", "ÿÿ", "0x00"] { #expect(hexDecode(text) == nil) }
  }
}
