import Base
import Crypto
import Testing

@Suite struct UUIDTests {
  private static let text = "01234567-89ab-cdef-fedc-ba9876543210"
  private static let bytes: [UInt8] = [
    0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef, 0xfe, 0xdc, 0xba, 0x98, 0x76, 0x54, 0x32, 0x10,
  ]

  @Test(arguments: [text, text.uppercased(), text.replacing("-", with: "")])
  func `it reads any case, with and without hyphens`(text: String) {
    #expect(UUID128(text)?.text == Self.text)
    #expect(UUID128(Substring(text))?.bytes == Self.bytes)
  }

  @Test(arguments: [
    "", "0", String(text.dropLast()), text + "0", "{\(text)}", text.replacing("-", with: "_"), " \(text)",
    "0123456789ab-cdef-fedc-ba9876543210", "01234567-89ab-cdef-fedcb-a9876543210",
    text.replacing("0", with: "g"),
    "01234567-89ab-cdef-fedc-ba987654321é", text.replacing("-", with: "0"),
  ])
  func `it reads nothing else`(text: String) {
    #expect(UUID128(text) == nil)
  }

  @Test func `bytes both ways`() {
    #expect(UUID128(bytes: Self.bytes)?.text == Self.text)
    #expect(UUID128(bytes: Array(Self.bytes.dropLast())) == nil)
    #expect(UUID128(bytes: Self.bytes + [0]) == nil)
    #expect("\(UUID128(high: 0, low: 1))" == "00000000-0000-0000-0000-000000000001")
  }

  @Test func `random ones say version 4 and come back`() {
    var random = SeededRandomBytes(seed: 7)
    var seen: Set<UUID128> = []
    for _ in 0..<200 {
      let id = UUID128.random(using: &random)
      let text = Array(id.text)
      #expect(text[14] == "4")
      #expect("89ab".contains(text[19]))
      #expect(UUID128(id.text) == id)
      #expect(id.text.split(separator: "-").joined() == hexEncode(id.bytes))
      #expect(UUID128(bytes: id.bytes) == id)
      seen.insert(id)
    }
    #expect(seen.count == 200)
  }

  /// The example of RFC 9562, appendix A.6.
  @Test func `version 7`() {
    let random: [UInt8] = [0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f]
    let id = UUID128(milliseconds: 0x017f_22e2_79b0, random: random)
    #expect(id.text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
    #expect(UUID128(milliseconds: 5, random: [0xff]).text == "00000000-0005-7f00-8000-000000000000")
  }

  @Test func `the order is that of time, of bytes and of text`() {
    var random = SeededRandomBytes(seed: 8)
    let ids = (0..<300).map { UUID128(milliseconds: 1_700_000_000_000 + Int64($0), using: &random) }
    #expect(ids == ids.shuffled().sorted())
    #expect(ids == ids.sorted { $0.text < $1.text })
    #expect(UUID128(high: 1, low: 0) > UUID128(high: 0, low: .max))
  }
}
