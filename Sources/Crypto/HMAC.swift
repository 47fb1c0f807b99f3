internal import CSodium

/// HMAC-SHA256 of `message` under `key` (any count), 32 bytes.
package func hmacSHA256(key: UnsafeRawBufferPointer, _ message: UnsafeRawBufferPointer) -> [UInt8] {
  var mac = HMACSHA256(key: key)
  mac.update(message)
  return mac.finalize()
}

/// HMAC-SHA256 of `message` under `key` (any count), 32 bytes.
package func hmacSHA256(key: [UInt8], _ message: [UInt8]) -> [UInt8] {
  key.withUnsafeBytes { key in message.withUnsafeBytes { hmacSHA256(key: key, $0) } }
}

/// HKDF-SHA256 of RFC 5869, extract and expand: `count` bytes (at most 8,160) from `secret`, salt and info.
package func hkdfSHA256(
  _ secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], count: Int
) throws(CryptoError) -> Secret {
  guard (0...255 * 32).contains(count) else { throw .malformed("HKDF gives at most 8160 bytes") }
  return HKDF.derive(secret, salt: salt, info: info, count: count)
}

/// HKDF for counts that the program chooses.
enum HKDF {
  /// As `hkdfSHA256`; `count` is at most 8,160.
  static func derive(_ secret: UnsafeRawBufferPointer, salt: [UInt8], info: [UInt8], count: Int) -> Secret {
    var extract = salt.withUnsafeBytes { HMACSHA256(key: $0) }
    extract.update(secret)
    let pseudorandomKey = Secret(count: 32)
    pseudorandomKey.withOctets { extract.finalize(into: $0) }

    let result = Secret(count: count)
    let block = Secret(count: 32)
    var place = 0
    var number: UInt8 = 1
    while place < count {
      var expand = pseudorandomKey.withBytes { HMACSHA256(key: $0) }
      if number > 1 { block.withBytes { expand.update($0) } }
      info.withUnsafeBytes { expand.update($0) }
      withUnsafeBytes(of: number) { expand.update($0) }
      block.withOctets { expand.finalize(into: $0) }
      let taken = min(32, count - place)
      result.withMutableBytes { out in
        block.withBytes { out[place...].copyBytes(from: $0.prefix(taken)) }
      }
      place += taken
      number &+= 1
    }
    return result
  }
}

/// One HMAC-SHA256 in the making; `finalize` wipes what was made from the key.
struct HMACSHA256 {
  private var state = crypto_auth_hmacsha256_state()

  init(key: UnsafeRawBufferPointer) {
    if let start = key.baseAddress?.assumingMemoryBound(to: UInt8.self) {
      crypto_auth_hmacsha256_init(&state, start, key.count)
    } else {
      crypto_auth_hmacsha256_init(&state, [], 0)
    }
  }

  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    let start = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    crypto_auth_hmacsha256_update(&state, start, UInt64(bytes.count))
  }

  /// Writes the 32 bytes; the value is of no use afterwards.
  mutating func finalize(into out: UnsafeMutablePointer<UInt8>) {
    crypto_auth_hmacsha256_final(&state, out)
    sodium_memzero(&state, MemoryLayout<crypto_auth_hmacsha256_state>.size)
  }

  /// The 32 bytes; the value is of no use afterwards.
  mutating func finalize() -> [UInt8] {
    var mac = [UInt8](repeating: 0, count: 32)
    finalize(into: &mac)
    return mac
  }
}

extension HMACSHA256 {
  /// Adds a number as eight bytes, most significant first.
  mutating func update(count: Int) {
    withUnsafeBytes(of: UInt64(count).bigEndian) { update($0) }
  }

  /// Adds the count of `bytes` and then these, so that neighbours cannot run into each other.
  mutating func update(framed bytes: UnsafeRawBufferPointer) {
    update(count: bytes.count)
    update(bytes)
  }
}
