import Base
import Crypto
import Glibc
import Testing

@Suite struct SecretTests {
  static let canary = "canary-7f3a"

  @Test func `it prints nothing, whoever asks`() {
    let secret = Secret(utf8: Self.canary)
    var dumped = ""
    dump(secret, to: &dumped)
    var wrapped = ""
    dump(["key": secret], to: &wrapped)
    let shown = [
      "\(secret)", String(describing: secret), String(reflecting: secret), secret.description,
      secret.debugDescription, dumped, wrapped, "\([secret])", "\(Optional(secret) as Any)",
      "\(Mirror(reflecting: secret).children.map { "\($0)" })",
    ]
    for text in shown {
      #expect(!text.contains(Self.canary))
      #expect(!text.contains("memory"))
    }
    #expect("\(secret)" == "<secret>")
    #expect(Mirror(reflecting: secret).children.isEmpty)
  }

  @Test func `what holds one prints nothing either`() throws {
    let key = SymmetricKey.generate(&system)
    let token = try AccessToken(parsing: Secret(utf8: WireVectorTests.tokenText))
    let pair = try SealingKeyPair(seed: Secret(count: 32))
    for text in [
      String(reflecting: key), String(reflecting: token), String(reflecting: pair),
    ] {
      #expect(text.contains("<secret>"))
      #expect(!text.contains("AbCdEf"))
    }
  }

  @Test func `nor do ciphers and digests, by reflection to the bottom`() throws {
    let key = try SymmetricKey(Secret(copying: [UInt8](repeating: UInt8(ascii: "k"), count: 64)))
    var dumped = ""
    dump(NameDigest(organizationKey: key), to: &dumped)
    dump(try EncStringCipher(key), to: &dumped)
    #expect(dumped.contains("<secret>"))
    #expect(!dumped.contains("kk") && !dumped.contains(" 107"))
  }

  private var system: SystemRandomBytes {
    get { SystemRandomBytes() }
    nonmutating set {}
  }

  @Test func `new bytes are zero, random ones differ`() {
    #expect(Secret(count: 40).withBytes { $0.allSatisfy { $0 == 0 } })
    #expect(!Secret.random(count: 32).isEqual(to: Secret.random(count: 32)))
    #expect(Secret(count: 0).withBytes { $0.count } == 0)
  }

  @Test func `equality is of bytes and counts`() {
    let secret = Secret(utf8: "abc")
    #expect(secret.isEqual(to: Secret(copying: Array("abc".utf8))))
    #expect(!secret.isEqual(to: Secret(utf8: "abd")))
    #expect(!secret.isEqual(to: Secret(utf8: "abcd")))
    #expect(!secret.isEqual(to: Secret(count: 0)))
    #expect(Secret(count: 0).isEqual(to: Secret(count: 0)))
    #expect(!Secret(utf8: "\u{e9}").isEqual(to: Secret(utf8: "e\u{301}")))
  }

  @Test(arguments: [[0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80], [0xc0, 0x80]] as [[UInt8]])
  func `bytes that are no UTF-8 are no text`(bytes: [UInt8]) {
    #expect(throws: CryptoError.notText) { try Secret(copying: bytes).text() }
  }

  @Test func `what is cut off is wiped`() {
    let secret = Secret(utf8: Self.canary)
    let start = secret.withBytes { $0.baseAddress }
    secret.shorten(to: 6)
    #expect(secret.count == 6)
    let rest = UnsafeRawBufferPointer(start: start.map { $0 + 6 }, count: 5)
    #expect(rest.allSatisfy { $0 == 0 })
    secret.shorten(to: 9)
    #expect(secret.count == 6)
  }

  @Test func `parts are joined in order`() throws {
    let joined = Secret(joining: [Secret(utf8: "a"), Secret(count: 0), Secret(utf8: "bc")])
    #expect(try joined.text() == "abc")
  }

  @Test func `a size that cannot be is an error where inputs choose it`() {
    #expect(throws: CryptoError.outOfMemory) { try Secret(checkedCount: .max / 2) }
    #expect(throws: CryptoError.outOfMemory) { try Secret(checkedCount: -1) }
  }

  @Test func `an error of the body comes through`() {
    struct Refusal: Error, Equatable {}
    let secret = Secret(count: 1)
    #expect(throws: Refusal()) { try secret.withBytes { _ in throw Refusal() } }
    #expect(throws: Refusal()) { try secret.withMutableBytes { _ in throw Refusal() } }
  }

  /// How many mappings the process has; a process may have 65,530.
  private static func mappings() -> Int {
    guard let file = fopen("/proc/self/maps", "r") else { return .max }
    defer { fclose(file) }
    var count = 0
    while true {
      let character = fgetc(file)
      if character == EOF { return count }
      if character == 10 { count += 1 }
    }
  }

  @Test func `so many secrets that guarding all would take every mapping`() async {
    await #expect(processExitsWith: .success) {
      var lock = rlimit(rlim_cur: 0, rlim_max: 0)
      _ = setrlimit(__rlimit_resource_t(__RLIMIT_MEMLOCK.rawValue), &lock)
      let secrets = (0..<25_000).map { Secret(utf8: "\($0)") }
      for (index, secret) in secrets.enumerated() {
        guard try secret.text() == "\(index)" else { exit(1) }
      }
      guard Self.mappings() < 20_000 else { exit(2) }
      let later = secrets.map { Secret(count: $0.count) }
      guard later.allSatisfy({ $0.withBytes { $0.allSatisfy { $0 == 0 } } }) else { exit(3) }
      exit(0)
    }
  }

  @Test func `hardening forbids dumps and files for others`() async {
    await #expect(processExitsWith: .success) {
      guard ProcessHardening.allowsDumps else { exit(2) }
      ProcessHardening.apply()
      var core = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &core)
      // The hard limit stays the caller's, for the programs that are started.
      guard core.rlim_cur == 0 else { exit(3) }
      guard !ProcessHardening.allowsDumps else { exit(4) }
      exit(umask(0) == 0o077 ? 0 : 5)
    }
  }
}
