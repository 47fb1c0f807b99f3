import Base
import Crypto
import Testing

@Suite struct EncStringTests {
  private static func cipher(_ seed: UInt64 = 1) throws -> EncStringCipher {
    var random = SeededRandomBytes(seed: seed)
    return try EncStringCipher(SymmetricKey.generate(&random))
  }

  @Test func `sealed bytes come back, whatever their number`() throws {
    let cipher = try Self.cipher()
    var random = SeededRandomBytes(seed: 2)
    for count in Array(0...70) + [4000, 4096, 25_000, 200_001] {
      let plaintext = random.bytes(count)
      let encString = try plaintext.withUnsafeBytes { try cipher.seal($0, random: &random) }
      #expect(encString.utf8.count == EncStringCipher.length(ofPlaintext: count))
      #expect(EncStringCipher.isWellFormed(encString))
      #expect(try cipher.open(encString).isEqual(to: Secret(copying: plaintext)))
    }
  }

  @Test(arguments: [
    "a", "👩‍👩‍👧‍👦 🔑", "\0", "e\u{301} is not \u{e9}", String(repeating: "\u{202e}x", count: 999), " \n",
  ])
  func `text comes back scalar for scalar`(text: String) throws {
    let cipher = try Self.cipher()
    var random = SystemRandomBytes()
    let encString = try cipher.seal(text: text, random: &random)
    #expect(Array(try cipher.openText(encString).unicodeScalars) == Array(text.unicodeScalars))
    let secret = try cipher.seal(secret: Secret(utf8: text), random: &random)
    #expect(secret != encString)
    #expect(Array(try cipher.open(secret).text().utf8) == Array(text.utf8))
  }

  @Test func `a large text then small ones from the same buffer`() throws {
    let cipher = try Self.cipher()
    var random = SeededRandomBytes(seed: 3)
    let large = String(repeating: "x", count: 100_000)
    let first = try cipher.seal(text: large, random: &random)
    let second = try cipher.seal(text: "small", random: &random)
    #expect(try cipher.openText(first) == large)
    #expect(try cipher.openText(second) == "small")
    #expect(try cipher.openText(first) == large)
  }

  @Test func `any flipped bit fails`() throws {
    let cipher = try Self.cipher()
    var random = SeededRandomBytes(seed: 4)
    for count in [0, 1, 15, 16, 17, 40] {
      let plaintext = random.bytes(count)
      let encString = try plaintext.withUnsafeBytes { try cipher.seal($0, random: &random) }
      let original = Array(encString.utf8)
      for place in original.indices {
        for bit in 0..<7 {
          var changed = original
          changed[place] ^= 1 << bit
          let text = String(decoding: changed, as: UTF8.self)
          #expect(throws: CryptoError.self, "byte \(place), bit \(bit)") { try cipher.open(text) }
          #expect(throws: CryptoError.self) { try cipher.openText(text) }
        }
      }
      #expect(try cipher.open(encString).isEqual(to: Secret(copying: plaintext)))
    }
  }

  @Test func `another key is refused as changed data`() throws {
    var random = SeededRandomBytes(seed: 5)
    let encString = try Self.cipher(1).seal(text: "x", random: &random)
    #expect(throws: CryptoError.authentication) { try Self.cipher(2).open(encString) }
  }

  @Test func `a right MAC over wrong padding is refused`() throws {
    // Built by hand from the parts of the wire protocol's second vector, with a MAC that fits the change.
    let key = Array(UInt8(0x40)...0x7f)
    let vector = Array(UInt8(0)..<16)
    let ciphertext = [UInt8](repeating: 7, count: 16)
    let mac = hmacSHA256(key: Array(key[32...]), vector + ciphertext)
    let encString = "2.\(base64Encode(vector))|\(base64Encode(ciphertext))|\(base64Encode(mac))"
    let cipher = try EncStringCipher(WireVectorTests.organizationKey())
    #expect(EncStringCipher.isWellFormed(encString))
    #expect(throws: CryptoError.authentication) { try cipher.open(encString) }
    #expect(throws: CryptoError.authentication) { try cipher.openText(encString) }
  }

