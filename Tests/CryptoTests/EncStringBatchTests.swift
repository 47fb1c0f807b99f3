import Base
import Crypto
import Testing

@Suite struct EncStringBatchTests {
  private let key: SymmetricKey
  private let cipher: EncStringCipher
  private var random = SeededRandomBytes(seed: 5)

  init() throws {
    key = SymmetricKey.generate(&random)
    cipher = try EncStringCipher(key)
  }

  private func add(_ text: String, to batch: EncStringBatch) {
    var text = text
    text.withUTF8 { batch.add(utf8: $0) }
  }

  /// What the texts of a batch became.
  private func opened(_ batch: EncStringBatch) -> [String?] {
    var all: [String?] = []
    batch.forEach { text in all.append(text.map { String(decoding: $0, as: UTF8.self) }) }
    return all
  }

  /// What the cipher for single texts makes of one.
  private func single(_ text: String) -> String? { try? cipher.openText(text) }

  /// A text, or what is nearly one, from random numbers.
  private mutating func sample() throws -> String {
    let bytes = random.bytes(3)
    let plain = String(repeating: "a\u{e9}\u{1f511}x", count: Int(bytes[0]) % 24)
    let sealed = try cipher.seal(text: plain, random: &random)
    var changed = Array(sealed.utf8)
    switch bytes[1] % 8 {
    case 0: changed[Int(bytes[2]) % changed.count] ^= 1
    case 1: changed.removeLast(Int(bytes[2]) % changed.count)
    case 2:
      let raw = random.bytes(Int(bytes[2]) % 40 + 1)
      return try raw.withUnsafeBytes { try cipher.seal($0, random: &random) }
    default: break
    }
    return String(decoding: changed, as: UTF8.self)
  }

  @Test(arguments: [0, 1, 2, 511, 512, 1301])
  mutating func `a batch opens what single texts open, and nothing else`(count: Int) throws {
    let batch = try EncStringBatch(key)
    for _ in 0..<2 {
      let texts = try (0..<count).map { _ in try sample() }
      for text in texts { add(text, to: batch) }
      try batch.open()
      #expect(batch.count == count)
      let all = opened(batch)
      for (index, text) in texts.enumerated() {
        let wanted = single(text)
        let found = all[index]
        #expect((found == nil) == (wanted == nil), "\(index): \(text)")
        #expect((found ?? "").utf8.elementsEqual((wanted ?? "").utf8), "\(index): \(text)")
      }
      batch.empty()
      #expect(batch.count == 0)
    }
  }

  @Test mutating func `texts under another key do not open, their neighbours do`() throws {
    let other = try EncStringCipher(SymmetricKey.generate(&random))
    let batch = try EncStringBatch(key)
    for index in 0..<600 {
      let text = "name \(index)"
      let sealed = try (index % 3 == 0 ? other : cipher).seal(text: text, random: &random)
      add(sealed, to: batch)
    }
    try batch.open()
    #expect(opened(batch) == (0..<600).map { $0 % 3 == 0 ? nil : "name \($0)" })
  }

  @Test mutating func `parts of two genuine texts together are none`() throws {
    let batch = try EncStringBatch(key)
    let texts = try ["one", "two"].map { try cipher.seal(text: $0, random: &random) }
    let parts = texts.map { $0.dropFirst(2).split(separator: "|").map(String.init) }
    for mix in 0..<8 {
      add(
        "2.\(parts[mix & 1][0])|\(parts[mix >> 1 & 1][1])|\(parts[mix >> 2 & 1][2])", to: batch)
    }
    try batch.open()
    #expect(opened(batch) == ["one", nil, nil, nil, nil, nil, nil, "two"])
  }
}
