import Base
import Crypto
import Testing

private func hex(_ text: String) -> [UInt8] { hexDecode(text) ?? [] }

@Suite struct HashingTests {
  @Test func `SHA-256, examples of FIPS 180`() {
    #expect(
      hexEncode(sha256(Array("abc".utf8)))
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(hexEncode(sha256([])) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `the hasher takes pieces and begins again`() {
    let hasher = SHA256Hasher()
    for _ in 0..<2 {
      for _ in 0..<1000 { hasher.update([UInt8](repeating: UInt8(ascii: "a"), count: 1000)) }
      #expect(
        hexEncode(hasher.finalize()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
    }
    hasher.update([])
    #expect(hasher.finalize() == sha256([]))
  }

  /// RFC 4231, cases 1, 2, 3, 6 and 7.
  @Test(arguments: [
    (
      String(repeating: "0b", count: 20), "4869205468657265",
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      "4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      String(repeating: "aa", count: 20), String(repeating: "dd", count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      String(repeating: "aa", count: 131),
      "54657374205573696e67204c6172676572205468616e20426c6f636b2d53697a65204b6579202d2048617368204b65792046"
        + "69727374",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
  ])
  func `HMAC-SHA256, RFC 4231`(key: String, message: String, mac: String) {
    #expect(hexEncode(hmacSHA256(key: hex(key), hex(message))) == mac)
  }

  /// RFC 5869, cases 1 to 3.
  @Test(arguments: [
    (
      String(repeating: "0b", count: 22), "000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9",
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"
    ),
    (
      hexEncode(0x00...0x4f), hexEncode(0x60...0xaf), hexEncode(0xb0...0xff),
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
        + "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87"
    ),
    (
      String(repeating: "0b", count: 22), "", "",
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    ),
  ])
  func `HKDF-SHA256, RFC 5869`(secret: String, salt: String, info: String, result: String) throws {
    let derived = try hex(secret).withUnsafeBytes {
      try hkdfSHA256($0, salt: hex(salt), info: hex(info), count: result.utf8.count / 2)
    }
    #expect(derived.withBytes { hexEncode($0) } == result)
  }

  @Test func `HKDF ends at 8160 bytes`() throws {
    let long = try [UInt8](repeating: 1, count: 16).withUnsafeBytes { secret in
      try hkdfSHA256(secret, salt: [], info: [], count: 8160)
    }
    #expect(long.withBytes { Set($0.suffix(32)).count } > 16)
    for count in [8161, -1] {
      #expect(throws: CryptoError.self) {
        try [UInt8]([1]).withUnsafeBytes { try hkdfSHA256($0, salt: [], info: [], count: count) }
      }
    }
  }

  @Test func `equality in constant time is equality`() {
    #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
    #expect(constantTimeEqual([], []))
    #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
    #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
    #expect(!constantTimeEqual([], [0]))
  }

  @Test func `a wiped array is zero`() {
    var bytes: [UInt8] = [1, 2, 3]
    wipe(&bytes)
    #expect(bytes == [0, 0, 0])
  }
}
