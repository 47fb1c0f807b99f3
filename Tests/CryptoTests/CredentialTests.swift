import Base
import Crypto
import Testing

@Suite struct PassphraseTests {
  private static let salt = Array(UInt8(0)..<16)

  /// Computed with Python's argon2-cffi 25.1.0: `low_level.hash_secret_raw(passphrase, bytes(range(16)),
  /// time_cost=passes, memory_cost=memory, parallelism=1, hash_len=32, type=Type.ID, version=19)`.
  @Test(arguments: [
    (
      "correct horse battery staple", 19 * 1024, 2,
      "818259b6310026a8e0dbac5d2e6927abcfdb07b32258fac4f61b18b80f929085"
    ),
    (
      "correct horse battery staple", 64 * 1024, 3,
      "0d1a3c6523c8f06e4e0af9c515aa5b5448cfebd6838f2d52c3d8b6ef8ddc3c2e"
    ),
    ("pässwörd 🔑 lang", 19 * 1024, 2, "f1e605c446cba420fde5632308e8cd2246d447c9eb6591aa594210e219e48783"),
  ])
  func `Argon2id, known answers`(passphrase: String, memory: Int, passes: Int, seed: String) throws {
    let parameters = PassphraseParameters(memoryKiB: memory, passes: passes, salt: Self.salt)
    let result = try parameters.seed(passphrase: Secret(utf8: passphrase))
    #expect(result.withBytes { hexEncode($0) } == seed)
  }

  @Test func `a new credential gets 64 MiB, 3 passes and its own salt`() throws {
    var random = SystemRandomBytes()
    let parameters = PassphraseParameters.generate(&random)
    #expect(parameters.memoryKiB == 65_536)
    #expect(parameters.passes == 3)
    #expect(parameters.salt.count == 16)
    #expect(parameters.salt != PassphraseParameters.generate(&random).salt)
    try parameters.check()
  }

  @Test(arguments: [(19 * 1024 - 1, 2), (19 * 1024, 1), (0, 0), (-1, 3), (8 * 1024, 100)])
  func `weaker ones are refused`(memory: Int, passes: Int) {
    let parameters = PassphraseParameters(memoryKiB: memory, passes: passes, salt: Self.salt)
    #expect(throws: CryptoError.weakParameters) { try parameters.seed(passphrase: Secret(utf8: "x")) }
  }

  @Test(arguments: [
    (Int.max, 3, 16), (65_536, Int.max, 16), (65_536, 3, 15), (65_536, 3, 17), (65_536, 3, 0),
  ])
  func `impossible ones are refused before any work`(memory: Int, passes: Int, salt: Int) {
    let parameters = PassphraseParameters(
      memoryKiB: memory, passes: passes, salt: [UInt8](repeating: 0, count: salt))
    let error = #expect(throws: CryptoError.self) { try parameters.seed(passphrase: Secret(utf8: "x")) }
    guard case .malformed = error else {
      Issue.record("\(error as Any)")
      return
    }
  }
}

@Suite struct SealingKeyPairTests {
  private static func pair(_ first: UInt8 = 0) throws -> SealingKeyPair {
    try SealingKeyPair(seed: Secret(copying: (0..<32).map { first &+ $0 }))
  }

  /// Known answers of other programs.
  ///
  /// The key: Python's hashlib and cryptography, X25519 of the first half of the seed's SHA-512.
  /// The box: PyNaCl 1.6.2, `SealedBox(PublicKey(key)).encrypt(b"sealed elsewhere")`.
  @Test func `a seed gives the key that others compute, and opens what others seal`() throws {
    let pair = try Self.pair()
    #expect(hexEncode(pair.publicKey) == "4701d08488451f545a409fb58ae3e58581ca40ac3f7f114698cd71deac73ca01")
    let sealed =
      "4bf8437777ae858725214aae5499f84570b587f323e233670645f52061cf7408"
      + "1da8c2b2b969d6e669377b44520a0aada3b2cb86400ed4655f4d0fc9f668bf9f"
    #expect(try pair.open(hexDecode(sealed) ?? []).text() == "sealed elsewhere")
  }

  @Test(arguments: [0, 1, 64, 5000])
  func `what is sealed to a key its pair opens`(count: Int) throws {
    let secret = Secret.random(count: count)
    let pair = try Self.pair()
    let sealed = try SealingKeyPair.seal(secret, to: pair.publicKey)
    #expect(sealed.count == count + 48)
    #expect(try pair.open(sealed).isEqual(to: secret))
    #expect(try SealingKeyPair.seal(secret, to: pair.publicKey) != sealed)
    #expect(throws: CryptoError.authentication) { try Self.pair(1).open(sealed) }
  }

