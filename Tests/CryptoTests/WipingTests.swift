import Base
import Testing

@testable import Crypto

/// M05: memory that held a secret holds none of it afterwards, whatever allocated the memory.
///
/// The memory is read after it was freed, before anything else gets it: few bytes of it may have another use by
/// then, so the test counts how much of the secret is left.
@Suite struct WipingTests {
  private static let canary: UInt8 = 0xC7

  private static func left(_ start: UInt, _ count: Int) -> Int {
    guard let start = UnsafePointer<UInt8>(bitPattern: start) else { return -1 }
    var left = 0
    for place in 0..<count where start[place] == canary { left += 1 }
    return left
  }

  @Test func `lent bytes of the stack are wiped, also after an error`() {
    struct Stop: Error {}
    for fails in [false, true] {
      var start: UInt = 0
      do {
        try withWipedBytes(900) { (bytes) throws(Stop) in
          bytes.update(repeating: Self.canary)
          start = UInt(bitPattern: bytes.baseAddress)
          if fails { throw Stop() }
        }
      } catch {}
      #expect(Self.left(start, 900) < 100, "\(fails)")
    }
  }

  @Test func `secrets beyond those that are guarded are wiped, too`() throws {
    // Other tests hold some as well: with these there are more than are guarded in any case.
    let many = try (0..<4010).map { _ in try Secret(checkedCount: 1) }
    for size in [64, 500, 5000] {
      var start: UInt = 0
      do {
        let secret = try Secret(checkedCount: size)
        secret.withMutableBytes { bytes in
          for place in bytes.indices { bytes[place] = Self.canary }
          start = UInt(bitPattern: bytes.baseAddress)
        }
      }
      // The allocator writes numbers of its own over the first bytes, any of which may be that of the canary.
      #expect(Self.left(start, size) < 16, "\(size)")
    }
    #expect(many.count == 4010)
  }
}
