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
/// The hash states of the two padded keys are made once and copied for each message, which saves half of the
/// work for short ones. All that was made from the key lies in secret memory. Nothing here can fail.
package final class HMACSHA256 {
  /// Three hash states: of the inner key, of the outer key, of the message in the making.
  private let states: Secret
  private let inner: UnsafeMutablePointer<SHA256_CTX>
  private let outer: UnsafeMutablePointer<SHA256_CTX>
  private let work: UnsafeMutablePointer<SHA256_CTX>

  /// The MAC under `key`, of any count.
  package init(key: UnsafeRawBufferPointer) {
    let alignment = MemoryLayout<SHA256_CTX>.alignment
    states = Secret(count: 3 * MemoryLayout<SHA256_CTX>.stride + alignment)
    inner = states.withOctets { start in
      UnsafeMutableRawPointer(start).alignedUp(toMultipleOf: alignment)
        .bindMemory(to: SHA256_CTX.self, capacity: 3)
    }
    outer = inner + 1
    work = inner + 2
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
  package func update(_ bytes: UnsafeRawBufferPointer) {
    SHA256_Update(work, bytes.baseAddress, bytes.count)
  }

  /// The MAC of the message, 32 bytes.
  package func finalize() -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      finalize(into: buffer.baseAddress)
      count = 32
    }
  }

  /// Writes the MAC of the message, 32 bytes.
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
