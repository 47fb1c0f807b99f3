internal import Base
internal import CSodium

/// The system's random generator, through libsodium: for everything that is secret.
package struct SystemRandomBytes: RandomBytes, Sendable {
  package init() {}

  package mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let start = buffer.baseAddress else { return }
    _ = Sodium.isReady
    randombytes_buf(start, buffer.count)
  }
}

/// Bytes that follow from a seed: for tests and reproducible transcripts, chosen explicitly, never by default.
package struct SeededRandomBytes: RandomBytes, Sendable {
  private let seed: UInt64
  private var calls: UInt64 = 0

  package init(seed: UInt64) { self.seed = seed }

  package mutating func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let start = buffer.baseAddress else { return }
    var key = [UInt8](repeating: 0, count: randombytes_seedbytes())
    for index in 0..<8 {
      key[index] = UInt8(truncatingIfNeeded: seed >> UInt64(8 * index))
      key[8 + index] = UInt8(truncatingIfNeeded: calls >> UInt64(8 * index))
    }
    calls &+= 1
    randombytes_buf_deterministic(start, buffer.count, key)
  }
}
