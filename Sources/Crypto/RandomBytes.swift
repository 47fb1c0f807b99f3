internal import Base
internal import CSodium

/// The system's random generator, through libsodium: for everything that is secret.
package struct SystemRandomBytes: RandomBytes, Sendable {
  /// Makes the generator, which has no state of its own.
  package init() {}

  /// Fills a buffer with random bytes; it cannot fail.
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

  /// Begins a sequence of bytes that is the same for the same seed.
  package init(seed: UInt64) { self.seed = seed }

  /// Fills a buffer with the next bytes of the sequence.
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
