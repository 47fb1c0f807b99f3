internal import COpenSSL

/// HMAC-SHA256 of `message` under `key` (any count), 32 bytes.
package func hmacSHA256(key: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer) -> [UInt8] {
  let mac = HMACSHA256(key: key)
  mac.update(message)
  return mac.finalize()
}

/// HMAC-SHA256 of `message` under `key` (any count), 32 bytes.
package func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
  key.withUnsafeBytes { key in message.withUnsafeBytes { hmacSHA256(key: key, $0) } }
}

/// HMAC-SHA256 (RFC 2104) of one key, kept: after `finalize` the next message begins.
///
/// Everything derived from the key is in secret memory. Nothing here can fail.
package final class HMACSHA256 {
  private let memory: Secret
  private let states: HMACStates

  /// The MAC under `key`, of any count.
  package init(key: UnsafeRawBufferPointer) {
    let memory = Secret(count: HMACStates.count)
    states = memory.withOctets { HMACStates(at: UnsafeMutableRawPointer($0), key: key) }
    self.memory = memory
  }

  /// Adds `bytes` to the message.
  package func update(_ bytes: UnsafeRawBufferPointer) { states.update(bytes) }

  /// The MAC of the message, 32 bytes.
  package func finalize() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      finalize(into: buffer.baseAddress)
      count = 32
    }
  }

  /// Writes the MAC of the message, 32 bytes.
  func finalize(into out: UnsafeMutablePointer<UInt8>?) { states.finalize(into: out) }
}

/// Three hash states of HMAC-SHA256, of the inner key, the outer key and the current message, in memory that
/// the caller provides and wipes.
///
/// Those of the two padded keys are made once and copied for each message, which saves half of the work for short ones.
struct HMACStates {
  /// How many bytes they need.
  static let count = 3 * MemoryLayout<SHA256_CTX>.stride + MemoryLayout<SHA256_CTX>.alignment

  private let inner: UnsafeMutablePointer<SHA256_CTX>
  private let outer: UnsafeMutablePointer<SHA256_CTX>
  private let work: UnsafeMutablePointer<SHA256_CTX>

  /// The states under `key`, of any count, in `count` bytes of memory.
  init(at start: UnsafeMutableRawPointer, key: UnsafeRawBufferPointer) {
    inner = start.alignedUp(toMultipleOf: MemoryLayout<SHA256_CTX>.alignment)
      .bindMemory(to: SHA256_CTX.self, capacity: 3)
    outer = inner + 1
    work = inner + 2
    let (inner, outer, work) = (inner, outer, work)
    withWipedBytes(64) { block in
      if key.count > 64 {
        SHA256_Init(work)
        SHA256_Update(work, key.baseAddress, key.count)
        SHA256_Final(block.baseAddress, work)
      } else {
        UnsafeMutableRawBufferPointer(block).copyMemory(from: key)
      }
      for index in block.indices { block[index] ^= 0x36 }
      SHA256_Init(inner)
      SHA256_Update(inner, block.baseAddress, 64)
      for index in block.indices { block[index] ^= 0x36 ^ 0x5c }
      SHA256_Init(outer)
      SHA256_Update(outer, block.baseAddress, 64)
    }
    work.pointee = inner.pointee
  }

  /// Adds `bytes` to the message.
  func update(_ bytes: UnsafeRawBufferPointer) { SHA256_Update(work, bytes.baseAddress, bytes.count) }

  /// Writes the MAC of the message, 32 bytes; the next message begins.
  func finalize(into out: UnsafeMutablePointer<UInt8>?) {
    SHA256_Final(out, work)
    work.pointee = outer.pointee
    SHA256_Update(work, out, 32)
    SHA256_Final(out, work)
    work.pointee = inner.pointee
  }
}

extension HMACSHA256 {
  /// Adds a number as eight bytes, most significant first.
  func update(count: Int) {
    withUnsafeBytes(of: UInt64(count).bigEndian) { update($0) }
  }

  /// Adds the count of `bytes` and then these, so that neighbours cannot run into each other.
  func update(framed bytes: UnsafeRawBufferPointer) {
    update(count: bytes.count)
    update(bytes)
  }
}
