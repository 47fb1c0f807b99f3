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
    let block = Secret(count: 32)
    let extract = salt.withUnsafeBytes { HMACSHA256(key: $0) }
    extract.update(secret)
    block.withOctets { extract.finalize(into: $0) }
    let expand = block.withBytes { HMACSHA256(key: $0) }

    let result = Secret(count: count)
    for (number, place) in stride(from: 0, to: count, by: 32).enumerated() {
      if number > 0 { block.withBytes { expand.update($0) } }
      info.withUnsafeBytes { expand.update($0) }
      withUnsafeBytes(of: UInt8(truncatingIfNeeded: number + 1)) { expand.update($0) }
      block.withOctets { expand.finalize(into: $0) }
      result.withMutableBytes { out in
        block.withBytes { out[place...].copyBytes(from: $0.prefix(count - place)) }
      }
    }
    return result
  }
}