  /// M05: the padding is 1 to 16 bytes that all say how many they are, not only the last one.
  @Test func `padding is right in each of its bytes`() throws {
    let key = Array(UInt8(0x40)...0x7f)
    let cipher = try EncStringCipher(WireVectorTests.organizationKey())
    var random = SeededRandomBytes(seed: 9)
    for padding in 1...16 {
      // In CBC the vector is added to what the first block decrypts to: so any plaintext can be had of one block.
      let plain = [UInt8](repeating: 0x61, count: 16 - padding)
      let sealed = try cipher.seal(secret: Secret(copying: plain), random: &random)
      let parts = sealed.dropFirst(2).split(separator: "|").map { base64Decode(String($0)) ?? [] }
      for place in (16 - padding)..<16 {
        var vector = parts[0]
        vector[place] ^= place == 15 ? 0x20 : 1
        let mac = hmacSHA256(key: Array(key[32...]), vector + parts[1])
        let changed = "2.\(base64Encode(vector))|\(base64Encode(parts[1]))|\(base64Encode(mac))"
        #expect(throws: CryptoError.authentication, "\(padding), byte \(place)") { try cipher.open(changed) }
        #expect(throws: CryptoError.authentication) { try cipher.openText(changed) }
        let batch = try EncStringBatch(WireVectorTests.organizationKey())
        changed.utf8.span.withUnsafeBufferPointer { batch.add(utf8: $0) }
        try batch.open()
        batch.forEach { #expect($0 == nil, "\(padding), byte \(place)") }
      }
      #expect(try cipher.open(sealed).count == plain.count)
    }
  }

  @Test func `bytes that are no UTF-8 open as bytes only`() throws {
    let cipher = try Self.cipher()
    var random = SystemRandomBytes()
    let encString = try cipher.seal(secret: Secret(copying: [0x61, 0xff]), random: &random)
    #expect(throws: CryptoError.notText) { try cipher.openText(encString) }
    #expect(try cipher.open(encString).count == 2)
  }

  private static let vector = "EBESExQVFhcYGRobHB0eHw=="
  private static let block = "lWNibbXQC4jA2uJUthNRRQ=="
  private static let mac = "2t0/4dm8CkjpsR1oxs6sS2EAuws3z8WeTtd7H7u0jXk="

  @Test(arguments: [
    "", "2.", "2.||", "x", "0.\(vector)|\(block)|\(mac)", "7.\(vector)|\(block)|\(mac)",
    "\(vector)|\(block)|\(mac)", " 2.\(vector)|\(block)|\(mac)", "2.\(vector)|\(block)|\(mac)\n",
    "2.\(vector)|\(block)", "2.\(vector)|\(block)|\(mac)|", "2.\(vector)||\(mac)",
    "2.\(vector)|\(mac)|\(block)",
    "2.\(vector.dropLast(2))|\(block)|\(mac)", "2.\(vector)|\(block.dropLast(2))|\(mac)",
    "2.\(vector)|\(block)|\(mac.dropLast())", "2.\(vector)|AAAA|\(mac)",
    "2.\(vector.replacing("S", with: "-"))|\(block)|\(mac)",
    "2.\(vector)|\(block)|\(mac.replacing("/", with: "_"))",
    "2.\(vector)|\(block.replacing("RRQ==", with: "RRR=="))|\(mac)", "2.\(vector),\(block)|\(mac)",
    "2.\(vector)|\(block.replacing("bb", with: "ö"))|\(mac)", "2.EBES=xQVFhcYGRobHB0eHw==|\(block)|\(mac)",
  ])
  func `other shapes are malformed`(text: String) throws {
    let cipher = try EncStringCipher(WireVectorTests.organizationKey())
    #expect(EncStringCipher.isWellFormed("2.\(Self.vector)|\(Self.block)|\(Self.mac)"))
    guard text != "2.\(Self.vector)|\(Self.block)|\(Self.mac)" else {
      Issue.record("the case changed nothing")
      return
    }
    #expect(!EncStringCipher.isWellFormed(text))
    #expect(throws: CryptoError.malformed("not an EncString of type 2")) { try cipher.open(text) }
    #expect(throws: CryptoError.malformed("not an EncString of type 2")) { try cipher.openText(text) }
  }

  @Test func `plaintext is lent for one call and wiped after it`() throws {
    let cipher = try Self.cipher()
    var random = SystemRandomBytes()
    let encString = try cipher.seal(text: "lent", random: &random)
    let (start, text) = try cipher.withPlaintext(of: encString) { bytes in
      (bytes.baseAddress, String(decoding: bytes, as: UTF8.self))
    }
    #expect(text == "lent")
    #expect(UnsafeRawBufferPointer(start: start, count: 4).allSatisfy { $0 == 0 })
    #expect(throws: CryptoError.notText) {
      try cipher.withPlaintext(of: encString) { (_) throws(CryptoError) in throw .notText }
    }
    #expect(throws: CryptoError.authentication) {
      try Self.cipher(2).withPlaintext(of: encString) { _ in Issue.record("the body ran") }
    }
  }

  @Test func `the longest value that the product takes`() {
    #expect(EncStringCipher.length(ofPlaintext: 25_000) == 33_416)
  }

  @Test func `a key has 64 bytes`() {
    for count in [0, 32, 63, 65] {
      #expect(throws: CryptoError.malformed("a key must have 64 bytes")) {
        try SymmetricKey(Secret(count: count))
      }
    }
  }
}