  @Test func `any flipped bit fails`() throws {
    let pair = try Self.pair()
    let sealed = try SealingKeyPair.seal(Secret(utf8: "key"), to: pair.publicKey)
    for place in sealed.indices {
      for bit in 0..<8 {
        var changed = sealed
        changed[place] ^= 1 << bit
        #expect(throws: CryptoError.authentication) { try pair.open(changed) }
      }
    }
  }

  @Test func `other shapes are malformed`() throws {
    let secret = Secret(utf8: "key")
    for count in [0, 31, 33, 64] {
      #expect(throws: CryptoError.malformed("a public key must have 32 bytes")) {
        try SealingKeyPair.seal(secret, to: [UInt8](repeating: 9, count: count))
      }
      #expect(throws: CryptoError.malformed("a seed must have 32 bytes")) {
        try SealingKeyPair(seed: Secret(count: count))
      }
    }
    #expect(throws: CryptoError.malformed("not a public key")) {
      try SealingKeyPair.seal(secret, to: [UInt8](repeating: 0, count: 32))
    }
    let pair = try Self.pair()
    #expect(throws: CryptoError.malformed("a sealed box must have 48 bytes or more")) {
      try pair.open([UInt8](repeating: 0, count: 47))
    }
    #expect(throws: CryptoError.authentication) { try pair.open([UInt8](repeating: 0, count: 48)) }
  }
}

/// Known answers made with Python's hmac over the framing that Documentation/crypto.md gives: stored vaults
/// depend on them.
@Suite struct DerivedDigestTests {
  private static let organization = UUID128(high: 0x0123_4567_89ab_cdef, low: 0x0123_4567_89ab_cdef)

  @Test func `the name digest keeps its format`() throws {
    let digest = NameDigest(organizationKey: try WireVectorTests.organizationKey())
    #expect(
      hexEncode(digest.digest(kind: "project", organization: Self.organization, text: "Schlüssel"))
        == "49aeb1589cad9799fe67838864b56bc1616358eb8b78d38381621747660005f2")
  }

  @Test func `names, kinds, organizations and keys all count, by exact bytes`() throws {
    var random = SeededRandomBytes(seed: 11)
    let digest = NameDigest(organizationKey: SymmetricKey.generate(&random))
    let other = NameDigest(organizationKey: SymmetricKey.generate(&random))
    let id = Self.organization
    let all = [
      digest.digest(kind: "project", organization: id, text: "a"),
      digest.digest(kind: "project", organization: id, text: "A"),
      digest.digest(kind: "project", organization: id, text: "a "),
      digest.digest(kind: "project", organization: id, text: ""),
      digest.digest(kind: "projecta", organization: id, text: ""),
      digest.digest(kind: "secret", organization: id, text: "a"),
      digest.digest(kind: "project", organization: UUID128(high: id.high, low: id.low &+ 1), text: "a"),
      digest.digest(kind: "project", organization: id, text: "\u{e9}"),
      digest.digest(kind: "project", organization: id, text: "e\u{301}"),
      other.digest(kind: "project", organization: id, text: "a"),
    ]
    #expect(Set(all).count == all.count)
    #expect(all[0] == digest.digest(kind: "project", organization: id, text: "a"))
  }

  @Test func `the row MAC keeps its format`() throws {
    let fields = [Array("ada@acme.example".utf8), [], [1, 2, 3]]
    let key = try WireVectorTests.organizationKey()
    let mac = rowMAC(organizationKey: key, fields: fields)
    #expect(hexEncode(mac) == "fd234c4067d601cb55d95e6477a97057cd5f22219747500ac3629f8e00695c72")
    #expect(isRowMAC(mac, organizationKey: key, fields: fields))
  }

  @Test func `moving a byte between fields changes the MAC`() throws {
    let key = try WireVectorTests.organizationKey()
    let shapes: [[[UInt8]]] = [
      [], [[]], [[], []], [[1, 2], [3]], [[1], [2, 3]], [[1, 2, 3]], [[1, 2], [3], []], [[], [1, 2], [3]],
      [[0, 0, 0, 0, 0, 0, 0, 0]], [[3], [1, 2]],
    ]
    let macs = shapes.map { rowMAC(organizationKey: key, fields: $0) }
    #expect(Set(macs).count == shapes.count)
    for (index, mac) in macs.enumerated() {
      #expect(isRowMAC(mac, organizationKey: key, fields: shapes[index]))
      #expect(!isRowMAC(mac, organizationKey: key, fields: shapes[(index + 1) % shapes.count]))
      #expect(!isRowMAC(Array(mac.dropLast()), organizationKey: key, fields: shapes[index]))
    }
    #expect(!isRowMAC([], organizationKey: key, fields: []))
  }
}
